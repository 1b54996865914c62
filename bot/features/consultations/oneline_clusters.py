"""The line as clusters: recognised parts that stand side by side, and the running text around them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.features.consultations.oneline_numbers import Number
from bot.naming.words import Mention, Token, word_set

_JOINING = word_set("no par ar un uz pie pa tema temats kanals laiks ilgums konsultacija konsultets kons")
"""Small words between parts; they part no cluster, and go with the part that follows."""

_ASKING = word_set(
    "ka vai kur kad kapec kadel ko kas kam kads kada kadi kadas cik kurs kura kuri jauta jautajums "
    "lai nevar nezina vel velas grib ludz"
)
"""Words that begin the question: a part before them has ended."""

FIRST, SECOND, AMID = 1, 2, 3
"""Places of a cluster: begins the line with at least two kinds of parts; ends it with two, has three, or begins it
with one kind; amid the running text."""


@dataclass
class Part:
    """A mention or number with the tokens ``first`` to ``last`` (inclusive) that it covers."""

    kind: str
    first: int
    last: int
    mention: Mention | None = None
    number: Number | None = None


@dataclass
class Cluster:
    """Parts side by side."""

    parts: list[Part]
    begins: bool
    ends: bool
    place: int = field(init=False)

    def __post_init__(self) -> None:
        kinds = {part.kind for part in self.parts}
        if self.begins and len(kinds) > 1:
            self.place = FIRST
        elif self.begins or (len(kinds) > 1 and self.ends) or len(kinds) > 2:
            self.place = SECOND
        else:
            self.place = AMID

    @property
    def is_alone(self) -> bool:
        """Whether all its parts are of one kind."""
        return len({part.kind for part in self.parts}) == 1


class ClusteredLine:
    """A line with its words and clusters, in their order."""

    def __init__(self, line: str, tokens: list[Token], parts: Iterable[Part]) -> None:
        self._line = line
        self.tokens = tokens
        self.clusters = list(self._cluster(sorted(parts, key=lambda part: (part.first, part.last))))

    def touches_text(self, cluster: Cluster, part: Part) -> bool:
        """Whether running text stands directly beside the part, without a sign or a question word between."""
        return self._touches_before(cluster, part) or self._touches_after(cluster, part)

    def goes_on(self, part: Part) -> bool:
        """Whether *un* ties the part to what follows it."""
        return part.last + 1 < len(self.tokens) and self.tokens[part.last + 1].folded == "un"

    def are_joined(self, one: Part, other: Part) -> bool:
        """Whether only *un* or a sign stands between two parts, so that both are meant."""
        between = range(one.last + 1, other.first)
        signs = self._line[self.tokens[one.last].end : self.tokens[other.first].start]
        joined = bool(between) or any(sign in signs for sign in ",+/&;")
        return joined and all(self.tokens[at].folded in ("un", "and") for at in between)

    def without(self, gone: Iterable[Part]) -> str:
        """The line's own words without these parts and the small words that lead to them."""
        pieces, at = [], 0
        for part in sorted(gone, key=lambda part: part.first):
            first = part.first
            while first and self.tokens[first - 1].folded in _JOINING and self.tokens[first - 1].start >= at:
                first -= 1
            start, end = self.tokens[first].start, self.tokens[part.last].end
            if part.number is not None:
                start, end = min(start, part.number.start), max(end, part.number.end)
            pieces.append(self._line[at : max(start, at)])
            at = max(at, end + (self._line[end : end + 1] in (".", ",")))
        pieces.append(self._line[at:])
        text = re.sub(r"[ \t]+", " ", " ".join(piece.strip(" \t") for piece in pieces if piece.strip(" \t,;:.")))
        text = re.sub(r"^[\s,;:.+/&–—-]+(?=\s|\w|$)|[\s,;:+/&–—-]+$", "", text.strip())
        return text if re.search(r"\w", text) else ""

    def _cluster(self, parts: list[Part]) -> Iterator[Cluster]:
        group: list[Part] = []
        end = -1
        for part in parts:
            if group and not self._joined(end, part.first):
                yield self._made(group, end)
                group = []
            group.append(part)
            end = max(end, part.last)
        if group:
            yield self._made(group, end)

    def _made(self, group: list[Part], end: int) -> Cluster:
        return Cluster(group, begins=self._joined(-1, group[0].first), ends=end == len(self.tokens) - 1)

    def _joined(self, end: int, start: int) -> bool:
        return all(self.tokens[at].folded in _JOINING for at in range(end + 1, start))

    def _touches_before(self, cluster: Cluster, part: Part) -> bool:
        return part.first == cluster.parts[0].first and not cluster.begins and not self._sign_after(part.first - 1)

    def _touches_after(self, cluster: Cluster, part: Part) -> bool:
        after = part.last + 1
        return (
            part.last == max(other.last for other in cluster.parts)
            and after < len(self.tokens)
            and self.tokens[after].folded not in _ASKING
            and not self._sign_after(part.last)
        )

    def _sign_after(self, at: int) -> bool:
        """Whether punctuation follows the token; the dot of an abbreviation is none."""
        between = self._line[self.tokens[at].end : self.tokens[at + 1].start]
        return any(sign in between for sign in ",;:–—\n?!()") or " - " in between


def part_of(number: Number, tokens: list[Token]) -> Part:
    """The tokens that a number covers."""
    covered = [at for at, token in enumerate(tokens) if token.start < number.end and number.start < token.end]
    return Part(number.kind, covered[0], covered[-1], number=number)
