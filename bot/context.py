"""What a handler has in its hands: the session, the time, who it is, and ways to say something.

Everything said goes into the outbox; nothing here sends, commits or waits.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from bot.access import Act, may, require
from bot.errors import UserError
from bot.group_threads import place_for
from bot.hiding import Hidable
from bot.payloads import (
    Button,
    Link,
    Photo,
    Rows,
    attachment_messages,
    button,
    fits_caption,
    link,
    message,
    reply_to,
    with_attachments,
)
from bot.region import Region
from bot.subscriptions import Subscription
from bot.surroundings import Menu, Offered
from bot.texts import N_, Texts, texts_for
from bot.typed import Typed
from storage import groups, outbox
from storage.audit import record_act
from storage.dialogs import Dialog
from storage.mail_chats import is_mailbox
from storage.members import Member
from storage.outbox import About, Lane
from storage.rewriting import CAPTIONED, NEW_THREAD, THREAD, as_caption

__all__ = ["Button", "Context", "Describe", "Link", "Photo", "Region", "Rows", "attachment_messages", "button", "link"]
__all__ += ["message", "reply_to"]

Describe = Callable[["Context", About, str], Markup | None]
"""(context in the person's language, what it was about, the reason as a clause) → that it was not delivered."""


@dataclass
class Context:
    """One unit of work, as seen by the handlers of an update, or by a tick."""

    session: Session
    now: datetime
    region: Region
    texts: Texts
    member: Member | None = None
    chat_id: int = 0
    user_id: int = 0
    user_name: str = ""
    private: bool = True
    group: groups.Group | None = None
    """The group in which it happened; the region's, where it is ``adopted``."""
    thread: int | None = None
    """Telegram's number of that group's thread in which it was said."""
    update_id: int | None = None
    typed: Typed | None = None
    parts: Sequence[Typed] = ()
    """The messages that a kept text is made of, when it was decided what becomes of it."""
    arguments: str = ""
    """What followed the command."""
    match: tuple[str, ...] = ()
    """The groups of a pressed button's pattern."""
    dialog: Dialog | None = None
    pressed_delivery: int | None = None
    """The delivery whose button was pressed."""
    toast: str | None = None
    menu: Menu | None = None
    undelivered: Mapping[str, Describe] = field(default_factory=dict)
    """The features' sentences about what was not delivered."""
    hidable: Mapping[str, "Hidable[Context]"] = field(default_factory=dict)
    """Kind of object → how it is hidden."""
    naming: Sequence[Callable[["Context", int], None]] = ()
    """What lets the features' messages follow when a member is called something else."""
    replied_to: int | None = None
    """The message of this chat that the person's own replies to."""
    subscriptions: Sequence["Subscription[Context]"] = ()
    """The features' kinds of things that members can have told them, in their order."""
    found: Mapping[str, Callable[["Context", int], None]] = field(default_factory=dict)
    """Kind of entry in the search → what shows it."""
    offers: "Offered[Context] | None" = None
    forgotten: bool = False
    """Whether of the update not even the chat is to be kept."""
    acts: list[str] = field(default_factory=list)
    """What was noted in this unit of work, for the log."""

    @property
    def today(self) -> date:
        """The region's date."""
        return self.local.date()

    @property
    def local(self) -> datetime:
        """Now, on the region's clocks."""
        return self.region.local(self.now)

    @property
    def me(self) -> Member:
        """The acting member; only after ``require``."""
        assert self.member is not None  # noqa: S101 - a handler without a check would be our own mistake
        return self.member

    @property
    def role(self) -> str | None:
        return self.member.role if self.member else None

    @property
    def muted(self) -> bool:
        """Whether the acting member may not write to colleagues at this time."""
        return bool(self.member and self.member.muted_until and self.member.muted_until > self.now)

    def may(self, act: Act) -> bool:
        """Whether the acting person's role allows it, and they are not muted for it."""
        return may(self.role, act, muted=self.muted)

    def require(self, act: Act) -> None:
        """Raise NotAllowedError unless the acting person may do it (MutedError where only a mute is in the way)."""
        require(self.role, act, muted=self.muted)

    def say(
        self,
        text: Markup,
        buttons: Rows = (),
        *,
        about: About = About("reply"),  # noqa: B008 - frozen
        menu: bool = False,
        reply: bool = False,
        document: int | None = None,
        key: str | None = None,
    ) -> int:
        """Answer the acting person in the chat with them; returns the delivery's id."""
        payload = message(text, buttons)
        if menu and self.menu is not None:
            payload["reply_markup"] = self.menu.keyboard(self.role, self.texts)
        if reply and self.private and self.typed and self.typed.message_id:
            payload["reply_parameters"] = reply_to(self.typed.message_id)
        return self._enqueue(
            self.chat_id if self.private else self.user_id,
            payload,
            about,
            Lane.INTERACTIVE,
            recipient_id=self.member.id if self.member else None,
            key=key,
            document=document,
        )

    def say_as_is(self, method: str, payload: Mapping[str, Any], *, about: About) -> int:
        """Answer the acting person, in private, with a message just as others get it: a photo with its caption, say."""
        recipient_id = self.member.id if self.member else None
        payload = dict(payload)
        return self._enqueue(self.user_id, payload, about, Lane.INTERACTIVE, recipient_id=recipient_id, method=method)

    def say_here(self, text: Markup, buttons: Rows = (), *, about: About, key: str | None = None) -> int:
        """Answer in the group where it was said, under the eyes of all, as a reply; returns the delivery's id."""
        payload = message(text, buttons)
        if self.typed and self.typed.message_id:
            payload["reply_parameters"] = reply_to(self.typed.message_id)
        if self.thread is not None:
            payload[THREAD] = self.thread
        member_id = self.member.id if self.member else None
        return self._enqueue(self.chat_id, payload, about, Lane.INTERACTIVE, recipient_id=member_id, key=key)

    def tell(
        self,
        recipient: Member,
        chat_id: int,
        text: Markup,
        buttons: Rows = (),
        *,
        about: About,
        lane: Lane = Lane.ANSWER,
        reply_message: int | None = None,
        target: int | None = None,
        key: str | None = None,
        document: int | None = None,
        due_at: datetime | None = None,
        expires_at: datetime | None = None,
        silent: bool = False,
    ) -> int:
        """Say something to another member in their private chat or by e-mail; returns the delivery's id.

        ``reply_message`` is a message of theirs that it replies to, ``target`` a delivery that it replies to. It goes
        at ``due_at``, if not now (``storage.preferences.hold_until``), and not at all from ``expires_at`` on.
        ``silent``: without a sound, for it comes along with something that makes one.
        """
        payload = message(text, buttons)
        if reply_message is not None:
            payload["reply_parameters"] = reply_to(reply_message)
        payload |= {"disable_notification": True} if silent else {}
        return self._enqueue(
            chat_id,
            payload,
            about,
            lane,
            recipient_id=recipient.id,
            target=target,
            key=key,
            document=document,
            due_at=due_at,
            expires_at=expires_at,
        )

    def post(
        self,
        kind: str,
        text: Markup,
        buttons: Rows = (),
        *,
        about: About,
        key: str | None = None,
        attachments: Sequence[dict[str, str]] = (),
        reply_to_delivery: int | None = None,
        reply_to_message: int | None = None,
        lane: Lane = Lane.ANSWER,
        silent: bool = False,
    ) -> int | None:
        """Say something in the region's group, in its thread of this kind; returns the delivery's id.

        Nothing is said, and nothing returned, where the region has no group. A thread that does not exist is made, and
        the message waits for it. One photo or file carries the text as its caption; several follow as an album that
        replies to the text. ``reply_to_message`` is a message of somebody's in the group, ``reply_to_delivery`` one of
        ours; ``silent`` as for ``tell``. What many read is in the region's language (``Context.for_group``).
        """
        place = place_for(
            self.session,
            kind,
            self.now,
            language=self.region.language,
            member_id=self.member.id if self.member else None,
            update_id=self.update_id,
        )
        if place is None:
            return None
        method, payload, rest = with_attachments(text, buttons, attachments)
        payload |= {"disable_notification": True} if silent else {}
        target = reply_to_delivery
        if place.making is not None:
            payload[THREAD], target = NEW_THREAD, place.making
        else:
            if place.thread is not None:
                payload[THREAD] = place.thread
            if reply_to_message is not None:
                payload["reply_parameters"] = reply_to(reply_to_message)
        delivery = self._enqueue(
            place.chat_id, payload, about, lane, recipient_id=None, target=target, key=key, method=method
        )
        for number, (each, parameters) in enumerate(attachment_messages(rest) if rest else ()):
            attached = About("attachment", about.object_kind, about.object_id)
            self._enqueue(
                place.chat_id,
                parameters,
                attached,
                lane,
                recipient_id=None,
                target=delivery,
                method=each,
                key=None if key is None else f"{key}:attachment:{number}",
            )
        return delivery

    def join_post(self, kind: str, delivery: int, attachments: Sequence[dict[str, str]], *, about: About) -> None:
        """What came later joins what stands in the group's thread of this kind, as a reply to it."""
        place = groups.place(self.session, kind)
        if place is None:
            return
        there = {THREAD: place.thread} if place.thread is not None else {}
        for method, payload in attachment_messages(attachments):
            self._enqueue(
                place.chat_id, payload | there, about, Lane.ANSWER, recipient_id=None, target=delivery, method=method
            )

    @contextmanager
    def for_group(self) -> Iterator["Context"]:
        """The same unit of work, with the texts in the region's language."""
        yield replace(self, texts=texts_for(self.region.language))

    def deep_link(self, payload: str) -> str:
        """An address that opens the private chat and says ``/start payload`` there (``Feature.links``)."""
        return f"https://t.me/{self.region.bot_username}?start={payload}"

    def attach(
        self, recipient: Member, chat_id: int, attachments: Sequence[dict[str, str]], *, about: About, target: int
    ) -> None:
        """Send along what came with a message, as a reply to the delivery that shows its text; a letter carries it."""
        if is_mailbox(chat_id):
            outbox.attach(self.session, target, attachments)
            return
        for method, payload in attachment_messages(attachments):
            self._enqueue(chat_id, payload, about, Lane.ANSWER, recipient_id=recipient.id, target=target, method=method)

    def edit(self, delivery_id: int, text: Markup, buttons: Rows = ()) -> None:
        """Let a message that was put into the outbox show something else: its text, or the caption of its photo.

        Raises UserError where a caption would be too long.
        """
        if outbox.method_of(self.session, delivery_id) in CAPTIONED and not fits_caption(text):
            raise UserError(N_("With a photo or a file a text can have 1024 characters. Please shorten it."))
        outbox.edit(self.session, delivery_id, message(text, buttons), now=self.now, update_id=self.update_id)

    def take_back(self, delivery_id: int) -> None:
        """Delete a message that was put into the outbox, or stop it if it has not gone."""
        outbox.take_back(self.session, delivery_id, now=self.now, update_id=self.update_id)

    def show(
        self,
        text: Markup,
        buttons: Rows = (),
        *,
        about: About = About("reply"),  # noqa: B008 - frozen
        reply: bool = False,
    ) -> int:
        """Show something in place of the message whose button was pressed, or as a new one where none was."""
        if self.pressed_delivery is None:
            return self.say(text, buttons, about=about, reply=reply)
        self.edit(self.pressed_delivery, text, buttons)
        if about.object_kind is not None:
            outbox.set_about(self.session, self.pressed_delivery, about)
        return self.pressed_delivery

    def note(self, action: str, object_kind: str | None = None, object_id: int | None = None, **detail: Any) -> None:
        """Write a line of the audit log."""
        self.acts.append(" ".join(str(part) for part in (action, object_kind, object_id) if part is not None))
        record_act(
            self.session,
            at=self.now,
            actor_id=self.member.id if self.member else None,
            action=action,
            object_kind=object_kind,
            object_id=object_id,
            update_id=self.update_id,
            **detail,
        )

    @contextmanager
    def speaking_to(self, member: Member) -> Iterator["Context"]:
        """The same unit of work, with the texts in another member's language."""
        yield replace(self, texts=texts_for(member.language))

    def _enqueue(
        self,
        chat_id: int,
        payload: dict[str, Any],
        about: About,
        lane: Lane,
        *,
        recipient_id: int | None,
        target: int | None = None,
        key: str | None = None,
        method: str = "sendMessage",
        document: int | None = None,
        due_at: datetime | None = None,
        expires_at: datetime | None = None,
    ) -> int:
        if document is not None:
            method, payload = "sendPhoto" if isinstance(document, Photo) else "sendDocument", as_caption(payload)
        return outbox.enqueue(
            self.session,
            chat_id=chat_id,
            method=method,
            payload=payload,
            about=about,
            lane=lane,
            now=self.now,
            recipient_id=recipient_id,
            target_id=None if is_mailbox(chat_id) else target,  # a letter replies to nothing
            key=f"{key}:mail" if key and is_mailbox(chat_id) else key,
            file_id=None if document is None else int(document),
            update_id=self.update_id,
            due_at=due_at,
            expires_at=expires_at,
        )
