"""The router: one unit of work's updates to the one handler that takes them.

Ours, and not python-telegram-bot's Application: that swallows exceptions and goes on after a failure, where a unit of
work has to fail as a whole. Nor its handler classes, for commands are matched without regard to capitals and
diacritics, and buttons carry the delivery that they belong to.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from markupsafe import escape
from sqlalchemy.orm import Session

from bot.access import Act
from bot.carriers import pressed_in, shown_in
from bot.context import Context, Region
from bot.dialogs.form import Forms
from bot.dialogs.typed import Offers
from bot.errors import NotAllowedError, Refusal, UserError
from bot.in_group import START, InGroup
from bot.incoming import (
    EDITED,
    GONE,
    MEMBERSHIP,
    MESSAGE,
    PRESSED,
    Answer,
    Incoming,
    Json,
    answer_of,
    incoming,
    is_service,
)
from bot.manifest import SETTING, Button, Feature
from bot.menu import CommandMenu
from bot.refusals import why_not
from bot.texts import N_, texts_for
from bot.texts.clean import clean
from bot.throttle import MESSAGE as MESSAGE_COSTS
from bot.throttle import TOUCH, Throttle, Throttled
from bot.typed import Typed, typed_from
from storage import groups
from storage.answers import asked_delivery
from storage.arrivals import release_blocked
from storage.dialogs import dialog_of
from storage.inbox import RawUpdate, Unit
from storage.members import TELEGRAM, Member, member_by_telegram, set_reachable, telegram_chat_of
from storage.prepared import changes, has_changed


@dataclass(frozen=True)
class CallbackAnswer:
    """What a pressed button is answered with, after the commit."""

    query_id: str
    text: str | None


@dataclass(frozen=True)
class Handled:
    """What came of a unit, to be told after its commit."""

    answer: CallbackAnswer | None = None
    acts: Sequence[str] = ()
    """What was done, by kinds and numbers, for the log."""
    throttled: Throttled | None = None
    """Nothing was: the unit is to wait, and to be handed over again."""
    is_ours: bool = True
    """Whether it was more than people's talk with each other, of which nothing is kept but the update's number."""


_COSTS = {MESSAGE: MESSAGE_COSTS, EDITED: TOUCH, PRESSED: TOUCH}


class Router:
    """Knows the features' manifests; handles one unit after the other."""

    def __init__(self, features: Sequence[Feature], region: Region, throttle: Throttle | None = None) -> None:
        """Without a throttle nobody is slowed down."""
        self.region = region
        self._throttle = throttle or Throttle(None)
        settings = [setting for feature in features for setting in feature.settings]
        self.menu = CommandMenu((command for feature in features for command in feature.commands), settings)
        self._buttons = [
            (re.compile(button.pattern), button)
            for button in (
                *(button for feature in features for button in feature.buttons),
                *(Button(f"{SETTING}:{setting.name}", setting.handler, setting.act) for setting in settings),
            )
        ]
        self._forms = Forms([form for feature in features for form in feature.forms])
        self._offers = Offers([offer for feature in features for offer in feature.offers])
        self._replied = [replied for feature in features for replied in feature.replied]
        self._lines = [line for feature in features for line in feature.lines]
        self._outside = [outside for feature in features for outside in feature.outside]
        self._edited = [edited for feature in features for edited in feature.edited]
        self._found = {kind: show for feature in features for kind, show in feature.found.items()}
        self._undelivered = {kind: say for feature in features for kind, say in feature.undelivered.items()}
        self._hidable = {kind: way for feature in features for kind, way in feature.hidable.items()}
        self._naming = [follow for feature in features for follow in feature.naming]
        subscriptions = [one for feature in features for one in feature.subscriptions]
        self._subscriptions = sorted(subscriptions, key=lambda one: (one.position, one.kind))
        self._late_parts = [late for feature in features for late in feature.late_parts]
        self._links = [(re.compile(link.pattern), link) for feature in features for link in feature.links]
        self._answers = {kind: take for feature in features for kind, take in feature.answered.items()}
        self._afterwards = [afterwards for feature in features for afterwards in feature.afterwards]
        self._in_group = InGroup(features, self.menu, region)

    def handle(self, session: Session, unit: Unit, now: datetime, refused: Refusal | None = None) -> Handled:
        """Let the unit have its effect; raises what makes it fail as a whole.

        Raises UserError and NotAllowedError where it was half done before it turned out that it cannot be: that is to
        be undone with its transaction, and the unit handed over once more with the error as ``refused``.
        """
        if unit.updates[0].update_id < 0:
            return self._answered(session, unit.updates[0], now)
        updates = [one for raw in unit.updates if (one := incoming(raw.body)) is not None]
        if not updates:
            return Handled()
        first = updates[0]
        throttled = self._throttled(first, now)
        ctx = self._context(session, first, now)
        if throttled is not None:
            return self._postponed(ctx, first, throttled)
        messages = [update.message for update in updates if update.message is not None]
        if messages:
            ctx.typed = typed_from(messages)
            ctx.replied_to = (messages[0].get("reply_to_message") or {}).get("message_id")
        if not ctx.private:
            ctx.group, ctx.thread = groups.seen_group(session, first.chat), first.thread
        pressed = pressed_in(ctx, first.content) if first.kind == PRESSED else ""
        is_ours = True
        if refused is not None:
            _refuse(ctx, first, refused)
        else:
            is_ours = self._do(ctx, first, pressed)
        if ctx.private and ctx.role is not None and first.kind in (MESSAGE, PRESSED):
            for look in self._afterwards:
                look(ctx)
        answer = CallbackAnswer(first.content["id"], ctx.toast) if first.kind == PRESSED else None
        return Handled(answer, ctx.acts, is_ours=is_ours and not ctx.forgotten)

    def _answered(self, session: Session, raw: RawUpdate, now: datetime) -> Handled:
        """Telegram answered a question of ours."""
        delivery_id, result, error = answer_of(raw.body)
        found = asked_delivery(session, delivery_id)
        take = self._answers.get(found.about.kind) if found is not None else None
        if found is None or take is None:
            return Handled()
        member = session.get(Member, found.recipient_id) if found.recipient_id is not None else None
        ctx = Context(
            session,
            now,
            self.region,
            texts_for(member.language if member else self.region.language),
            member=member,
            chat_id=found.chat_id,
            user_id=(telegram_chat_of(session, member.id) if member else None) or 0,
            private=False,
            group=groups.group_at(session, found.chat_id),
            update_id=raw.update_id,
            menu=self.menu,
        )
        take(ctx, Answer(delivery_id, found.about, result, error))
        return Handled(None, ctx.acts)

    def _throttled(self, update: Incoming, now: datetime) -> Throttled | None:
        """Whether its sender sends so much that it has to wait."""
        cost = _COSTS.get(update.kind)
        if cost is None:
            return None
        return self._throttle.throttled(update.user["id"], update.update_id, cost, update.sent_at or now, now)

    @staticmethod
    def _postponed(ctx: Context, update: Incoming, throttled: Throttled) -> Handled:
        """Its sender is told: once for each flood, unless a button waits for an answer of its own."""
        if update.kind == PRESSED:
            waits = ctx.texts.plain(
                "In a short time very much has come from you, so this will be done in a moment. Nothing is lost."
            )
            return Handled(CallbackAnswer(update.content["id"], waits), throttled=throttled)
        if update.private or ctx.member is not None:  # to others in a group we cannot write
            ctx.say(
                ctx.texts.t(
                    "⏳ In a short time very many messages have come from you, so they are handled more slowly, one "
                    "after the other. Nothing is lost; please do not send them again."
                ),
                key=f"throttled:{throttled.user_id}:{throttled.first}",
            )
        return Handled(throttled=throttled)

    def tick_context(self, session: Session, now: datetime) -> Context:
        """What a tick has in its hands."""
        texts = texts_for(self.region.language)
        return Context(
            session,
            now,
            self.region,
            texts,
            menu=self.menu,
            undelivered=self._undelivered,
            hidable=self._hidable,
            naming=self._naming,
            subscriptions=self._subscriptions,
        )

    def apologise(self, session: Session, unit: Unit, now: datetime) -> None:
        """A unit failed every time and was put aside: the person who caused it is told."""
        try:
            update = incoming(unit.updates[0].body)
            ctx = self._context(session, update, now) if update is not None else None
        except (ValueError, TypeError, KeyError, AttributeError):
            return  # it could not even be read: nobody to tell
        if ctx is None:
            return
        if ctx.private:
            ctx.say(
                ctx.texts.t(
                    "⚠️ Your last message or button could not be handled; nothing was changed by it. It is kept, and "
                    "whoever runs Plaukts will see it. If it is urgent, tell a methodologist."
                )
            )

    def _context(self, session: Session, update: Incoming, now: datetime) -> Context:
        user_id = update.user["id"]
        member, out_of_reach = member_by_telegram(session, user_id)
        if out_of_reach and update.private and update.kind != MEMBERSHIP:
            # Who writes to us can be written to, though we may have missed that they unblocked us.
            _came_back(session, user_id, now)
        language = member.language if member else _language(update.user.get("language_code"), self.region.language)
        return Context(
            session,
            now,
            self.region,
            texts_for(language),
            member=member,
            chat_id=update.chat["id"],
            user_id=user_id,
            user_name=clean(update.full_name),
            private=update.private,
            update_id=update.update_id,
            menu=self.menu,
            hidable=self._hidable,
            naming=self._naming,
            found=self._found,
            offers=self._offers,
            subscriptions=self._subscriptions,
        )

    def _do(self, ctx: Context, update: Incoming, pressed: str) -> bool:
        """Do it, or tell why it cannot be done; tells whether it was meant for us."""
        before = changes(ctx.session)
        try:
            if not ctx.private:
                return self._in_group.take(ctx, update, partial(self._pressed, ctx, pressed))
            self._dispatch(ctx, update, pressed)
        except (UserError, NotAllowedError) as error:
            if has_changed(ctx.session, before):
                raise
            _refuse(ctx, update, error)
        return True

    def _dispatch(self, ctx: Context, update: Incoming, pressed: str) -> None:
        if update.kind == MEMBERSHIP:
            if update.content["new_chat_member"]["status"] == GONE:
                set_reachable(ctx.session, TELEGRAM, str(ctx.user_id), ctx.now)
            else:
                _came_back(ctx.session, ctx.user_id, ctx.now)
        elif update.kind == PRESSED:
            self._pressed(ctx, pressed)
        elif update.kind == EDITED and ctx.typed is not None:
            _ = self._offers.edited(ctx, ctx.typed) or any(one.takes(ctx, ctx.typed) for one in self._edited)
        elif update.kind == MESSAGE and ctx.typed is not None:
            self._said(ctx, update.content, ctx.typed)

    def _pressed(self, ctx: Context, data: str) -> None:
        area, _, rest = data.partition(":")
        if area in ("f", "t") and ctx.private:  # nothing is filled in under the eyes of a group
            version, _, key = rest.partition(":")
            ctx.dialog = dialog_of(ctx.session, ctx.chat_id, ctx.user_id)
            kind = "f" if ctx.dialog and self._forms.knows(ctx.dialog.form) else "t"
            current = ctx.dialog is not None and str(ctx.dialog.version) == version and area == kind
            if ctx.dialog is None or not current or ctx.dialog.expires_at <= ctx.now:
                ctx.toast = ctx.texts.plain("This button is from an earlier step and no longer works.")
            elif area == "f":
                self._forms.pressed(ctx, ctx.dialog, key)
            else:
                name, _, choice = key.partition(":")
                self._offers.pressed(ctx, ctx.dialog, name, choice)
            return
        for pattern, button in self._buttons:
            match = pattern.fullmatch(data)
            if match and (ctx.private or button.in_group):
                _require(ctx, button.act)
                ctx.match = match.groups()
                button.handler(ctx)
                return
        ctx.toast = ctx.texts.plain("This button no longer works. The menu below shows what can be done.")

    def _said(self, ctx: Context, message: Json, typed: Typed) -> None:
        # A late part first: its caption may call a command, and where the album was a reply, each part is one, too.
        if typed.album and any(late.takes(ctx, typed) for late in self._late_parts):
            return
        called = self.menu.find(typed.text, self.region.bot_username)
        if called is not None:
            command, ctx.arguments = called
            if command is None:
                raise UserError(N_("There is no such command. /palidziba shows what can be done."))
            _require(ctx, command.act)
            if not (command.name == START and self._follows_link(ctx)):
                command.handler(ctx)
            return
        if is_service(message):
            return
        if self._is_reply(ctx, message, typed):
            return
        if ctx.role is None and any(outside(ctx, typed) for outside in self._outside):
            return
        ctx.dialog = dialog_of(ctx.session, ctx.chat_id, ctx.user_id)
        if ctx.dialog and ctx.dialog.expires_at > ctx.now and self._forms.knows(ctx.dialog.form):
            self._forms.typed(ctx, ctx.dialog, typed)
            return
        if ctx.role is None:
            raise NotAllowedError("speak")
        if typed.empty or all(item["kind"] == "sticker" for item in typed.attachments or [{"kind": ""}]):
            raise UserError(N_("Thank you! Please write in words what you need, or use the menu below."))
        if not any(line.takes(ctx, typed) for line in self._lines):
            self._offers.ask(ctx, typed)

    def _follows_link(self, ctx: Context) -> bool:
        """A deep link was followed; somebody who has not joined is taken to where one joins.

        A command's name is one that calls it.
        """
        for pattern, link in self._links:
            if match := pattern.fullmatch(ctx.arguments):
                ctx.arguments = ""
                if ctx.role is None:
                    return False
                ctx.require(link.act)
                ctx.match = match.groups()
                link.handler(ctx)
                return True
        command = self.menu.named(ctx.arguments)
        if command is None or command.name == START:
            return False
        ctx.arguments = ""
        if ctx.role is None:
            return False
        _require(ctx, command.act)
        command.handler(ctx)
        return True

    def _is_reply(self, ctx: Context, message: Json, typed: Typed) -> bool:
        replied = message.get("reply_to_message")
        if replied is None or ctx.role is None:
            return False
        about = shown_in(ctx, replied)
        return any(one.takes(ctx, about, replied["message_id"], typed) for one in self._replied)


def _require(ctx: Context, act: Act | None) -> None:
    if act is not None:
        ctx.require(act)


def _came_back(session: Session, user_id: int, now: datetime) -> None:
    set_reachable(session, TELEGRAM, str(user_id), None)
    release_blocked(session, user_id, now)


def _refuse(ctx: Context, update: Incoming, error: Refusal) -> None:
    """Tell whoever cannot have it, or may not."""
    ctx.acts.clear()
    key = None
    if isinstance(error, NotAllowedError):
        sentence = why_not(ctx, error)
        # In a group somebody may go on talking: they are told in private, and once an hour is enough.
        key = None if ctx.private else f"refused:{ctx.user_id}:{ctx.now:%Y-%m-%d %H}"
    else:
        sentence = ctx.texts.plain(error.msgid, **error.values)
    if update.kind == PRESSED:
        ctx.toast = sentence
    else:
        ctx.say(escape(sentence), key=key)


def _language(code: str | None, fallback: str) -> str:
    return "en" if code and code.startswith("en") else fallback
