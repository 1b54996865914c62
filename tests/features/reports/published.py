"""Workbooks for publication as who has several of them sees them: the cells, and what sums must hold between them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from bot.features.reports.months import months_of
from bot.features.reports.rules import Period
from bot.features.reports.wording import period_name
from bot.texts import Texts, capital
from tests.features.reports.intervals import Terms
from tests.features.reports.reading import Row, named_sheets

HIDDEN = "…"
ALL = "*"
SINGLE = ("Individual consultations", "Group consultations")
RECORDS, RECEIVED, EVENTS, COMERS = "Consultations in all", "Consultations received", "events", "who came to events"
OTHERS, SEMINARS = "Other forms of work", "Events"
PARTS = ("of them individual", "of them group", "of them known only as monthly totals")
VISITS, ATTENDED, OF_LIBRARY = "Visits", "Events attended", "Participants of events"
OF_LIBRARIES = (*SINGLE, RECEIVED, VISITS, ATTENDED, OF_LIBRARY)
"""Columns of the sheet of libraries."""
SAME = {(PARTS[0], ALL, ALL): (SINGLE[0],), (EVENTS, OTHERS, "Vizīte bibliotēkā"): (VISITS,)}
"""What as a rule has one library, and is as much in the sheet of libraries as elsewhere."""
TELLS = {COMERS: EVENTS, "Libraries": EVENTS, OF_LIBRARY: ATTENDED, SINGLE[1]: PARTS[1]}
"""What cannot be unless there was at least one of something else."""
NOT_ADDED = (
    "Libraries",
    "Libraries that received consultations",
    "Libraries in all",
    "different people (where known by name)",
    "Without an answer at the end of the period",
    "Libraries that answered colleagues",
    "Libraries that published news",
)
"""Figures of several months that are not the sum of those of each."""
FRACTIONS = (
    "Share of consultations given by peers",
    "Share of libraries that received consultations",
    "Academic hours",
    "Person-hours",
    "Share answered",
    "Median time to the first answer, hours",
)


Place = tuple[str, str, int, int]
"""Workbook, sheet, row, column."""


class Figure(NamedTuple):
    """What is counted in a month (in a whole period, where months do not add up), of what (two keys)."""

    span: Period
    what: str
    of: str = ALL
    also: str = ALL


@dataclass(frozen=True)
class Cell:
    """What stands in a cell of figures, and of which figures it is the sum."""

    place: Place
    says: Any
    sum_of: tuple[Figure, ...]


class Workbook:
    """The cells of one workbook in Latvian, named by ``key``."""

    def __init__(self, key: str, content: bytes, texts: Texts) -> None:
        self.period, self.sheets, self.texts = Period.parse(key), named_sheets(content), texts
        year = self.period.first.year
        spans = [Period.month(year, month) for month in range(1, 13)]
        spans += [*(Period.quarter(year, quarter) for quarter in range(1, 5)), Period.year(year)]
        self._spans = {period_name(span, texts): span for span in spans}
        self._months = {capital(texts.month_alone(span.first)): span for span in spans[:12]}

    def cells(self) -> Iterator[Cell]:
        """All that hold a count."""
        for msgid, tables in {
            "Summary": self._lines,
            "Mutual exchange": self._lines,
            "Topics × channels": self._topics,
            "Libraries": self._libraries,
            "Months": self._by_month,
            "Other forms": self._kinds,
        }.items():
            name = self.texts.plain(msgid)
            for row, column, span, named in tables(self.sheets[name]) if name in self.sheets else ():
                says = self.sheets[name][row][column]
                spans = [span] if named[0] in NOT_ADDED else months_of(span)
                if says == HIDDEN or isinstance(says, int | float):
                    place = (self.period.key, name, row, column)
                    yield Cell(place, says, tuple(Figure(one, *named) for one in spans))

    def _at(self, rows: list[Row], msgid: str, start: int = 0) -> int:
        wanted = self.texts.plain(msgid)
        return next(at for at, row in enumerate(rows) if at >= start and row[0] == wanted)

    def _named(self, cell: str, msgids: Iterable[str]) -> str:
        return next((msgid for msgid in msgids if self.texts.plain(msgid) == cell), cell)

    def _lines(self, rows: list[Row]) -> Iterator[tuple[int, int, Period, tuple[str, ...]]]:
        known = {
            "Visits to libraries": (EVENTS, OTHERS, "Vizīte bibliotēkā"),
            "Method days": (EVENTS, OTHERS, "Metodiskā diena"),
            "Consultation days": (EVENTS, OTHERS, "Konsultāciju diena"),
            "Contests": (EVENTS, OTHERS, "Konkurss"),
            "Exchange trips": (EVENTS, OTHERS, "Pieredzes apmaiņas brauciens"),
            "Seminars and other events": (EVENTS, SEMINARS),
            "Participants of events": (COMERS, SEMINARS),
            "Participants of other forms": (COMERS, OTHERS),
        }
        head = self._at(rows, "Indicator")
        columns = [(at, self._span(name)) for at, name in enumerate(rows[head]) if at and name]
        for row in range(head + 1, len(rows)):
            msgid = self._named(rows[row][0], (RECORDS, *PARTS, *known, *NOT_ADDED, *FRACTIONS))
            if msgid not in FRACTIONS:
                for column, span in columns:
                    yield row, column, span, known.get(msgid, (msgid,))

    def _span(self, heading: str) -> Period:
        """The period of a column of the summary; raises KeyError where it is none."""
        return next(span for name, span in self._spans.items() if capital(name) == heading)

    def _topics(self, rows: list[Row]) -> Iterator[tuple[int, int, Period, tuple[str, ...]]]:
        head = self._at(rows, "Consultations by main topic")
        for row in range(head + 1, self._at(rows, "Total") + 1):
            for column, channel in enumerate(rows[head][1:-1], start=1):
                yield row, column, self.period, (RECORDS, self._key(rows[row][0]), self._key(channel))
            yield row, len(rows[head]) - 1, self.period, ("As second topic", self._key(rows[row][0]))

    def _libraries(self, rows: list[Row]) -> Iterator[tuple[int, int, Period, tuple[str, ...]]]:
        head = self._at(rows, "Library")
        assert rows[head][2:] == [self.texts.plain(msgid) for msgid in OF_LIBRARIES]
        municipality = ""
        for row in range(head + 1, self._at(rows, "Total") + 1):
            if is_sum := rows[row][1] == "":
                municipality = self._key(rows[row][0])
            for column, name in enumerate(OF_LIBRARIES, start=2):
                yield row, column, self.period, (name, municipality, ALL if is_sum else rows[row][0])

    def _by_month(self, rows: list[Row]) -> Iterator[tuple[int, int, Period, tuple[str, ...]]]:
        head = self._at(rows, "Month")
        quarters = [span for span in self._spans.values() if span.kind == "quarter"]
        spans = {
            **self._months,
            **{self.texts.plain("Quarter {quarter}", quarter=span.quarter_number): span for span in quarters},
            **self._spans,
        }
        for row in range(head + 1, next(at for at, cells in enumerate(rows) if at > head and cells[0] == "")):
            for column, channel in enumerate(rows[head][1:], start=1):
                yield row, column, spans[rows[row][0]], (RECORDS, ALL, self._key(channel))

    def _kinds(self, rows: list[Row]) -> Iterator[tuple[int, int, Period, tuple[str, ...]]]:
        for column, what in enumerate((EVENTS, COMERS, "Libraries"), start=1):
            for group in (OTHERS, SEMINARS):
                head = self._at(rows, group)
                for row in range(head + 1, self._at(rows, "Total", head) + 1):
                    yield row, column, self.period, (what, group, self._key(rows[row][0]))
            yield self._at(rows, "All events"), column, self.period, (what,)

    def _key(self, name: str) -> str:
        return ALL if name == self.texts.plain("Total") else name


def knowledge(cells: Sequence[Cell]) -> Iterator[tuple[Terms, int]]:
    """Every sum that who has the cells knows; figures and the hidden cells are the unknown."""
    for cell in cells:
        if cell.says != HIDDEN:
            yield dict.fromkeys(cell.sum_of, 1), int(cell.says)
        else:
            yield {cell.place: 1, **dict.fromkeys(cell.sum_of, -1)}, 0
    figures = {figure for cell in cells for figure in cell.sum_of if figure.what not in NOT_ADDED}
    parts: dict[tuple[Figure, str], list[Figure]] = defaultdict(list)
    for one in figures:
        if one.also != ALL:
            parts[one._replace(also=ALL), "across"].append(one)
        if one.of != ALL:
            parts[one._replace(of=ALL), "down"].append(one)
        if one.what in (*SINGLE, *PARTS):
            parts[one._replace(what=RECEIVED if one.what in SINGLE else RECORDS), "kinds"].append(one)
        if one[1:] in SAME:
            parts[one, "libraries"] = [Figure(one.span, *SAME[one[1:]])]
    for (total, _), of_it in parts.items():
        if total in figures:
            yield {total: 1, **dict.fromkeys(of_it, -1)}, 0
    for cell in cells:
        _, what, *keys = cell.sum_of[0]
        if what in TELLS and cell.says != HIDDEN:
            told = [
                Figure(month, TELLS[what], *(keys if what != SINGLE[1] else ()))
                for figure in cell.sum_of
                for month in months_of(figure.span)
            ]
            yield {**dict.fromkeys(told, 1), ("more", cell.place): -1}, 1
