"""The forms of composing and changing an announcement, and of replying to one."""

from collections.abc import Callable
from datetime import date, datetime

from markupsafe import Markup

from bot.access import Act
from bot.albums import note_about, sent_instead
from bot.context import Context
from bot.dialogs.audience import AudienceField
from bot.dialogs.days import DayField
from bot.dialogs.fields import TextField
from bot.dialogs.form import Data, Form
from bot.dialogs.moments import MomentField
from bot.dialogs.pickers import MessageField
from bot.errors import UserError
from bot.features.announcements import actions, cards, second_letters, talks, views
from bot.features.announcements.rules import read_link
from bot.texts import N_, italic, join_lines
from bot.typed import Typed
from storage.announcements import Announcement, announcement_numbered
from storage.audience import Audience
from storage.local_time import moment
from storage.mailing import ANNOUNCEMENTS

_UNCHANGED = N_("Cancelled. Nothing was changed.")


def _back(ctx: Context, data: Data) -> None:
    """To the card that it was opened from."""
    cards.show(ctx, actions.found(ctx, data["number"]))


def _shows(change: Callable[[Context, Announcement, Data], None]) -> Callable[[Context, Data], None]:
    """A form's end that changes the announcement and shows its card."""

    def finish(ctx: Context, data: Data) -> None:
        announcement = actions.found(ctx, data["number"])
        change(ctx, announcement, data)
        cards.show(ctx, announcement)
        cards.refresh(ctx, announcement)

    return finish


def _ask_text(ctx: Context, _data: Data) -> Markup:
    return join_lines(
        [
            ctx.texts.t("Write the announcement. Bold, links and other formatting stay as you make them."),
            ctx.texts.t("A photo, an album or a file may come with it. Nothing is sent yet."),
        ]
    )


def _compose(ctx: Context, data: Data) -> None:
    ctx.typed = Typed.from_json(data["message"])
    cards.show(ctx, actions.compose(ctx, ctx.typed))


COMPOSE = Form(
    "announcement",
    (MessageField("message", _ask_text),),
    _compose,
    act=Act.ANNOUNCE,
    left=N_("Cancelled. Nothing was saved."),
)


def _ask_change(ctx: Context, data: Data) -> Markup:
    announcement = actions.found(ctx, data["number"])
    return join_lines(
        [
            ctx.texts.t("Send the new text of announcement No. {number}.", number=announcement.number),
            ctx.texts.t(note_about(announcement.attachments)),
            ctx.texts.t("All copies follow.") if announcement.ordered_at is not None else None,
            "",
            views.shortened(announcement),
        ]
    )


def _check_files(ctx: Context, data: Data, typed: Typed) -> None:
    sent_instead(actions.found(ctx, data["number"]).attachments, typed)


def _change(ctx: Context, data: Data) -> None:
    announcement = actions.found(ctx, data["number"])
    actions.rewrite(ctx, announcement, Typed.from_json(data["message"]))
    cards.show(ctx, announcement)
    cards.refresh(ctx, announcement)
    second_letters.offer_correction(ctx, announcement)


CHANGE = Form(
    "announcement_text",
    (MessageField("message", _ask_change, check=_check_files),),
    _change,
    act=Act.ANNOUNCE,
    left=_UNCHANGED,
    back_to=_back,
)


def _ask_whom(ctx: Context, _data: Data) -> Markup:
    return ctx.texts.t("For whom is the announcement? You yourself do not get it.")


WHOM = Form(
    "announcement_whom",
    (AudienceField("audience", _ask_whom, mail_kind=ANNOUNCEMENTS, to_oneself=False),),
    _shows(
        lambda ctx, announcement, data: actions.set_audience(
            ctx, actions.found_draft(ctx, announcement.number), Audience.from_json(data["audience"])
        )
    ),
    act=Act.ANNOUNCE,
    left=_UNCHANGED,
    back_to=_back,
)


def _ask_when(ctx: Context, data: Data) -> Markup:
    if actions.found(ctx, data["number"]).ordered_at is not None:
        return ctx.texts.t("When shall it go instead? Skip: it stays as it is.")
    return ctx.texts.t("When shall it go? Skip: two minutes after it is ordered.")


def _plan(ctx: Context, announcement: Announcement, data: Data) -> None:
    chosen = data.get("when")
    if chosen is not None:
        actions.plan(ctx, announcement, moment(datetime.fromisoformat(chosen["begins"]), ctx.region.zone))
    elif announcement.is_draft:
        actions.plan(ctx, announcement, None)


WHEN = Form(
    "announcement_when",
    (MomentField("when", _ask_when, ends=False),),
    _shows(_plan),
    act=Act.ANNOUNCE,
    left=_UNCHANGED,
    optional=frozenset({"when"}),
    back_to=_back,
)


def _ask_link(ctx: Context, _data: Data) -> Markup:
    return ctx.texts.t("Write what the button says and its address, like: Apply https://example.lv. Skip: no button.")


def _as_link(text: str) -> list[str] | None:
    found = read_link(text)
    return list(found) if found else None


def _set_link(ctx: Context, announcement: Announcement, data: Data) -> None:
    label, url = data.get("link") or (None, None)
    actions.set_draft(ctx, actions.found_draft(ctx, announcement.number), link_label=label, link_url=url)


LINK = Form(
    "announcement_link",
    (
        TextField(
            "link",
            _ask_link,
            _as_link,
            N_("Both are needed: a label of at most 40 letters, and an address that begins with https://."),
        ),
    ),
    _shows(_set_link),
    act=Act.ANNOUNCE,
    left=_UNCHANGED,
    optional=frozenset({"link"}),
    back_to=_back,
)


def _ask_until(ctx: Context, _data: Data) -> Markup:
    return ctx.texts.t("Until which day shall it also go to who joins later? Skip: only to those who are there now.")


def _until(ctx: Context, announcement: Announcement, data: Data) -> None:
    actions.set_valid_until(ctx, announcement, date.fromisoformat(data["until"]) if data.get("until") else None)


UNTIL = Form(
    "announcement_until",
    (DayField("until", _ask_until),),
    _shows(_until),
    act=Act.ANNOUNCE,
    left=_UNCHANGED,
    optional=frozenset({"until"}),
    back_to=_back,
)


def _ask_reply(ctx: Context, data: Data) -> Markup:
    if "to" in data:
        name = talks.TALKS.partner(ctx, talks.TALKS.found(ctx, data["to"])).name
        return ctx.texts.t("Write the answer. Only this person reads it: {name}", name=name)
    announcement = announcement_numbered(ctx.session, data["number"])
    if announcement is None or not announcement.is_out:
        raise UserError(actions.GONE, number=data["number"])
    return join_lines(
        [
            ctx.texts.t("Write your reply to announcement No. {number}.", number=announcement.number),
            italic(views.title_of(announcement, ctx.texts)),
            ctx.texts.t("Only this person reads it: {name}", name=announcement.author.name),
        ]
    )


def _reply(ctx: Context, data: Data) -> None:
    ctx.typed = Typed.from_json(data["message"])
    if "to" in data:
        talks.TALKS.go_on(ctx, talks.TALKS.found(ctx, data["to"]), ctx.typed)
        return
    announcement = announcement_numbered(ctx.session, data["number"])
    if announcement is None or not announcement.is_out:
        raise UserError(actions.GONE, number=data["number"])
    talks.reply(ctx, announcement, ctx.typed)


REPLY = Form(
    "announcement_reply",
    (MessageField("message", _ask_reply),),
    _reply,
    act=Act.OWN_PROFILE,
    left=N_("Cancelled. Nothing was sent."),
)
