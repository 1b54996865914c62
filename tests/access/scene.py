"""A region with somebody of every role and one whose things are nobody else's, and a router that is handed updates."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.access import ADMIN, GUEST, LIBRARIAN, METHODOLOGIST
from bot.context import Region
from bot.manifest import discover
from bot.notice import version
from bot.router import Handled, Router
from storage import groups
from storage.dialogs import Dialog, end_dialog, save_dialog
from storage.events import DRAFT
from storage.inbox import RawUpdate, Unit
from storage.members import TELEGRAM, Address, Invite, JoinRequest, Member
from storage.outbox import deliveries
from storage.tables import metadata
from tests.access.entries import CHOSEN, FILLED, PRESSED, Entry
from tests.features.events.making import an_event
from tests.units import handled

NOW = datetime(2026, 10, 12, 8, tzinfo=UTC)
REGION = Region("Kuldīgas reģions", ZoneInfo("Europe/Riga"), "lv", bot_username="plaukts_bot", mails=True)
SECRET = "Noslēpums"
"""In everything of the owner's, and of the office's, that nobody else may read."""
STRANGER, LET_GO, MUTED, OWNER, OFFICE = "nobody", "let go", "muted", "owner", "office"
WALKERS = (STRANGER, LET_GO, GUEST, LIBRARIAN, MUTED, METHODOLOGIST, ADMIN)
"""Who tries everything."""
GROUP, FOREIGN = -1001, -1002
_ROLES = {LET_GO: None, MUTED: LIBRARIAN, OWNER: LIBRARIAN, OFFICE: METHODOLOGIST}
_c = deliveries.c


@dataclass(frozen=True)
class Outcome:
    """What came of an update."""

    handled: Handled
    said: list[tuple[int, str]]
    """To which chats what was said."""

    @property
    def answer(self) -> str:
        """All that whoever did it was told."""
        toast = self.handled.answer.text if self.handled.answer is not None else None
        return "\n".join([*(text for _, text in self.said), toast or ""]).strip()


class Scene:
    """Everything happens in one transaction."""

    def __init__(self, session: Session) -> None:
        self.session, self.router, self._update = session, Router(discover(), REGION), 0
        self.chats = {name: 500 + at for at, name in enumerate((*WALKERS, OWNER, OFFICE))}
        self.members: dict[str, Member] = {}
        for name in (*WALKERS[1:], OWNER, OFFICE):
            self._member(name)
        self.members[MUTED].muted_until = NOW + timedelta(days=3)
        for chat in (GROUP, FOREIGN):
            found = groups.seen_group(session, {"id": chat, "type": "supergroup", "title": "Bibliotekāri"})
            if chat == GROUP:
                groups.adopt(session, found, NOW)
        session.flush()
        self._live()

    def _member(self, name: str) -> None:
        role = _ROLES.get(name, name)
        member = Member(name=f"{name} persona", role=role, language="lv", created_at=NOW)
        member.notice_version, member.notice_at = version(REGION), NOW
        self.session.add(Address(member=member, channel=TELEGRAM, address=str(self.chats[name])))
        self.session.flush()
        self.members[name] = member

    def _live(self) -> None:
        """The owner and the office have things of their own: asked, answered, drafted, half typed."""
        self.type(OWNER, f"/jautat {SECRET}: kā norakstīt grāmatas?")
        self.press(OFFICE, "c:answer:1")
        self.type(OFFICE, f"{SECRET}: ar aktu.")
        self.type(OFFICE, f"/registret tālr cits 10min {SECRET} piezīme")
        an_event(self.session, self.members[OFFICE].id, status=DRAFT, title=f"{SECRET} seminārs")
        self.type(OFFICE, f"/pazinot {SECRET} paziņojums")
        self.type(OWNER, f"{SECRET}: pusrakstīts teksts")
        asking = Member(name="Grib pievienoties", role=None, language="lv", created_at=NOW)
        self.session.add(JoinRequest(member=asking, asked_at=NOW))
        for code, uses, days in (("USED234567", 0, 5), ("EXPRD23456", 1, -1)):
            ends = NOW + timedelta(days=days)
            self.session.add(Invite(code=code, role=ADMIN, uses_left=uses, expires_at=ends, created_at=NOW))
        self.session.flush()

    # Doing -------------------------------------------------------------------------------------------------------

    def type(self, who: str, text: str, **more: Any) -> Outcome:
        """Somebody types a text, or with ``edited_message`` changes one."""
        kind = more.pop("kind", "message")
        said = {"message_id": more.pop("message_id", 9000 + self._update), "date": int(NOW.timestamp()), "text": text}
        return self._handle(who, {kind: {**said, "from": self._user(who), "chat": self._chat(who), **more}})

    def press(self, who: str, data: str, chat: int | None = None) -> Outcome:
        """Somebody presses a button with this data, be there one or not."""
        place = self._chat(who) if chat is None else {"id": chat, "type": "supergroup", "title": "Bibliotekāri"}
        message = {"message_id": 8999, "date": int(NOW.timestamp()), "chat": place}
        pressed = {"id": f"q{self._update}", "from": self._user(who), "message": message, "data": data}
        return self._handle(who, {"callback_query": pressed})

    def enter(self, who: str, entry: Entry) -> Iterator[Outcome]:
        """Somebody goes this way; forms and offers are open before them, as if they had been when they still might."""
        if entry.kind == PRESSED:
            yield self.press(who, entry.said)
        elif entry.kind == FILLED:
            self._open(who, entry.said)
            yield self.type(who, "Teksts")
            yield self.press(who, f"f:{self._open(who, entry.said)}:skip")
        elif entry.kind == CHOSEN:
            part = {"text": "Teksts", "attachments": [], "chat_id": self.chats[who], "message_id": 8998}
            kept = {"key": 1, "at": NOW.isoformat(), "prompt": None, "parts": [part]}
            yield self.press(who, f"t:{self._open(who, 'typed', {'texts': [kept]})}:{entry.said}:1.new")
        else:
            yield self.type(who, entry.said)

    def _open(self, who: str, form: str, data: Mapping[str, Any] | None = None) -> int:
        chat = self.chats[who]
        save_dialog(self.session, Dialog(chat, chat, form, 0, data or {}, 77, None, NOW + timedelta(days=1)))
        return 77

    def close(self, who: str) -> None:
        """Nothing is open before them."""
        end_dialog(self.session, self.chats[who], self.chats[who])

    def _user(self, who: str) -> dict[str, Any]:
        return {"id": self.chats[who], "is_bot": False, "first_name": who, "language_code": "lv"}

    def _chat(self, who: str) -> dict[str, Any]:
        return {"id": self.chats[who], "type": "private", "first_name": who}

    def _handle(self, who: str, update: dict[str, Any]) -> Outcome:
        self._update += 1
        last = self.session.scalar(select(func.max(_c.id))) or 0
        body = json.dumps({"update_id": self._update, **update})
        unit = Unit(self.chats[who], (RawUpdate(self._update, body, self.chats[who]),), 0)
        outcome = handled(self.router, self.session, unit, NOW)
        self.session.flush()
        rows = self.session.execute(select(_c.chat_id, _c.payload).where(_c.id > last).order_by(_c.id)).all()
        return Outcome(outcome, [(chat, json.dumps(payload or {}, ensure_ascii=False)) for chat, payload in rows])

    # Looking -----------------------------------------------------------------------------------------------------

    def stored(self) -> dict[str, list[str]]:
        """Every row of every table, but what goes to people, of which a walk looks at what is new."""
        return {
            table.name: sorted(map(repr, self.session.execute(select(table)).all()))
            for table in metadata.sorted_tables
            if table.name not in ("deliveries", "contents", "files")
        }
