"""Inviting people from a table: read and check everything, compare with who is known, then make what is missing.

Nothing is imported by halves: either the whole table, or (where that is chosen) all of its right rows. Somebody who is
known, or was invited and can still come, is invited no second time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from bot.access import LIBRARIAN
from bot.features.members.actions import make_invite
from bot.features.members.columns import PersonRow, tidy_email
from bot.features.members.rules import new_code
from bot.naming.cells import LibraryCells, Unclear
from bot.naming.words import Choice
from bot.texts.names import tidy_name
from storage.latvian import fold
from storage.libraries import Library, names_of
from storage.mail_codes import confirm_address, put_address
from storage.members import EMAIL, PERSONAL, SHEET, TELEGRAM, Address, Invite, Member

DAYS = 30
"""For which an invitation from a table is good."""


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    AGAIN = "again"
    """Invited before, did not come in time: invited anew."""
    CHANGED = "changed"
    """The open invitation, or a member's missing e-mail address, follows the table."""
    BY_LETTER = "by_letter"
    """Becomes a member at once, by e-mail alone."""
    INVITED = "invited"
    KNOWN = "known"
    TWICE = "twice"
    WRONG = "wrong"


@dataclass(frozen=True)
class Reason:
    """Why: ``key`` names the sentence, ``values`` fill it."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Planned:
    """One row and what will become of it."""

    row: PersonRow
    fate: Fate
    name: str
    email: str | None
    libraries: tuple[int, ...]
    reasons: tuple[Reason, ...] = ()
    code: str = ""
    """Of the invitation that there is or will be."""
    member_id: int | None = None
    last_day: date | None = None
    """Of an invitation that there is already, by the clocks of the import's ``now``."""

    @property
    def lets_in(self) -> bool:
        """Whether a link has to be handed to them now."""
        return self.fate in (Fate.NEW, Fate.AGAIN)


@dataclass(frozen=True)
class Sheet:
    """A library's QR: one that there is and still lets ``uses`` people in, or a new one."""

    code: str
    is_new: bool
    uses: int | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class MembersPlan:
    """What an import would do, in the order of the table; ``sheets`` are the libraries' QRs by the libraries' ids."""

    rows: tuple[Planned, ...]
    library_names: Mapping[int, str]
    sheets: Mapping[int, Sheet]

    def count(self, fate: Fate) -> int:
        """How many rows have this fate."""
        return sum(row.fate is fate for row in self.rows)

    @property
    def wrong(self) -> list[Planned]:
        return [row for row in self.rows if row.fate is Fate.WRONG]


def plan_members(
    session: Session,
    people: Iterable[PersonRow],
    *,
    now: datetime,
    today_libraries: list[Library],
    mails: bool = False,
) -> MembersPlan:
    """Compare the rows with who is there; changes nothing. A table can name the libraries that exist today.

    ``mails``: whether letters go, so that there can be members by e-mail alone.
    """
    cells = LibraryCells(
        [
            Choice(one.id, names, tuple(one.aliases))
            for one, names in zip(today_libraries, names_of(today_libraries), strict=True)
        ]
    )
    known = _Known(session, now)
    rows = [known.fate(row) for row in _within_the_table([_checked(row, cells, mails=mails) for row in people])]
    used = dict.fromkeys(key for row in rows if row.fate is not Fate.WRONG for key in row.libraries)
    return MembersPlan(
        tuple(rows),
        {one.id: one.name for one in today_libraries},
        {key: known.sheet(key) for key in used},
    )


