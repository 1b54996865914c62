"""Looking for records in the log, by words and by filters that the buttons under the hits hold."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.access import Act
from bot.context import Button, Context, Rows, button
from bot.dialogs.form import EARLIER_STEP, Data, Form, Prompt, pick, start
from bot.errors import UserError
from bot.features.consultations.log.listing import LIST, lines_of, numbers_of
from bot.texts import N_, bold, cut, join_lines
from bot.typed import Typed
from storage.alphabet import latvian_order
from storage.consultations import entry_names
from storage.libraries import Library, library_names
from storage.log_search import Filters, Hits, Naming, search_log
from storage.searches import Search, search_of
from storage.vocabulary import CHANNEL, TOPIC, VocabularyEntry, entries_of

LOG = "log"
"""The kind of search that looks through the log."""
SHOWN = 8
"""Records on a page, and choices of a filter."""
LONGEST = 300
LIBRARY, OF_TOPIC, MONTH = "l", "t", "m"
"""Filters, as a button names them."""
_STATE = re.compile(r"(\d{1,9})\.(\d{1,9})\.(\d{1,9})\.(0|20\d\d-(?:0[1-9]|1[0-2]))")


@dataclass(frozen=True)
class State:
    """What is looked for, as it stands in a button: numbers, 0 for nothing."""

    search: int = 0
    """The words, kept as a search."""
    library: int = 0
    topic: int = 0
    """The entry's id, for keys can be long."""
    month: str = "0"

    def __str__(self) -> str:
        return f"{self.search}.{self.library}.{self.topic}.{self.month}"

    @classmethod
    def read(cls, text: str) -> "State":
        """From a button's data; raises UserError for what is none."""
        found = _STATE.fullmatch(text)
        if found is None:
            raise UserError(EARLIER_STEP)
        return cls(int(found[1]), int(found[2]), int(found[3]), found[4])


@dataclass(frozen=True)
class WordsField:
    """The words to look for, or everything."""

    name: str = "words"

    def prompt(self, ctx: Context, _data: Data) -> Prompt:
        text = ctx.texts.t(
            "What is to be found? Write words, a library, a topic, a month or a number, "
            "for example “renda alise oktobris”."
        )
        return Prompt(text, [[button(ctx.texts.plain("Show all consultations"), pick("all"))]])

    def typed(self, _ctx: Context, data: Data, typed: Typed) -> bool:
        if not typed.text.strip():
            raise UserError(N_("Please write the words to search for."))
        data[self.name] = " ".join(typed.text.split())[:LONGEST]
        return True

    def pressed(self, _ctx: Context, data: Data, key: str) -> bool:
        if key != "all":
            raise UserError(EARLIER_STEP)
        data[self.name] = ""
        return True


def _begin(ctx: Context, data: Data) -> None:
    search = 0
    if data["words"]:
        kept = Search(member_id=ctx.me.id, query=data["words"], message_id=None, at=ctx.now, kind=LOG)
        ctx.session.add(kept)
        ctx.session.flush()
        search = kept.id
    show(ctx, State(search))


SEARCH = Form("search_log", (WordsField(),), _begin, act=Act.REGISTER, title=N_("🔎 Search the consultations"))


def ask(ctx: Context) -> None:
    """Ask for the words."""
    start(ctx, SEARCH)


def show(ctx: Context, state: State, page: int = 0) -> None:
    """A page of what is found, with the ways to narrow it."""
    query, hits = _words(ctx, state), _found(ctx, state, page)
    said = ctx.texts.tn("{n} consultation", "{n} consultations", hits.total)
    lines = [
        bold(
            ctx.texts.plain("🔎 Consultations: {words}", words=query) if query else ctx.texts.plain("🔎 Consultations")
        ),
        _narrowed(ctx, state) or None,
        said if hits.total else ctx.texts.t("Nothing fits."),
        "",
        *lines_of(ctx, hits.records, None),
    ]
    turning = [button("◀", f"lg:hits:{state}:{hits.page - 1}")] if hits.page else []
    if hits.page + 1 < hits.pages:
        turning.append(button("▶", f"lg:hits:{state}:{hits.page + 1}"))
    narrowing = [button(ctx.texts.plain(label), f"lg:by:{state}:{what}") for what, label in _LABELS.items()]
    rows: Rows = [
        *numbers_of(hits.records, "lg:open"),
        *([turning] if turning else []),
        *([narrowing] if hits.total or _narrowed(ctx, state) else []),
        [button(ctx.texts.plain("Search for something else"), "lg:look")],
    ]
    ctx.show(join_lines(lines), rows, about=LIST)


