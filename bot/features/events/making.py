"""Making an event: kind, title, when and where, for whom; draft, preview, publishing, copying.

Only what no event can be without is asked: kind, title, when, where. With these it is a draft, a row of its own, which
no restart and no other dialog can lose; everything else has the kind's usual value, stands on the draft's card and is a
button there. A form of fourteen steps tires whoever has an ordinary seminar to announce, and of whoever has an unusual
one it is known what they want to change. Who is in a hurry writes all of it in one line (``making_lines``).
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.access import Act
from bot.context import Context, attachment_messages, button
from bot.dialogs.form import Form, start
from bot.features.events import (
    cards,
    draft_forms,
    drafts,
    inviting,
    making_actions,
    making_forms,
    making_lines,
    organising,
)
from bot.features.events.making_actions import found, found_changeable, found_draft
from bot.manifest import Button, Tick, split_command
from bot.texts import join_lines
from bot.typed import Typed
from storage import audience, outbox
from storage.broadcasts import Content
from storage.events import DRAFT, DROPPED, EVENT, PUBLISHED, Event, forget_dropped
from storage.events import drafts as stored_drafts
from storage.latvian import fold
from storage.outbox import About

SEMINAR = "seminar"
"""The kind by whose name people also call the command."""
KEPT_DROPPED = timedelta(days=1)
"""How long what was thrown away is kept for *Undo*, and for a handler that comes late."""


def event(ctx: Context) -> None:
    """``/pasakums`` with what it is makes a draft; alone it lists the drafts, or begins a new event."""
    typed = ctx.typed
    if typed is not None and (ctx.arguments or typed.attachments):
        making_lines.begin(ctx, typed.with_text(ctx.arguments), usual_kind=_kind_called(typed))
    elif stored_drafts(ctx.session):
        drafts.show_list(ctx)
    else:
        making_forms.begin(ctx)


def _kind_called(typed: Typed) -> str | None:
    """The kind that the command's name says, where it was typed after a slash: ``/seminars``."""
    called = split_command(typed.text)
    return SEMINAR if called is not None and fold(called[0]).startswith(SEMINAR) else None


def new(ctx: Context) -> None:
    """*New event*."""
    making_forms.begin(ctx)


def list_drafts(ctx: Context) -> None:
    """*All drafts*, ◀ and ▶."""
    drafts.show_list(ctx, int(ctx.match[0]))


def edit(ctx: Context) -> None:
    """*Edit*: the card on which everything can be changed."""
    one = found_changeable(ctx, _number(ctx))
    _remove_preview(ctx, one)
    drafts.show(ctx, one)


def edit_one(ctx: Context) -> None:
    """A button of that card."""
    one = found_changeable(ctx, _number(ctx))
    _remove_preview(ctx, one)
    if ctx.pressed_delivery is not None:  # the question stands in its place, and follows the event no more
        outbox.set_about(ctx.session, ctx.pressed_delivery, About("reply"))
    draft_forms.edit(ctx, one, ctx.match[1])


def preview(ctx: Context) -> None:
    """*Preview and publish*: the invitation exactly as members get it, above the question whether it is good."""
    one = found_draft(ctx, _number(ctx))
    making_actions.require_coming(ctx, one)
    _remove_preview(ctx, one)
    if ctx.pressed_delivery is not None:  # the question stands below what it is about
        outbox.set_about(ctx.session, ctx.pressed_delivery, About("reply"))
        ctx.take_back(ctx.pressed_delivery)
        ctx.pressed_delivery = None
    _say(ctx, one, _harmless(cards.by_language(ctx, one)[ctx.texts.language], one))
    for method, payload in attachment_messages(one.attachments):
        _say(ctx, one, Content(method, payload))
    meant = audience.count(ctx.session, inviting.audience_of(one), ctx.today.year)
    lines = [
        ctx.texts.tn(
            "⬆️ This is how the invitation looks. It is meant for {n} person.",
            "⬆️ This is how the invitation looks. It is meant for {n} people.",
            meant,
        ),
        ctx.texts.t("⚠️ Neither a place nor a link is given yet.") if not one.place and not one.link else None,
        ctx.texts.t("Publish it?"),
    ]
    rows = [
        [button(ctx.texts.plain("📣 Publish"), f"ev:publish:{one.number}:yes")],
        [
            button(ctx.texts.plain("Save the draft"), f"ev:later:{one.number}"),
            button(ctx.texts.plain("Edit"), f"ev:edit:{one.number}"),
        ],
    ]
    ctx.say(join_lines(lines), rows, about=About(drafts.PREVIEW, EVENT, one.number))


def publish(ctx: Context) -> None:
    """*Publish* below the preview."""
    one = found_draft(ctx, _number(ctx))
    _remove_preview(ctx, one)
    making_actions.publish(ctx, one)
    drafts.retire(ctx, one)
    organising.show(ctx, one)
    meant = audience.count(ctx.session, inviting.audience_of(one), ctx.today.year)
    ctx.toast = ctx.texts.plain_n(
        "✅ Published: {n} person is invited.", "✅ Published: {n} people are invited.", meant
    )


def keep_for_later(ctx: Context) -> None:
    """*Save the draft* below the preview: it is kept, as it was all the time."""
    one = found_draft(ctx, _number(ctx))
    _remove_preview(ctx, one)
    text = ctx.texts.t("📝 Draft No. {number} is saved. To go on: /pasakums", number=one.number)
    ctx.show(text, [[button(ctx.texts.plain("Open"), f"ev:edit:{one.number}")]])


