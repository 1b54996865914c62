"""Who may do what: one table, asked at every action."""

from enum import StrEnum

from bot.errors import MutedError, NotAllowedError

GUEST, LIBRARIAN, METHODOLOGIST, ADMIN = "guest", "librarian", "methodologist", "admin"
ROLES = (GUEST, LIBRARIAN, METHODOLOGIST, ADMIN)
STAFF = (METHODOLOGIST, ADMIN)
"""The roles that read and answer private questions."""


class Act(StrEnum):
    """What a person can want to do."""

    OWN_PROFILE = "own_profile"
    """One's own profile, language, e-mail, what one is told and when."""
    ASK = "ask"
    """Ask the methodologists; sort and close one's own questions."""
    ANSWER = "answer"
    """Read and answer private questions, pass them on."""
    REGISTER = "register"
    """Register consultations, find and correct them."""
    REPORT = "report"
    """Reports and their workbooks."""
    LET_IN = "let_in"
    """Let people in as librarian or guest."""
    MEND = "mend"
    """Let what could not be handled be tried again."""
    SEARCH = "search"
    """Search; read news and questions that are shown to all."""
    POST_NEWS = "post_news"
    """Publish news."""
    EXCHANGE = "exchange"
    """Write to colleagues: ask and answer them, write to who posted something."""
    MODERATE = "moderate"
    """Hide what others wrote, mute a member for a time."""
    LISTS = "lists"
    """Change the region's lists: libraries, topics, members."""
    ROLES = "roles"
    """Give and take roles, let members go."""
    EVENTS = "events"
    """Make events, change them, say who came."""
    ANNOUNCE = "announce"
    """Tell many members something at once, by what they are and not by what they have chosen to get."""
    ATTEND = "attend"
    """See the events that one is invited to, answer, say what one thought of them."""
    GROUP = "group"
    """Say which group of Telegram is the region's."""
    AUDIT = "audit"
    """Read the audit log: who did what, when."""


_EVERYONE = frozenset(ROLES)
_LIBRARIANS = frozenset({LIBRARIAN, METHODOLOGIST, ADMIN})
_STAFF = frozenset(STAFF)

RIGHTS: dict[Act, frozenset[str]] = {
    Act.OWN_PROFILE: _EVERYONE,
    Act.ASK: _LIBRARIANS,
    Act.ANSWER: _STAFF,
    Act.REGISTER: _STAFF,
    Act.REPORT: _STAFF,
    Act.LET_IN: _STAFF,
    Act.MEND: frozenset({ADMIN}),
    Act.SEARCH: _LIBRARIANS,
    Act.POST_NEWS: _LIBRARIANS,
    Act.EXCHANGE: _LIBRARIANS,
    Act.MODERATE: _STAFF,
    Act.LISTS: _STAFF,
    Act.ROLES: frozenset({ADMIN}),
    Act.EVENTS: _STAFF,
    Act.ANNOUNCE: _STAFF,
    Act.ATTEND: _EVERYONE,
    Act.GROUP: frozenset({ADMIN}),
    Act.AUDIT: frozenset({ADMIN}),
}


MUTED_LACK = frozenset({Act.POST_NEWS, Act.EXCHANGE, Act.MODERATE})
"""What a member who is muted may not: write to colleagues, and lift it themselves. They read, search, keep their own
data and ask the methodologists as ever, and a methodologist goes on answering and registering."""


def may(role: str | None, act: Act, *, muted: bool = False) -> bool:
    """Whether somebody with this role may do it; who has not been let in has no role and may nothing."""
    return role in RIGHTS[act] and not (muted and act in MUTED_LACK)


def require(role: str | None, act: Act, *, muted: bool = False) -> None:
    """Raise NotAllowedError unless the role may do it, MutedError if only being muted is in the way."""
    if not may(role, act):
        raise NotAllowedError(act)
    if not may(role, act, muted=muted):
        raise MutedError(act)


def may_mute(actor: str | None, target: str | None, *, oneself: bool) -> bool:
    """Whether a member with the one role may mute one with the other: administrators nobody, oneself neither.

    A methodologist is muted by an administrator alone: colleagues of the same office do not silence each other.
    """
    if oneself or not may(actor, Act.MODERATE) or target is None or target == ADMIN:
        return False
    return target != METHODOLOGIST or actor == ADMIN