def apply_members(session: Session, plan: MembersPlan, *, uses: int, now: datetime, language: str = "lv") -> None:
    """Do what the plan says with its right rows, in the caller's transaction.

    ``language``: of members by e-mail alone, who cannot choose one.
    """
    libraries = {library.id: library for library in session.scalars(select(Library))}
    for row in plan.rows:
        chosen = [libraries[key] for key in row.libraries]
        if row.lets_in:
            invite = make_invite(session, role=LIBRARIAN, library=None, uses=1, days=DAYS, now=now)
            invite.code, invite.purpose = row.code, PERSONAL
            invite.name, invite.email, invite.libraries = row.name or None, row.email, chosen
        elif row.fate is Fate.CHANGED and row.member_id is not None and row.email is not None:
            member = session.get_one(Member, row.member_id)
            confirm_address(session, put_address(session, member, row.email), now)  # by whoever keeps the table
        elif row.fate is Fate.BY_LETTER and row.email is not None:
            member = Member(name=row.name, role=LIBRARIAN, language=language, created_at=now, libraries=chosen)
            session.add(member)
            session.flush()
            confirm_address(session, put_address(session, member, row.email), now)
        elif row.fate is Fate.CHANGED:
            invite = session.get_one(Invite, row.code)
            invite.name, invite.libraries = row.name or invite.name, chosen
    for key, sheet in plan.sheets.items():
        if sheet.is_new:
            invite = make_invite(session, role=LIBRARIAN, library=libraries[key], uses=uses, days=DAYS, now=now)
            invite.code, invite.purpose = sheet.code, SHEET
    session.flush()


def _checked(row: PersonRow, cells: LibraryCells, *, mails: bool) -> Planned:
    reasons: list[Reason] = []
    name = tidy_name(row.name) or ""
    if row.name and not name:
        reasons.append(Reason("malformed_name"))
    email = tidy_email(row.email) if row.email else None
    if row.email and email is None:
        reasons.append(Reason("malformed_email", {"email": row.email[:60]}))
    if row.by_letter and not mails:
        reasons.append(Reason("no_mail_server"))
    elif row.by_letter and not (name and row.email):
        reasons.append(Reason("letters_need"))
    libraries, unclear = cells.read(row.library)
    reasons += [_unclear(one) for one in unclear]
    fate = Fate.WRONG if reasons else Fate.NEW
    return Planned(row, fate, name, email, tuple(libraries), tuple(reasons))


def _unclear(unclear: Unclear) -> Reason:
    values = {"part": unclear.part[:60], "names": ", ".join(unclear.candidates)}
    if unclear.several:
        return Reason("several_libraries", values)
    return Reason("no_library_but" if unclear.candidates else "no_library", values)


def _within_the_table(rows: Sequence[Planned]) -> list[Planned]:
    """Who stands there twice is invited once, with the libraries of both lines."""
    found: list[Planned] = []
    first: dict[object, int] = {}
    for row in rows:
        key: object = row.email or (fold(row.name), row.libraries)
        at = first.get(key)
        if row.fate is Fate.WRONG or at is None:
            if row.fate is not Fate.WRONG:
                first[key] = len(found)
            found.append(row)
            continue
        earlier = found[at]
        if row.name and earlier.name and fold(row.name) != fold(earlier.name):
            reason = Reason("shared_email", {"line": earlier.row.line, "name": earlier.name})
            found.append(replace(row, fate=Fate.WRONG, reasons=(reason,)))
            continue
        together = tuple(dict.fromkeys((*earlier.libraries, *row.libraries)))
        found[at] = replace(earlier, libraries=together, name=earlier.name or row.name)
        found.append(replace(row, fate=Fate.TWICE, reasons=(Reason("twice", {"line": earlier.row.line}),)))
    return found