_LABELS = {LIBRARY: N_("Library"), OF_TOPIC: N_("Topic"), MONTH: N_("Month")}


def show_filter(ctx: Context, state: State, what: str, page: int = 0) -> None:
    """What can be chosen of a filter, each with how many there would be; in place of the hits."""
    choices = _choices(ctx, state, what)
    pages = max(1, -(-len(choices) // SHOWN))
    page = min(page, pages - 1)
    rows: list[list[Button]] = [
        [button(cut(f"{label} ({n})", 60), f"lg:hits:{chosen}")]
        for label, n, chosen in choices[page * SHOWN : (page + 1) * SHOWN]
    ]
    turning = [button("◀", f"lg:by:{state}:{what}:{page - 1}")] if page else []
    if page + 1 < pages:
        turning.append(button("▶", f"lg:by:{state}:{what}:{page + 1}"))
    everything = button(ctx.texts.plain("All of them"), f"lg:hits:{_with(state, what, None)}")
    rows += [*([turning] if turning else []), [everything, button(ctx.texts.plain("◀ Back"), f"lg:hits:{state}")]]
    ctx.show(ctx.texts.t("Of what are they to be shown?"), rows, about=LIST)


def _choices(ctx: Context, state: State, what: str) -> list[tuple[str, int, State]]:
    """Label, how many there would be, what then is looked for."""
    hits = _found(ctx, _with(state, what, None), 0)
    if what == MONTH:
        months = sorted(hits.months.items(), reverse=True)
        return [(ctx.texts.month(month), n, replace(state, month=f"{month:%Y-%m}")) for month, n in months]
    if what == OF_TOPIC:
        return [
            (entry.name(ctx.texts.language), hits.topics[entry.key], replace(state, topic=entry.id))
            for entry in entries_of(ctx.session, TOPIC, retired=True)
            if entry.key in hits.topics
        ]
    libraries = [one for key in hits.libraries if (one := ctx.session.get(Library, key)) is not None]
    ordered = sorted(libraries, key=lambda one: latvian_order(one.name))
    return [(one.name, hits.libraries[one.id], replace(state, library=one.id)) for one in ordered]


def _with(state: State, what: str, value: str | None) -> State:
    if what == MONTH:
        return replace(state, month=value or "0")
    return replace(state, library=int(value or 0)) if what == LIBRARY else replace(state, topic=int(value or 0))


def _words(ctx: Context, state: State) -> str:
    if not state.search:
        return ""
    kept = search_of(ctx.session, state.search, ctx.me.id)
    if kept is None or kept.kind != LOG:
        raise UserError(N_("This search is no longer kept. Please begin a new one."))
    return kept.query


def _found(ctx: Context, state: State, page: int) -> Hits:
    topic = ctx.session.get(VocabularyEntry, state.topic) if state.topic else None
    filters = Filters(
        library=state.library or None,
        topic=topic.key if topic is not None and topic.list_name == TOPIC else None,
        month=date.fromisoformat(f"{state.month}-01") if state.month != "0" else None,
    )
    return search_log(ctx.session, _words(ctx, state), filters, _naming(ctx), page=page, size=SHOWN)


def _naming(ctx: Context) -> Naming:
    """What a record can be found by besides its texts, in the reader's language."""
    libraries = library_names(ctx.session)
    language = ctx.texts.language
    entries = {**entry_names(ctx.session, TOPIC, language), **entry_names(ctx.session, CHANNEL, language)}

    def naming(ids: Sequence[int], keys: Sequence[str], day: date) -> str:
        return " ".join(
            [*(libraries[key] for key in ids), *(entries.get(key, "") for key in keys), ctx.texts.month(day)]
        )

    return naming


def _narrowed(ctx: Context, state: State) -> str:
    library = ctx.session.get(Library, state.library) if state.library else None
    topic = ctx.session.get(VocabularyEntry, state.topic) if state.topic else None
    chosen = [
        library.name if library is not None else "",
        topic.name(ctx.texts.language) if topic is not None else "",
        ctx.texts.month(date.fromisoformat(f"{state.month}-01")) if state.month != "0" else "",
    ]
    return " · ".join(one for one in chosen if one)
