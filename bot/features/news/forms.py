"""The forms of publishing, changing and asking."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from bot.access import Act
from bot.albums import note_about, sent_instead
from bot.context import Context, attachment_messages, button
from bot.dialogs.days import DayField
from bot.dialogs.form import Data, Form, Prompt, pick
from bot.dialogs.pickers import EntryField, MessageField, entry_rows
from bot.errors import UserError
from bot.features.news import actions, copies, talks, views
from bot.features.news.rules import WITH_DEADLINE
from bot.texts import N_, cut, italic, join_lines
from bot.texts.html import CAPTION_LIMIT, MESSAGE_LIMIT, PIECE
from bot.typed import Typed
from storage.outbox import About
from storage.vocabulary import NEWS_CATEGORY, entries_of

PREVIEW = About("preview")


def _write_what(ctx: Context, _data: Data) -> Markup:
    return join_lines(
        [
            ctx.texts.t("Write the news. A photo, an album, a file, a video or a link may come with it."),
            ctx.texts.t("All librarians of the region can read it."),
        ]
    )


@dataclass(frozen=True)
class CategoryField(EntryField):
    """The category; what the text names is proposed first. Only some categories are asked for a deadline then."""

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        entries = entries_of(ctx.session, self.list_name)
        proposed = actions.proposed(ctx, Typed.from_json(data["message"]).text)
        likely = [
            [button(f"✨ {one.name(ctx.texts.language)}", pick(one.key))] for one in entries if one.key == proposed
        ]
        others = entry_rows(ctx, [one for one in entries if one.key != proposed])
        return Prompt(ctx.texts.t(self.question), [*likely, *others])

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        return super().typed(ctx, data, typed) and _settle(data)

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        return super().pressed(ctx, data, key) and _settle(data)


def _settle(data: Data) -> bool:
    """Whether a deadline is asked depends on the category."""
    given = set(data.get("_given", ())) - {"deadline"}
    if data["category"] not in WITH_DEADLINE:
        given.add("deadline")
        data.pop("deadline", None)
    data["_given"] = sorted(given)
    return True


@dataclass(frozen=True)
class PreviewField:
    """Shows the post as members will get it, above the question whether it is good like this."""

    name: str

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        for earlier in data.pop("shown", ()):
            ctx.take_back(earlier)
        if ctx.pressed_delivery is not None:  # the question stands below what it is about
            ctx.take_back(ctx.pressed_delivery)
            ctx.pressed_delivery = None
        typed = Typed.from_json(data["message"])
        post = actions.draft(ctx, typed, data["category"], _day(data))
        content = views.content(ctx.texts, post, copies.category_name(ctx, post), ctx.today, ())
        shown = [ctx.say_as_is(content.method, content.payload, about=PREVIEW)]
        for method, payload in attachment_messages([] if post.captioned else post.attachments):
            shown.append(ctx.say_as_is(method, payload, about=PREVIEW))
        data["shown"] = shown
        lines = [
            ctx.texts.t("⬆️ This is how members will see it, with the button <b>Ask the author</b>. Publish it?"),
            None
            if views.copy(ctx.texts, post, copies.category_name(ctx, post), ctx.today, _room(post.captioned))[1]
            else ctx.texts.t("It is long: the button <b>Read all</b> will show its end."),
        ]
        return Prompt(join_lines(lines), [[button(ctx.texts.plain("📰 Publish"), pick("publish"))]])

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        raise UserError(N_("Press “Publish”, or go back to change it. What you wrote now was not added."))

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        if key != "publish":
            raise UserError(N_("Press “Publish”, or go back to change it. What you wrote now was not added."))
        return True


def _room(captioned: bool) -> int:
    return CAPTION_LIMIT if captioned else MESSAGE_LIMIT


def _day(data: Data) -> date | None:
    return date.fromisoformat(data["deadline"]) if data.get("deadline") else None


def _ask_deadline(ctx: Context, _data: Data) -> Markup:
    return ctx.texts.t("Until when can people respond? Two days before, those who get such news are reminded.")


def _deadline_in_text(ctx: Context, data: Data) -> date | None:
    return actions.proposed_deadline(ctx, Typed.from_json(data["message"]).text) if "message" in data else None


def _publish(ctx: Context, data: Data) -> None:
    for preview in data.get("shown", ()):
        ctx.take_back(preview)
    ctx.typed = Typed.from_json(data["message"])
    actions.publish(ctx, ctx.typed, category=data["category"], deadline=_day(data), previewed=True)


def _edit_what(ctx: Context, data: Data) -> Markup:
    post = actions.found_mine(ctx, data["number"])
    return join_lines(
        [
            ctx.texts.t("Send the new text of news No. {number}.", number=post.number),
            ctx.texts.t(note_about(post.attachments)),
            ctx.texts.t("Press the present text to copy it:") if post.text else None,
            Markup("<code>{}</code>").format(cut(post.text, PIECE)) if post.text else None,
        ]
    )


def _check_files(ctx: Context, data: Data, typed: Typed) -> None:
    sent_instead(actions.found_mine(ctx, data["number"]).attachments, typed)


def _edit(ctx: Context, data: Data) -> None:
    post = actions.found_mine(ctx, data["number"])
    actions.rewrite(ctx, post, Typed.from_json(data["message"]))
    ctx.show(
        ctx.texts.t("✅ News No. {number} is changed; all copies follow within a few minutes.", number=post.number),
        [[button(ctx.texts.plain("Open"), f"n:open:{post.number}")]],
    )


def _deadline_of(ctx: Context, data: Data) -> Markup:
    post = actions.found_mine(ctx, data["number"])
    text = ctx.texts.t("Until when can people respond to news No. {number}?", number=post.number)
    if post.deadline is None:
        return text
    return join_lines([text, views.deadline_line(ctx.texts, post.deadline, ctx.today)])


def _set_deadline(ctx: Context, data: Data) -> None:
    post = actions.found_mine(ctx, data["number"])
    actions.set_deadline(ctx, post, _day(data))
    text = (
        views.deadline_line(ctx.texts, post.deadline, ctx.today)
        if post.deadline
        else ctx.texts.t("News No. {number} has no deadline.", number=post.number)
    )
    ctx.show(text)


def _ask_author_what(ctx: Context, data: Data) -> Markup:
    post = actions.found(ctx, data["number"])
    return join_lines(
        [
            ctx.texts.t("Write what you want to ask about news No. {number}.", number=post.number),
            italic(views.title_of(post, ctx.texts)),
            ctx.texts.t(
                "Only the author reads it and sees your name and library. To: {name}",
                name=post.author.name,
            ),
        ]
    )


def _ask_author(ctx: Context, data: Data) -> None:
    ctx.typed = Typed.from_json(data["message"])
    talks.ask(ctx, actions.found(ctx, data["number"]), ctx.typed)


def _answer_what(ctx: Context, data: Data) -> Markup:
    asked = talks.TALKS.found(ctx, data["to"])
    name = talks.TALKS.partner(ctx, asked).name
    return ctx.texts.t("Write the answer. Only this person reads it: {name}", name=name)


def _answer(ctx: Context, data: Data) -> None:
    ctx.typed = Typed.from_json(data["message"])
    talks.TALKS.go_on(ctx, talks.TALKS.found(ctx, data["to"]), ctx.typed)


PUBLISH = Form(
    "news",
    (
        MessageField("message", _write_what),
        CategoryField("category", NEWS_CATEGORY, N_("Which category is it?")),
        DayField("deadline", _ask_deadline, _deadline_in_text),
        PreviewField("preview"),
    ),
    _publish,
    act=Act.POST_NEWS,
    title=N_("📰 News"),
    left=N_("Cancelled. Nothing was published."),
    optional=frozenset({"deadline"}),
)
EDIT = Form(
    "news_edit",
    (MessageField("message", _edit_what, check=_check_files),),
    _edit,
    act=Act.POST_NEWS,
    left=N_("Cancelled. Nothing was changed."),
)
DEADLINE = Form(
    "news_deadline",
    (DayField("deadline", _deadline_of),),
    _set_deadline,
    act=Act.POST_NEWS,
    left=N_("Cancelled. Nothing was changed."),
    optional=frozenset({"deadline"}),
)
ASK = Form(
    "news_ask",
    (MessageField("message", _ask_author_what),),
    _ask_author,
    act=Act.EXCHANGE,
    left=N_("Cancelled. Nothing was sent."),
)
ANSWER = Form(
    "news_answer",
    (MessageField("message", _answer_what),),
    _answer,
    act=Act.EXCHANGE,
    left=N_("Cancelled. Nothing was sent."),
)
