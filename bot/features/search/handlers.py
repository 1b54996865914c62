"""From updates to searches, and from a page of hits to the next one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.access import Act
from bot.context import Context
from bot.dialogs.form import Data, Form, Prompt, start
from bot.dialogs.typed import Choice
from bot.errors import UserError
from bot.features.search import views
from bot.texts import N_
from bot.typed import Typed
from storage.outbox import About
from storage.search import KIND, TOPIC, YEAR, reindex_portion
from storage.searches import Search, found_by, search_of

ASK = "ask"
"""The offer that makes a question of words which found nothing."""
LONGEST = 300
"""Characters of what is looked for."""
PORTION = 100
"""Entries that are indexed anew at a time: some tenths of a second, in which the writer does nothing else."""


@dataclass(frozen=True)
class WordsField:
    """The words to look for."""

    name: str = "words"

    def prompt(self, ctx: Context, _data: Data) -> Prompt:
        return Prompt(views.which_words(ctx.texts))

    def typed(self, _ctx: Context, data: Data, typed: Typed) -> bool:
        if not typed.text.strip():
            raise UserError(N_("Please write the words to search for."))
        data[self.name] = typed.text
        return True

    def pressed(self, _ctx: Context, _data: Data, _key: str) -> bool:
        raise UserError(N_("Please write the words to search for."))


def _look_for_words(ctx: Context, data: Data) -> None:
    _begin(ctx, data["words"], ctx.typed)


SEARCH = Form("search", (WordsField(),), _look_for_words, act=Act.SEARCH)


def search(ctx: Context) -> None:
    """``/meklet`` with the words, or alone for the question."""
    if ctx.arguments:
        _begin(ctx, ctx.arguments, ctx.typed)
    else:
        start(ctx, SEARCH)


def search_other(ctx: Context) -> None:
    """*Search for something else* under a search that found nothing."""
    ctx.pressed_delivery = None
    start(ctx, SEARCH)


def choices(ctx: Context) -> Sequence[Choice]:
    """For a kept text: look for it."""
    return [Choice("new", ctx.texts.plain("🔎 Search"))]


def take(ctx: Context, _key: str, typed: Typed) -> None:
    """The kept text is what is looked for."""
    if not typed.text.strip():
        raise UserError(N_("There are no words in it to search for."))
    _begin(ctx, typed.text, typed)


def turn_page(ctx: Context) -> None:
    """*◀* or *▶*."""
    looked_for = _pressed(ctx)
    looked_for.page = int(ctx.match[1])
    _show(ctx, looked_for)


def show_filter(ctx: Context) -> None:
    """*Kind*, *Topic* or *Year*: what there is to choose, in place of the hits."""
    looked_for, what = _pressed(ctx), ctx.match[1]
    ctx.show(*views.filter_choices(ctx, looked_for, found_by(ctx.session, looked_for), what))


def set_filter(ctx: Context) -> None:
    """One of these, all of them, or back to the hits as they were."""
    looked_for, what, key = _pressed(ctx), ctx.match[1], ctx.match[2]
    if key != views.BACK:
        chosen = None if key == views.ALL else key
        if what == KIND:
            looked_for.kind = chosen
        elif what == TOPIC:
            looked_for.topic = chosen
        elif what == YEAR:
            looked_for.year = int(chosen) if chosen is not None and re.fullmatch(r"\d{4}", chosen) else None
        looked_for.page = 0
    _show(ctx, looked_for)


def drop_filters(ctx: Context) -> None:
    """*Without filters*, where they leave nothing."""
    looked_for = _pressed(ctx)
    looked_for.kind = looked_for.topic = looked_for.year = None
    looked_for.page = 0
    _show(ctx, looked_for)


def open_hit(ctx: Context) -> None:
    """A hit's number: the feature that it belongs to shows it below."""
    show = ctx.found.get(ctx.match[0])
    if show is None:
        raise UserError(N_("This entry can no longer be shown."))
    ctx.pressed_delivery = None  # the hits stay
    show(ctx, int(ctx.match[1]))


def ask_instead(ctx: Context) -> None:
    """Nothing was found: the words become a question."""
    looked_for = _pressed(ctx)
    assert ctx.offers is not None  # noqa: S101 - every context of the running bot has them
    ctx.pressed_delivery = None
    typed = Typed(looked_for.query, chat_id=ctx.chat_id, message_id=looked_for.message_id or 0)
    ctx.offers.take(ctx, ASK, ctx.match[1], typed)


def build_index(ctx: Context) -> None:
    """A portion of an index that another version of Plaukts built is built anew."""
    reindex_portion(ctx.session, ctx.now, PORTION)


def _begin(ctx: Context, words: str, typed: Typed | None) -> None:
    looked_for = Search(
        member_id=ctx.me.id,
        query=" ".join(words.split())[:LONGEST],
        message_id=typed.message_id if typed is not None else None,
        at=ctx.now,
    )
    ctx.session.add(looked_for)
    ctx.session.flush()
    _show(ctx, looked_for)


def _pressed(ctx: Context) -> Search:
    looked_for = search_of(ctx.session, int(ctx.match[0]), ctx.me.id)
    if looked_for is None:
        raise UserError(N_("This search is no longer kept. Search again: /meklet."))
    return looked_for


def _show(ctx: Context, looked_for: Search) -> None:
    page = found_by(ctx.session, looked_for)
    looked_for.page = page.page
    asking = ctx.offers.choices(ctx, ASK) if ctx.offers is not None and not page.hits else ()
    text, buttons = views.results(ctx, looked_for, page, asking)
    ctx.show(text, buttons, about=About("search"))
