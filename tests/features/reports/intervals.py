"""What somebody who has only the published figures can find out of the hidden ones: between what each of them lies."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import highspy

MOST = 10_000
"""No figure of ours is larger."""

Terms = Mapping[Any, int]
"""Figures and how often each is in a sum."""


def intervals(hidden: Iterable[Hashable], sums: Iterable[tuple[Terms, int]]) -> dict[Hashable, tuple[float, float]]:
    """For each hidden figure the least and the greatest value that fits all sums; nothing in them is below nothing.

    Once two solutions are further apart than 1 in a figure, it is asked no further about it: the interval is then at
    least as wide as given.
    """
    names, known = list(hidden), list(sums)
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    unknown = dict.fromkeys([*names, *(name for terms, _ in known for name in terms)])
    variables = {name: solver.addVariable(lb=0, ub=MOST) for name in unknown}
    for terms, result in known:
        solver.addConstr(sum(factor * variables[name] for name, factor in terms.items()) == result)
    found = {name: (float(MOST), 0.0) for name in names}

    def learn() -> None:
        assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal, solver.getModelStatus()
        values = solver.getSolution().col_value
        for name in names:
            value = values[variables[name].index]
            least, greatest = found[name]
            found[name] = (min(least, value), max(greatest, value))

    for name in names:
        for seek in (solver.minimize, solver.maximize):
            least, greatest = found[name]
            if greatest - least < 1:
                seek(variables[name])
                learn()
    return found
