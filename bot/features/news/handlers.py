"""From updates to the actions of publishing, reading and asking."""

from collections.abc import Sequence

from bot.access import Act
from bot.context import Context, button
from bot.dialogs.form import start
from bot.dialogs.typed import Choice
from bot.features.news import actions, copies, forms, listing, talks, views
from bot.features.news.rules import is_news
from bot.manifest import without_command
from bot.typed import Posted, Typed
from bot.undoing import may_undo
from storage.authored import authored_at, of_album
from storage.news import (
    NEWS,
    NewsPost,
    post_numbered,
)
from storage.outbox import About
from storage.vocabulary import NEWS_CATEGORY, entries_of


def news(ctx: Context) -> None:
    """``/jaunums`` with the news publishes it; alone, and from the menu, it shows what is new."""
    typed = ctx.typed
    if typed is not None and (ctx.arguments or typed.attachments):
        actions.publish(ctx, typed.with_text(ctx.arguments))
        return
    listing.show_page(ctx)


def page(ctx: Context) -> None:
    """◀ and ▶, a category, *My news*."""
    listing.show_page(ctx, int(ctx.match[0]), ctx.match[1])


def choose_filter(ctx: Context) -> None:
    """*By category*."""
    listing.show_categories(ctx)


def open_post(ctx: Context) -> None:
    """A number in the list, *Read all*."""
    listing.open_post(ctx, _number(ctx))


def new(ctx: Context) -> None:
    """*Publish*."""
    ctx.pressed_delivery = None
    start(ctx, forms.PUBLISH)


def edit(ctx: Context) -> None:
    """*Edit* on the author's own card."""
    post = actions.found_mine(ctx, _number(ctx))
    ctx.pressed_delivery = None
    start(ctx, forms.EDIT, {"number": post.number})


def deadline(ctx: Context) -> None:
    """*Deadline* on the author's own card."""
    post = actions.found_mine(ctx, _number(ctx))
    ctx.pressed_delivery = None
    start(ctx, forms.DEADLINE, {"number": post.number})


def categories(ctx: Context) -> None:
    """*Category* on the author's own card: the list in its place."""
    post = actions.found_mine(ctx, _number(ctx))
    rows = views.category_rows(ctx.texts, post.number, entries_of(ctx.session, NEWS_CATEGORY))
    back = button(ctx.texts.plain("◀ Back"), f"n:own:{post.number}")
    ctx.show(ctx.texts.t("Which category is news No. {number}?", number=post.number), [*rows, [back]])


def own(ctx: Context) -> None:
    """Back to the author's own card."""
    copies.show_own(ctx, actions.found_mine(ctx, _number(ctx)), decided=True)


def set_category(ctx: Context) -> None:
    """A category of that list, or of the question after publishing."""
    post = actions.found_mine(ctx, _number(ctx))
    actions.set_category(ctx, post, ctx.match[1])
    copies.show_own(ctx, post, decided=True)


def withdraw(ctx: Context) -> None:
    """*Undo*: at once within ten minutes, later it is asked whether it is meant."""
    post = actions.found_mine(ctx, _number(ctx))
    if may_undo(post.published_at, ctx.now):
        withdraw_surely(ctx)
        return
    ctx.show(
        ctx.texts.t(
            "Withdraw news No. {number}? Its copies are deleted for everybody; this cannot be undone.",
            number=post.number,
        ),
        [
            [
                button(ctx.texts.plain("Yes, withdraw it"), f"n:gone:{post.number}"),
                button(ctx.texts.plain("◀ Back"), f"n:own:{post.number}"),
            ]
        ],
    )


def withdraw_surely(ctx: Context) -> None:
    """It is meant."""
    post = actions.found_mine(ctx, _number(ctx))
    actions.withdraw(ctx, post)
    copies.show_own(ctx, post, decided=True)


def no_news(ctx: Context) -> None:
    """*Not news* on the card for what was written in the group."""
    post = actions.found_mine(ctx, _number(ctx))
    actions.is_no_news(ctx, post)
    copies.show_own(ctx, post, decided=True)


