"""A workbook for publication as its reader sees it: the cells, and what sums must hold between them."""

from collections.abc import Hashable, Iterator, Sequence
from typing import Any

from bot.texts import Texts
from tests.features.reports.intervals import Terms
from tests.features.reports.reading import Row, named_sheets

HIDDEN = "…"
Place = tuple[str, int, int]
"""Sheet, row, column."""


class Published:
    """The sheets of a report of one month, quarter or year, in Latvian."""

    def __init__(self, content: bytes, texts: Texts) -> None:
        self.sheets = named_sheets(content)
        self.texts = texts

    def hidden(self) -> list[Place]:
        """The cells that show the mark."""
        return [place for place, cell in self._cells() if cell == HIDDEN]

    def shown(self) -> list[tuple[Place, float]]:
        """The cells that show a number."""
        return [(place, cell) for place, cell in self._cells() if isinstance(cell, int | float)]

    def sums(self) -> Iterator[tuple[Terms, int]]:
        """All sums that its layout tells, in terms of the hidden cells."""
        yield from self._topics()
        yield from self._months()
        yield from self._libraries()
        yield from self._kinds()
        yield from self._summary()
        yield from self._between_sheets()

    def _cells(self) -> Iterator[tuple[Place, Any]]:
        for name, rows in self.sheets.items():
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    yield (name, row, column), cell

    def _equal(self, total: Sequence[Place], parts: Sequence[Place]) -> Iterator[tuple[Terms, int]]:
        """The totals are as much as the parts; a cell that says nothing adds nothing."""
        terms: dict[Hashable, int] = {}
        result = 0
        for places, sign in ((total, 1), (parts, -1)):
            for place in places:
                cell = self.sheets[place[0]][place[1]][place[2]]
                if cell == HIDDEN:
                    terms[place] = terms.get(place, 0) + sign
                elif isinstance(cell, int | float):
                    result -= sign * int(cell)
        if terms:
            yield terms, result

    def _named(self, msgid: str) -> str:
        return self.texts.plain(msgid)

    def _sheet(self, msgid: str) -> tuple[str, list[Row]]:
        name = self._named(msgid)
        return name, self.sheets[name]

    def _row(self, name: str, label: str, start: int = 0) -> int:
        return next(at for at, row in enumerate(self.sheets[name]) if at >= start and row[0] == label)

    def _topics(self) -> Iterator[tuple[Terms, int]]:
        name, rows = self._sheet("Topics × channels")
        head = self._row(name, self._named("Consultations by main topic"))
        foot, total = self._row(name, self._named("Total")), rows[head].index(self._named("Total"))
        for row in range(head + 1, foot + 1):
            yield from self._equal([(name, row, total)], [(name, row, column) for column in range(1, total)])
        for column in range(1, total + 2):
            yield from self._equal([(name, foot, column)], [(name, row, column) for row in range(head + 1, foot)])

    def _months(self) -> Iterator[tuple[Terms, int]]:
        name, rows = self._sheet("Months")
        head = self._row(name, self._named("Month"))
        total = rows[head].index(self._named("Total"))
        for row in range(head + 1, head + 18):
            if rows[row][total] not in ("", "—"):
                yield from self._equal([(name, row, total)], [(name, row, column) for column in range(1, total)])
        for column in range(1, total + 2):
            months = [(name, head + 1 + month, column) for month in range(12)]
            for quarter in range(4):
                at = (name, head + 13 + quarter, column)
                if rows[at[1]][column] != "":
                    yield from self._equal([at], months[quarter * 3 : quarter * 3 + 3])
            yield from self._equal([(name, head + 17, column)], months)

    def _libraries(self) -> Iterator[tuple[Terms, int]]:
        name, rows = self._sheet("Libraries")
        head, foot = self._row(name, self._named("Library")), self._row(name, self._named("Total"))
        groups = [row for row in range(head + 1, foot) if rows[row][1] == ""]
        for row in range(head + 1, foot + 1):
            yield from self._equal([(name, row, 4)], [(name, row, 2), (name, row, 3)])
        for column in range(2, 8):
            yield from self._equal([(name, foot, column)], [(name, row, column) for row in groups])
            for row, following in zip(groups, [*groups[1:], foot], strict=True):
                below = [(name, at, column) for at in range(row + 1, following)]
                yield from self._equal([(name, row, column)], below)

    def _kinds(self) -> Iterator[tuple[Terms, int]]:
        name, _ = self._sheet("Other forms")
        head = self._row(name, self._named("Other forms of work"))
        for column in (1, 2):
            sums = []
            for start in (head, self._row(name, self._named("Events"))):
                foot = self._row(name, self._named("Total"), start)
                sums.append((name, foot, column))
                yield from self._equal(sums[-1:], [(name, row, column) for row in range(start + 1, foot)])
            yield from self._equal([(name, self._row(name, self._named("All events")), column)], sums)

    def _summary(self) -> Iterator[tuple[Terms, int]]:
        name, rows = self._sheet("Summary")
        labels = ("of them individual", "of them group", "of them known only as monthly totals")
        wanted = [self._named(label) for label in labels]
        parts = [at for at, row in enumerate(rows) if row[0] in wanted]
        in_all = self._row(name, self._named("Consultations in all"))
        for column in range(1, len(rows[in_all]) - 1):
            if any(rows[part][column] != "—" for part in parts):
                yield from self._equal([(name, in_all, column)], [(name, part, column) for part in parts])

    def _between_sheets(self) -> Iterator[tuple[Terms, int]]:
        summary, rows = self._sheet("Summary")
        topics, topic_rows = self._sheet("Topics × channels")
        months, _ = self._sheet("Months")
        kinds, _ = self._sheet("Other forms")
        in_all = self._row(summary, self._named("Consultations in all"))
        foot = self._row(topics, self._named("Total"))
        total = topic_rows[self._row(topics, self._named("Consultations by main topic"))].index(self._named("Total"))
        head = self._row(months, self._named("Month"))
        yield from self._equal([(summary, in_all, 1)], [(topics, foot, total)])
        of_period = head + {1: 10, 2: 16}.get(self._quarters(), 17)
        for column in range(1, total + 1):
            yield from self._equal([(topics, foot, column)], [(months, of_period, column)])
        if self._quarters() < 3:  # a whole year has no column of the year so far
            yield from self._equal([(summary, in_all, 2)], [(months, head + 17, total)])
        if rows[in_all][-2] != "—":
            yield from self._equal([(summary, in_all, len(rows[in_all]) - 2)], [(months, of_period, total + 1)])
        for label, kind in (("Visits to libraries", "Vizīte bibliotēkā"), ("Method days", "Metodiskā diena")):
            found = [at for at, row in enumerate(rows) if row[0] == self._named(label)]
            for at in found:
                yield from self._equal([(summary, at, 1)], [(kinds, self._row(kinds, kind), 1)])
        foot = self._row(kinds, self._named("Total"))
        yield from self._equal(
            [(summary, self._row(summary, self._named("Participants of other forms")), 1)], [(kinds, foot, 2)]
        )
        foot = self._row(kinds, self._named("Total"), foot + 1)
        yield from self._equal(
            [(summary, self._row(summary, self._named("Seminars and other events")), 1)], [(kinds, foot, 1)]
        )

    def _quarters(self) -> int:
        """1 for October, 2 for the fourth quarter, 3 for the year."""
        said = self.sheets[self._named("Summary")][1][0]
        return 1 if "oktobris" in said else 2 if "ceturksnis" in said else 3
