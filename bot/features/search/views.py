"""What a page of hits looks like."""

from collections.abc import Collection, Mapping, Sequence

from markupsafe import Markup

from bot.context import Button, Context, Rows, button
from bot.dialogs.typed import Choice
from bot.texts import N_, Texts, bold, cut, italic, join_lines
from storage.events import EVENT
from storage.search import KIND, NEWS, PAGE, QUESTION, TOPIC, YEAR, Hit, Page
from storage.searches import Search
from storage.snippets import Part
from storage.vocabulary import NEWS_CATEGORY, entries_of
from storage.vocabulary import TOPIC as TOPICS

ALL, BACK = "all", "-"
"""Data of the buttons that set no filter, and that change none."""

Names = Mapping[tuple[str, str], str]
"""(List, key) → what topics and news categories are called; both lists have some keys, such as *other*."""

_KINDS = {QUESTION: ("❓", N_("Questions")), NEWS: ("📰", N_("News")), EVENT: ("📅", N_("Events"))}
_ANY_KIND = ("•", N_("Other entries"))
_FILTERS = {KIND: N_("Kind"), TOPIC: N_("Topic"), YEAR: N_("Year")}
_QUERY_SHOWN = 100
_BUTTON_WIDTH = 24
"""Characters up to which two buttons fit beside each other on a phone."""


def which_words(texts: Texts) -> Markup:
    """The question of the command without words."""
    return join_lines(
        [
            texts.t("🔎 What are you looking for?"),
            texts.t("Write a few words; endings and diacritics do not matter, the beginning of a word is enough."),
        ]
    )


def results(ctx: Context, looked_for: Search, page: Page, asking: Sequence[Choice]) -> tuple[Markup, Rows]:
    """A page of hits with its buttons, or what helps where there are none."""
    texts = ctx.texts
    head = texts.t("🔎 <b>{query}</b>", query=cut(looked_for.query, _QUERY_SHOWN))
    names = _names(ctx)
    filters = _filters_set(texts, looked_for, page, names)
    if not page.hits:
        return _nothing(texts, looked_for, head, filters, asking)
    lines: list[str | None] = [head, filters, texts.t("Found: {n}", n=page.total)]
    if page.missing:
        lines.append(texts.t("In no entry: {words}", words=", ".join(page.missing)))
    first = page.page * PAGE + 1
    for number, hit in enumerate(page.hits, start=first):
        lines += ["", _title(number, hit), _marked(hit.snippet) or None, italic(_where(ctx, hit, names))]
    if page.pages > 1:
        lines += ["", texts.t("Page {page} of {pages}", page=page.page + 1, pages=page.pages)]
    opening = [
        button(str(number), f"s:open:{hit.kind}:{hit.object_id}") for number, hit in enumerate(page.hits, start=first)
    ]
    return join_lines(lines), [opening, *_turning(looked_for, page), *_filtering(texts, looked_for, page)]


def filter_choices(ctx: Context, looked_for: Search, page: Page, what: str) -> tuple[Markup, Rows]:
    """The values that a filter can be set to, each with the number of hits."""
    texts = ctx.texts
    rows: list[list[Button]] = []
    for key, name, count in _values(texts, looked_for, page, what, _names(ctx)):
        one = button(f"{name} ({count})", f"s:{looked_for.id}:{what}:{key}")
        if rows and len(rows[-1]) == 1 and max(len(one.text), len(rows[-1][0].text)) <= _BUTTON_WIDTH:
            rows[-1].append(one)
        else:
            rows.append([one])
    last = [button(texts.plain("◀ Back"), f"s:{looked_for.id}:{what}:{BACK}")]
    if getattr(looked_for, what) is not None:
        last.append(button(texts.plain("Show all"), f"s:{looked_for.id}:{what}:{ALL}"))
    question = {
        KIND: texts.t("Which kind?"),
        TOPIC: texts.t("Which topic?"),
        YEAR: texts.t("Which year?"),
    }[what]
    head = texts.t("🔎 <b>{query}</b>", query=cut(looked_for.query, _QUERY_SHOWN))
    return join_lines([head, question]), [*rows, last]


