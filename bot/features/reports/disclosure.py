"""Which figures of several tables have to be hidden so that none below a limit can be computed from those shown.

Small figures are hidden first. A hidden one is safe once there is a *move*: other hidden figures change with it, so
that every sum still holds and none falls below nothing. Then the tables as they are shown fit different figures, and
nobody can tell which are the true ones. Where there is no such move, the figures that the cheapest one needs are hidden
too (complementary suppression, cf. Hundepool et al., *Statistical Disclosure Control*, 2012, chapter 4).
"""

from collections import deque
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import Any, Generic, TypeVar

LEAST = 3
"""What is less than this is hidden."""
MOST_TRIES = 4000
"""Partial moves looked at for one figure; then all figures that are tied to it by sums are hidden."""

Figure = TypeVar("Figure", bound=Hashable)
Sum = Mapping[Figure, int]
"""Figures and their signs in a sum that makes nothing: ``{total: 1, part: -1, other part: -1}``."""


def hidden_figures(
    values: Mapping[Figure, int], sums: Sequence[Sum[Figure]], telling: Collection[Figure] = ()
) -> frozenset[Figure]:
    """Those to hide of figures that are never below nothing, and that are tied to each other by sums.

    ``telling`` are such as have to be hidden, however large they are.
    """
    ties = _Ties(values, sums)
    hidden = {figure for figure, value in values.items() if value < LEAST or figure in telling}
    safe: set[Figure] = set()
    waiting = deque(sorted(hidden, key=list(values).index))
    while waiting:
        figure = waiting.popleft()
        if figure in safe:
            continue
        move = ties.move(figure, hidden)
        # A move stays one when more is hidden, and all that is hidden for it is safe by it.
        hidden |= move
        safe |= move
    return frozenset(hidden)


@dataclass(frozen=True, slots=True)
class _Path:
    """A move that is not whole yet."""

    cost: int = 0
    """Sum of the shown figures that it would hide."""
    steps: Mapping[Any, int] = field(default_factory=dict)
    broken: Mapping[int, int] = field(default_factory=dict)
    """Sums (by their place) that do not hold yet, and by how much."""


class _Paths:
    """Those that can be gone on with, the cheapest and then the nearest to its end first."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, int, _Path]] = []
        self._order = count()

    def add(self, path: _Path) -> None:
        heappush(self._heap, (path.cost, len(path.broken), next(self._order), path))

    def cheapest(self) -> _Path | None:
        return heappop(self._heap)[-1] if self._heap else None


class _Ties(Generic[Figure]):
    def __init__(self, values: Mapping[Figure, int], sums: Sequence[Sum[Figure]]) -> None:
        self._values = values
        self._sums = sums
        self._of: dict[Figure, list[int]] = {figure: [] for figure in values}
        for place, one in enumerate(sums):
            for figure in one:
                self._of[figure].append(place)

    def move(self, figure: Figure, hidden: set[Figure]) -> set[Figure]:
        """The figures of the cheapest move that changes one; what is hidden already costs nothing."""
        paths = _Paths()
        for step in (1, -1):
            self._go_on(paths, _Path(), figure, step, hidden)
        for _ in range(MOST_TRIES):
            path = paths.cheapest()
            if path is None:
                break
            if not path.broken:
                return set(path.steps)
            place = min(path.broken, key=lambda one: len(self._sums[one]))
            for other, sign in self._sums[place].items():
                if other not in path.steps:
                    self._go_on(paths, path, other, -sign * path.broken[place], hidden)
        return self._tied(figure)

    def _go_on(self, paths: "_Paths", path: "_Path", figure: Any, step: int, hidden: set[Any]) -> None:
        value = self._values[figure]
        if value + step < 0:
            return
        broken = dict(path.broken)
        for place in self._of[figure]:
            rest = broken.pop(place, 0) + self._sums[place][figure] * step
            if rest:
                broken[place] = rest
        cost = path.cost if figure in hidden else path.cost + value
        paths.add(_Path(cost, {**path.steps, figure: step}, broken))

    def _tied(self, figure: Figure) -> set[Figure]:
        """All that hangs together with a figure."""
        found = {figure}
        waiting = [figure]
        while waiting:
            for place in self._of[waiting.pop()]:
                new = self._sums[place].keys() - found
                found |= new
                waiting += new
        return found