def shown_only(ctx: Context) -> None:
    """A button of the invitation in the preview."""
    ctx.toast = ctx.texts.plain("This is only a preview.")


def copy(ctx: Context) -> None:
    """*Copy*: the next one like this, whose time is asked."""
    like = found(ctx, _number(ctx))
    if like.status == DROPPED:
        found_changeable(ctx, like.number)
    ctx.pressed_delivery = None  # the card stays
    start(ctx, making_forms.COPY, {"number": like.number, "kind": like.kind})


def held(ctx: Context) -> None:
    """How many came, pressed on the card of a draft whose time is past."""
    one = found_draft(ctx, _number(ctx))
    making_actions.record(ctx, one, None if ctx.match[1] == "-" else int(ctx.match[1]))
    drafts.show(ctx, one)


def narrow(ctx: Context) -> None:
    """*Only: …* on a draft's card: it is for those whom its title names."""
    one = found_draft(ctx, _number(ctx))
    audiences = {key: meant for key, _, meant in drafts.suggested(ctx, one)}
    if ctx.match[1] in audiences:
        making_actions.change(ctx, one, audience=audiences[ctx.match[1]].to_json())
    drafts.show(ctx, one)


def drop(ctx: Context) -> None:
    """*Delete*, or *Undo* under what was recorded."""
    one = found(ctx, _number(ctx))
    if one.status != DROPPED:
        making_actions.drop(ctx, one)
    drafts.show(ctx, one)


def bring_back(ctx: Context) -> None:
    """*Undo* under what was deleted."""
    one = found(ctx, _number(ctx))
    making_actions.bring_back(ctx, one)
    drafts.show(ctx, one)


def edited(ctx: Context, typed: Typed) -> bool:
    """The line that a draft was made from was changed, or the description of an event."""
    if ctx.member is None:
        return False
    made = making_actions.event_of_message(ctx, typed, making_actions.LINE)
    if made is not None and made.organiser_id == ctx.member.id:
        if made.status == DRAFT and ctx.may(Act.EVENTS):
            making_lines.follow_edit(ctx, made, typed.text)
        return True
    described = making_actions.event_of_message(ctx, typed, making_actions.ABOUT)
    if described is None:
        return False
    if described.status in {DRAFT, PUBLISHED} and ctx.may(Act.EVENTS):
        making_actions.change(ctx, described, text=typed.text.strip())
    return True


def late_part(ctx: Context, typed: Typed) -> bool:
    """A part of an album whose event is there already."""
    one = making_actions.event_of_album(ctx, typed)
    if one is None or ctx.member is None:
        return False
    if one.status in {DRAFT, PUBLISHED} and ctx.may(Act.EVENTS):
        making_actions.add_files(ctx, one, making_actions.files_of(typed))
    return True


def forget(ctx: Context) -> None:
    """What was thrown away is deleted after a day."""
    forget_dropped(ctx.session, ctx.now - KEPT_DROPPED)


def _say(ctx: Context, one: Event, content: Content) -> None:
    ctx.say_as_is(content.method, content.payload, about=About(drafts.PREVIEW, EVENT, one.number))


def _harmless(content: Content, one: Event) -> Content:
    """The same with buttons that do nothing."""

    def shown(each: dict[str, Any]) -> dict[str, Any]:
        return {"text": each["text"], "callback_data": f"ev:shown:{one.number}"}

    markup = content.payload.get("reply_markup")
    if not markup:
        return content
    rows = [[shown(each) for each in row] for row in markup["inline_keyboard"]]
    return replace(content, payload={**content.payload, "reply_markup": {"inline_keyboard": rows}})


def _remove_preview(ctx: Context, one: Event) -> None:
    for delivery, member_id in outbox.deliveries_about(ctx.session, About(drafts.PREVIEW, EVENT, one.number)):
        if member_id == ctx.me.id:
            outbox.set_about(ctx.session, delivery, About("reply"))
            if delivery != ctx.pressed_delivery:
                ctx.take_back(delivery)


def _number(ctx: Context) -> int:
    return int(ctx.match[0])


_N = r"(\d{1,9})"
BUTTONS: tuple[Button, ...] = (
    Button(r"ev:new", new, Act.EVENTS),
    Button(r"ev:drafts:(\d{1,4})", list_drafts, Act.EVENTS),
    Button(rf"ev:edit:{_N}", edit, Act.EVENTS),
    Button(rf"ev:edit:{_N}:([a-z]{{1,20}})", edit_one, Act.EVENTS),
    Button(rf"ev:publish:{_N}", preview, Act.EVENTS),
    Button(rf"ev:publish:{_N}:yes", publish, Act.EVENTS),
    Button(rf"ev:later:{_N}", keep_for_later, Act.EVENTS),
    Button(rf"ev:shown:{_N}", shown_only, Act.EVENTS),
    Button(rf"ev:copy:{_N}", copy, Act.EVENTS),
    Button(rf"ev:held:{_N}:(\d{{1,4}}|-)", held, Act.EVENTS),
    Button(rf"ev:for:{_N}:(years|kinds)", narrow, Act.EVENTS),
    Button(rf"ev:drop:{_N}", drop, Act.EVENTS),
    Button(rf"ev:undrop:{_N}", bring_back, Act.EVENTS),
)
FORMS: tuple[Form, ...] = (*making_forms.FORMS, *draft_forms.FORMS)
TICKS: tuple[Tick, ...] = (Tick("forget deleted drafts", 3600, forget),)
