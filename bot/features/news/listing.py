"""📰 Jaunumi: what is new, by pages and categories; one of them opened with its files."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.context import Button, Context, Rows, attachment_messages, button
from bot.features.news import actions, copies, views
from bot.opened import OPENED, OPENED_BESIDES
from bot.texts import bold, join_lines
from storage.consultations import entry_names
from storage.news import NEWS, NewsPage, NewsPost, categories_in_use, newest
from storage.outbox import About
from storage.seen import mark_seen
from storage.vocabulary import NEWS_CATEGORY, entries_of

ALL, MINE = "-", "me"
"""Filters beside the categories' keys; no key looks like them."""
MOST_PAGES = 999


def show_page(ctx: Context, page: int = 0, chosen: str = ALL) -> None:
    """A page of the list, in place of what was pressed."""
    found = _found(ctx, page, chosen)
    if not found.posts and page:
        found = _found(ctx, 0, chosen)
    names = entry_names(ctx.session, NEWS_CATEGORY, ctx.texts.language)
    ctx.show(_list(ctx, found, chosen, names), _rows(ctx, found, chosen))


def _found(ctx: Context, page: int, chosen: str) -> NewsPage:
    if chosen == MINE:
        return newest(ctx.session, page, author_id=ctx.me.id)
    return newest(ctx.session, page, category=None if chosen == ALL else chosen)


def _list(ctx: Context, found: NewsPage, chosen: str, names: dict[str, str]) -> Markup:
    texts = ctx.texts
    of = {ALL: None, MINE: texts.plain("mine")}.get(chosen, names.get(chosen, chosen))
    head = Markup("📰 {}").format(bold(texts.plain("News"))) + (f" · {of}" if of else "")
    if not found.posts:
        nothing = (
            texts.t("Nothing here yet.")
            if chosen != ALL
            else texts.t("There is no news yet. The first can be yours: what happens in your library?")
        )
        return join_lines([head, "", nothing])
    lines: list[str | None] = [head]
    for post in found.posts:
        day = ctx.region.local(post.published_at).date()
        until = views.until(texts, post, ctx.today)
        where = ", ".join(library.name for library in post.libraries) or post.author.name
        facts = [names.get(post.category, post.category), where, texts.day_number(day), until]
        number = texts.plain("No. {number}", number=post.number)
        lines += ["", Markup("{} {}").format(number, bold(views.title_of(post, texts)))]
        lines.append(" · ".join(fact for fact in facts if fact))
    return join_lines(lines)


def _rows(ctx: Context, found: NewsPage, chosen: str) -> Rows:
    texts = ctx.texts
    opening = [button(texts.plain("No. {number}", number=post.number), f"n:open:{post.number}") for post in found.posts]
    rows: list[Sequence[Button]] = [opening[at : at + 3] for at in range(0, len(opening), 3)]
    turning = []
    if found.page:
        turning.append(button(texts.plain("◀ Newer"), f"n:page:{found.page - 1}:{chosen}"))
    if found.more and found.page < MOST_PAGES:
        turning.append(button(texts.plain("Older ▶"), f"n:page:{found.page + 1}:{chosen}"))
    if turning:
        rows.append(turning)
    narrowing = [button(texts.plain("By category"), "n:filter"), button(texts.plain("My news"), f"n:page:0:{MINE}")]
    if chosen != ALL:
        narrowing.append(button(texts.plain("All"), f"n:page:0:{ALL}"))
    if found.posts or chosen != ALL:
        rows.append(narrowing)
    rows.append([button(texts.plain("✏️ Publish"), "n:new")])
    return rows


def show_categories(ctx: Context) -> None:
    """The categories of which there is something."""
    used = categories_in_use(ctx.session)
    entries = [entry for entry in entries_of(ctx.session, NEWS_CATEGORY, retired=True) if entry.key in used]
    rows = [[button(entry.name(ctx.texts.language), f"n:page:0:{entry.key}")] for entry in entries]
    ctx.show(ctx.texts.t("Which news?"), [*rows, [button(ctx.texts.plain("All"), f"n:page:0:{ALL}")]])


def open_post(ctx: Context, number: int) -> None:
    """One post, whole, with its files, below the list; its author gets it with what they can do."""
    post = actions.found(ctx, number)
    ctx.pressed_delivery = None  # the list stays
    _say(ctx, post, copies.category_name(ctx, post), copies.opened_buttons(ctx.texts, post, ctx.me))
    mark_seen(ctx.session, ctx.me.id, NEWS, post.number, ctx.now)


def _say(ctx: Context, post: NewsPost, category: str, rows: Rows) -> None:
    whole, besides = (About(part, NEWS, post.number) for part in (OPENED, OPENED_BESIDES))
    if post.captioned and views.fits_caption(ctx.texts, post, category, ctx.today):
        content = views.content(ctx.texts, post, category, ctx.today, rows)
        ctx.say_as_is(content.method, content.payload, about=whole)
        return
    pieces = views.opened(ctx.texts, post, category, ctx.today)
    for piece in pieces[:-1]:
        ctx.say(piece, about=besides)
    if len(pieces) > 1:
        ctx.say(pieces[-1], rows, about=besides)
    else:
        content = views.shown_as_text(post, pieces[0], rows)
        ctx.say_as_is(content.method, content.payload, about=whole)
    for method, payload in attachment_messages(post.attachments):
        ctx.say_as_is(method, payload, about=besides)
