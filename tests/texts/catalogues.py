"""What the code says and what the catalogues hold, read by Babel's own tools as the recipe ``just texts`` does."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
BOT = ROOT / "bot"
KEYWORDS: dict[str, tuple[int, ...]] = {"t": (1,), "tn": (1, 2), "plain": (1,), "plain_n": (1, 2), "N_": (1,)}

Msgid = str | tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """A text in the code: a sentence, or singular and plural."""

    msgid: Msgid
    place: str


def extract(folder: Path) -> list[Said]:
    """The marked texts of a folder's Python files."""
    found = extract_from_dir(str(folder), method_map=[("**.py", "python")], keywords=KEYWORDS)
    return [Said(message, f"{name}:{line}") for name, line, message, _comments, _context in found]


@cache
def said() -> list[Said]:
    """The marked texts of the bot."""
    return extract(BOT)


def catalogue_path(language: str) -> Path:
    """Where a language's catalogue is."""
    return BOT / "texts" / "locale" / language / "LC_MESSAGES" / "plaukts.po"


def catalogue(language: str) -> Catalog:
    """A language's catalogue, as it is in its file."""
    with catalogue_path(language).open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def faults(texts: list[Said], held: Catalog) -> Iterator[str]:
    """What a catalogue lacks for these texts, and what it has too much, a sentence each."""
    wanted = {one.msgid: one.place for one in texts}
    singulars = {_singular(msgid): msgid for msgid in wanted}
    for msgid, place in wanted.items():
        entry = held.get(_singular(msgid))
        if entry is None:
            yield f"missing: {msgid!r} ({place})"
        elif isinstance(msgid, tuple) and entry.id != msgid:
            yield f"another plural, or none: {msgid!r} ({place})"
        elif len(found := forms(entry.string)) != (held.num_plurals if entry.pluralizable else 1) or not all(found):
            yield f"not translated: {msgid!r} ({place})"
        elif entry.fuzzy:
            yield f"fuzzy: {msgid!r} ({place})"
    for entry in held:
        if entry.id and _singular(entry.id) not in singulars:
            yield f"no longer in the code: {entry.id!r}"
    for obsolete in held.obsolete:
        yield f"obsolete: {obsolete!r}"


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """The one form of a sentence, or all that it is counted in; none where it is not translated."""
    return () if text is None else (text,) if isinstance(text, str) else tuple(text)


def _singular(msgid: str | tuple[str, ...] | list[str]) -> str:
    return forms(msgid)[0]