class _Known:
    """Members and invitations, looked up once."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._now = now
        is_used = and_(Address.channel == EMAIL, Address.confirmed_at.is_not(None))
        addresses = session.scalars(select(Address).where(is_used).options(joinedload(Address.member))).all()
        self._by_email = {one.address: one.member for one in addresses if not one.member.is_outsider}
        self._outside = {one.address for one in addresses if one.member.is_outsider}
        in_telegram = set(session.scalars(select(Address.member_id).where(Address.channel == TELEGRAM)))
        self._by_letter = {member.id for member in self._by_email.values()} - in_telegram
        with_email = {member.id for member in self._by_email.values()}
        self._by_name: dict[str, list[tuple[Member, bool]]] = {}
        let_in = select(Member).where(Member.role.is_not(None)).options(selectinload(Member.libraries))
        for member in session.scalars(let_in):
            self._by_name.setdefault(fold(member.name), []).append((member, member.id in with_email))
        self._invites = list(
            session.scalars(
                select(Invite)
                .where(Invite.purpose.in_((PERSONAL, SHEET)))
                .options(selectinload(Invite.libraries))
                .order_by(Invite.created_at.desc())
            )
        )

    def fate(self, row: Planned) -> Planned:
        """What becomes of a right row."""
        if row.fate is not Fate.NEW:
            return row
        member = self._as_member(row)
        if row.row.by_letter:
            return member or self._by_letter_alone(row)
        if member is not None and member.member_id in self._by_letter:  # Telegram is to be had too
            member = None
        return member or self._as_invited(row)

    def _as_member(self, row: Planned) -> Planned | None:
        if row.email is not None and row.email in self._by_email:
            return replace(row, fate=Fate.KNOWN, member_id=self._by_email[row.email].id)
        for member, has_email in self._by_name.get(fold(row.name), ()) if row.name else ():
            shared = {library.id for library in member.libraries} & set(row.libraries)
            if shared and (row.email is None or has_email or row.email in self._outside):
                return replace(row, fate=Fate.KNOWN, member_id=member.id)
            if shared:
                return replace(row, fate=Fate.CHANGED, member_id=member.id, reasons=(Reason("email_added"),))
        return None

    def _by_letter_alone(self, row: Planned) -> Planned:
        """A member to be by this address: if reports go there, they would end, for it can be one person's only."""
        if row.email not in self._outside:
            return replace(row, fate=Fate.BY_LETTER)
        return replace(row, fate=Fate.WRONG, reasons=(Reason("reports_go_there", {"email": row.email}),))

    def _as_invited(self, row: Planned) -> Planned:
        invite = self._invite_for(row)
        if invite is None:
            return replace(row, code=new_code())
        if invite.member_id is not None:
            return replace(row, fate=Fate.KNOWN, member_id=invite.member_id)
        if invite.uses_left < 1 or invite.expires_at <= self._now:
            return replace(row, fate=Fate.AGAIN, code=new_code())
        same = (row.name or invite.name) == invite.name and {one.id for one in invite.libraries} == set(row.libraries)
        reasons = () if same else (Reason("invitation_follows"),)
        fate, last_day = Fate.INVITED if same else Fate.CHANGED, self._last_day(invite)
        return replace(row, fate=fate, code=invite.code, reasons=reasons, last_day=last_day)

    def _last_day(self, invite: Invite) -> date:
        return invite.expires_at.astimezone(self._now.tzinfo).date()

    def sheet(self, library_id: int) -> Sheet:
        """The code of a library's QR that still lets somebody in, or a new one."""
        for invite in self._invites:
            good = invite.uses_left > 0 and invite.expires_at > self._now
            if invite.purpose == SHEET and good and [one.id for one in invite.libraries] == [library_id]:
                return Sheet(invite.code, is_new=False, uses=invite.uses_left, last_day=self._last_day(invite))
        return Sheet(new_code(), is_new=True)

    def _invite_for(self, row: Planned) -> Invite | None:
        """The newest personal invitation of this person."""
        for invite in self._invites:
            if invite.purpose != PERSONAL:
                continue
            if row.email is not None and invite.email == row.email:
                return invite
            same_name = invite.name is not None and fold(invite.name) == fold(row.name)
            shared = {library.id for library in invite.libraries} & set(row.libraries)
            if same_name and shared and None in (row.email, invite.email):
                return invite
        return None