def _nothing(
    texts: Texts, looked_for: Search, head: Markup, filters: Markup | None, asking: Sequence[Choice]
) -> tuple[Markup, Rows]:
    if looked_for.narrowed:
        drop = button(texts.plain("Without filters"), f"s:{looked_for.id}:all")
        return join_lines([head, filters, "", texts.t("Nothing is left with these filters.")]), [[drop]]
    help_lines = [
        texts.t("Nothing was found."),
        texts.t("Check the spelling, or keep only the most important words; the beginning of a word is enough."),
    ]
    if asking:
        help_lines.append(texts.t("Or ask: these words become a question."))
    rows = [[button(choice.label, f"s:{looked_for.id}:ask:{choice.key}")] for choice in asking]
    rows.append([button(texts.plain("🔎 Search for something else"), "s:other")])
    return join_lines([head, "", *help_lines]), rows


def _title(number: int, hit: Hit) -> Markup:
    sign, _ = _KINDS.get(hit.kind, _ANY_KIND)
    return Markup("{}. {} {}").format(number, sign, _marked(hit.title))


def _where(ctx: Context, hit: Hit, names: Names) -> str:
    day = ctx.texts.date(ctx.region.local(hit.at).date())
    topic = _topic_name(names, hit.topic or "", {hit.kind})
    return f"{topic} · {day}" if topic else day


def _marked(parts: Sequence[Part]) -> Markup:
    """The parts with the hits in bold; what people wrote is escaped."""
    return Markup("").join(bold(part.text) if part.hit else part.text for part in parts)


def _turning(looked_for: Search, page: Page) -> Rows:
    row = []
    if page.page > 0:
        row.append(button("◀", f"s:{looked_for.id}:page:{page.page - 1}"))
    if page.page + 1 < page.pages:
        row.append(button("▶", f"s:{looked_for.id}:page:{page.page + 1}"))
    return [row] if row else []


def _filtering(texts: Texts, looked_for: Search, page: Page) -> Rows:
    """The filters that would leave less than there is, and those that are set."""
    values = {KIND: page.kinds, TOPIC: page.topics, YEAR: page.years}
    row = [
        button(f"{texts.plain(name)} ▾", f"s:{looked_for.id}:{what}")
        for what, name in _FILTERS.items()
        if len(values[what]) > 1 or getattr(looked_for, what) is not None  # type: ignore[arg-type]
    ]
    return [row] if row else []


def _filters_set(texts: Texts, looked_for: Search, page: Page, names: Names) -> Markup | None:
    chosen = []
    if looked_for.kind is not None:
        chosen.append(_kind_name(texts, looked_for.kind))
    if looked_for.topic is not None:
        chosen.append(_topic_name(names, looked_for.topic, _kinds(looked_for, page)) or looked_for.topic)
    if looked_for.year is not None:
        chosen.append(str(looked_for.year))
    return texts.t("Only: {filters}", filters=" · ".join(chosen)) if chosen else None


def _values(texts: Texts, looked_for: Search, page: Page, what: str, names: Names) -> list[tuple[str, str, int]]:
    """(key, name, number of hits) of a filter's values: the newest year and the most hits first."""
    if what == YEAR:
        return [(str(year), str(year), count) for year, count in sorted(page.years.items(), reverse=True)]
    counts = page.kinds if what == KIND else page.topics
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    if what == KIND:
        return [(key, _kind_name(texts, key), count) for key, count in ordered]
    kinds = _kinds(looked_for, page)
    return [(key, name, count) for key, count in ordered if (name := _topic_name(names, key, kinds))]


def _kind_name(texts: Texts, kind: str) -> str:
    sign, name = _KINDS.get(kind, _ANY_KIND)
    return f"{sign} {texts.plain(name)}"


def _kinds(looked_for: Search, page: Page) -> Collection[str]:
    """The kinds of what the filters leave, or could leave."""
    return {looked_for.kind} if looked_for.kind is not None else page.kinds or _KINDS


def _topic_name(names: Names, key: str, kinds: Collection[str]) -> str:
    """What it is called on entries of these kinds; nothing where the lists do not have it."""
    lists = {NEWS_CATEGORY if kind == NEWS else TOPICS for kind in kinds}
    return " / ".join(names[one, key] for one in (TOPICS, NEWS_CATEGORY) if one in lists and (one, key) in names)


def _names(ctx: Context) -> Names:
    """What the topics and categories are called, the retired ones too."""
    entries = ((one, entry) for one in (TOPICS, NEWS_CATEGORY) for entry in entries_of(ctx.session, one, retired=True))
    return {(one, entry.key): entry.name(ctx.texts.language) for one, entry in entries}