def posted(ctx: Context, said: Posted) -> bool:
    """What a member writes in the group's thread for news is news of theirs; the bot says nothing there.

    A reply is talk about news. One that asks something about what the bot posted for somebody reaches that author.
    """
    about = said.about
    if about is not None and about.object_kind == NEWS and about.object_id is not None:
        return _asked_in_group(ctx, about.object_id, said.typed)
    if said.thread != NEWS or said.replied_message is not None or not ctx.may(Act.POST_NEWS):
        return False
    if not is_news(said.typed.text, sum(item["kind"] != "sticker" for item in said.typed.attachments)):
        return False
    actions.publish(ctx, said.typed, in_group=True)
    return True


def _asked_in_group(ctx: Context, number: int, typed: Typed) -> bool:
    post = post_numbered(ctx.session, number)
    if post is None or not post.shown or "?" not in typed.text or post.author_id == ctx.me.id:
        return False
    if not ctx.may(Act.EXCHANGE):
        return False
    talks.ask(ctx, post, typed, silently=True)
    return True


def ask(ctx: Context) -> None:
    """*Ask the author* under a copy."""
    post = actions.found(ctx, _number(ctx))
    ctx.pressed_delivery = None
    if post.author_id == ctx.me.id:
        listing.open_post(ctx, post.number)
        return
    start(ctx, forms.ASK, {"number": post.number})


def answer(ctx: Context) -> None:
    """*Answer* under a message of a conversation."""
    said = talks.TALKS.found(ctx, _number(ctx))
    ctx.pressed_delivery = None
    start(ctx, forms.ANSWER, {"to": said.id})


def unsay(ctx: Context) -> None:
    """*Undo* under what was said."""
    talks.TALKS.unsay(ctx, _number(ctx))


def replied(ctx: Context, about: About | None, message_id: int, typed: Typed) -> bool:
    """A reply to a copy asks its author; one in a conversation goes on with it."""
    own = talks.TALKS.replied_to(ctx, about, message_id)
    if own is not None:
        talks.TALKS.go_on(ctx, own, typed)
        return True
    if about is None or about.object_kind != NEWS or about.object_id is None:
        return False
    post = post_numbered(ctx.session, about.object_id)
    if post is None or post.author_id == ctx.me.id:
        return False
    talks.ask(ctx, actions.found(ctx, post.number), typed)
    return True


def edited(ctx: Context, typed: Typed) -> bool:
    """An author changed the message that was published, or one of a conversation."""
    if ctx.member is None:
        return False
    post = authored_at(ctx.session, NewsPost, ctx.chat_id, typed.message_id)
    if post is None and typed.album:
        post = of_album(ctx.session, NewsPost, ctx.chat_id, typed.album)
    if post is not None and post.author_id == ctx.member.id:
        if post.shown:
            actions.change_message(ctx, post, without_command(typed))
        return True
    return talks.TALKS.edited(ctx, typed)


def late_part(ctx: Context, typed: Typed) -> bool:
    """A part of an album whose post, or message of a conversation, is there already."""
    if not typed.album or ctx.member is None:
        return False
    post = of_album(ctx.session, NewsPost, ctx.chat_id, typed.album)
    if post is not None and post.author_id == ctx.member.id:
        if post.shown:
            actions.add_late_part(ctx, post, without_command(typed))
        return True
    return talks.TALKS.late_part(ctx, typed)


def offer_choices(ctx: Context) -> Sequence[Choice]:
    """For a kept text: publish it."""
    return [Choice("new", ctx.texts.plain("📰 Publish as news"))]


def take_as_news(ctx: Context, _key: str, typed: Typed) -> None:
    """The kept text becomes news, after its category and a look at it."""
    start(ctx, forms.PUBLISH, {"message": typed.to_json()})


def _number(ctx: Context) -> int:
    return int(ctx.match[0])
