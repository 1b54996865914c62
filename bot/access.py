"""Who may do what: one table, asked at every action."""

from enum import StrEnum

from bot.errors import NotAllowedError

GUEST, LIBRARIAN, METHODOLOGIST, ADMIN = "guest", "librarian", "methodologist", "admin"
ROLES = (GUEST, LIBRARIAN, METHODOLOGIST, ADMIN)
STAFF = (METHODOLOGIST, ADMIN)
"""The roles that read and answer private questions."""


class Act(StrEnum):
    """What a person can want to do."""

    OWN_PROFILE = "own_profile"
    ASK = "ask"
    ANSWER = "answer"
    """Read and answer private questions."""
    REGISTER = "register"
    REPORT = "report"
    LET_IN = "let_in"
    """Let people in as librarian or guest."""
    MEND = "mend"
    """Let what could not be handled be tried again."""
    SEARCH = "search"
    POST_NEWS = "post_news"
    MODERATE = "moderate"
    """Hide what others wrote, mute a member for a time."""
    LISTS = "lists"
    """Change the region's lists: libraries, topics, members' invitations."""
    GROUP = "group"
    """Say which group of Telegram is the region's."""


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
    Act.MODERATE: _STAFF,
    Act.LISTS: _STAFF,
    Act.GROUP: frozenset({ADMIN}),
}


def may(role: str | None, act: Act) -> bool:
    """Whether somebody with this role may do it; who has not been let in has no role and may nothing."""
    return role in RIGHTS[act]


def require(role: str | None, act: Act) -> None:
    """Raise NotAllowedError unless the role may do it."""
    if not may(role, act):
        raise NotAllowedError(act)
