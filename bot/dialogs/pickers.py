"""Fields that let a person pick: a library (or several), an entry of a list. Shared by the features' forms."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.context import Button, Context, button
from bot.dialogs.form import Data, Prompt, number_in, pick
from bot.errors import UserError
from bot.naming.words import one_edit_apart
from bot.texts import N_, join_lines
from bot.typed import Typed
from storage.latvian import fold, stems, words
from storage.libraries import Library, libraries_on, names_of
from storage.vocabulary import VocabularyEntry, entries_of

PAGE = 8
"""Choices on one page of a list."""
BUTTON_WIDTH = 24
"""Characters up to which two buttons fit beside each other on a phone."""

LEAST_TYPO = 5
"""Letters of a word in which a typing error is forgiven: in shorter ones it leads to another place."""
_Word = tuple[str, str]
"""A word without diacritics and capitals, and its stem."""


def matching(libraries: Sequence[Library], letters: str) -> list[Library]:
    """Libraries with a word that begins with each of the typed ones, or is one of them with another ending.

    Neither diacritics nor capitals matter: *gude* and *Gudenieki* both find *Gudenieku pagasta bibliotēka*. Where
    nothing fits, one typing error in a longer word is forgiven: *gudeneki*.
    """
    wanted = list(zip(map(fold, words(letters)), stems(letters), strict=True))
    if not wanted:
        return []
    spelled = [
        (one, list(_words_of((*names, *one.aliases))))
        for one, names in zip(libraries, names_of(libraries), strict=True)
    ]
    fitting = [one for one, its_words in spelled if _fits(wanted, its_words, _begins)]
    return fitting or [one for one, its_words in spelled if _fits(wanted, its_words, _nearly)]


def _fits(wanted: Sequence[_Word], spelled: Sequence[_Word], alike: Callable[[_Word, _Word], bool]) -> bool:
    return all(any(alike(one, word) for word in spelled) for one in wanted)


def _begins(typed: _Word, word: _Word) -> bool:
    return word[0].startswith(typed[0]) or word[1] == typed[1]


def _nearly(typed: _Word, word: _Word) -> bool:
    """With one typing error: the whole word in any ending, or its beginning."""
    length = len(typed[0])
    if length < LEAST_TYPO:
        return _begins(typed, word)
    beginnings = {word[0][:upto] for upto in (length - 1, length, length + 1)}
    return one_edit_apart(typed[1], word[1]) or any(one_edit_apart(typed[0], one) for one in beginnings)


def _words_of(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        yield from zip(map(fold, words(name)), stems(name), strict=True)


@dataclass(frozen=True)
class LibraryField:
    """Type a few letters and pick one, or several. Keeps library ids under its name."""

    name: str
    question: str
    """Msgid of what is asked."""
    several: Callable[[Data], bool] = lambda _data: False
    """Whether more than one can be chosen."""
    first: Callable[[Context, Data], Sequence[Library]] = lambda _ctx, _data: ()
    """Libraries that are offered before all others (last used)."""
    only: Callable[[Context, Data], Sequence[Library]] = lambda _ctx, _data: ()
    """Libraries that are offered alone (what a typed word could mean), if any."""
    without: Callable[[Context, Data], Sequence[int]] = lambda _ctx, _data: ()
    """Ids of libraries that are not offered."""
    day: Callable[[Context, Data], date] = lambda ctx, _data: ctx.today
    """The day on which it has to exist."""

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        libraries = self._offered(ctx, data)
        chosen: list[int] = data.get(self.name, [])
        page = min(int(data.get("_page", 0)), max(0, len(libraries) - 1) // PAGE)
        shown = libraries[page * PAGE : (page + 1) * PAGE]
        rows = [[button(_ticked(one.name, one.id in chosen), pick(one.id))] for one in shown]
        turning = []
        if page > 0:
            turning.append(button("◀", pick(f"page{page - 1}")))
        if (page + 1) * PAGE < len(libraries):
            turning.append(button("▶", pick(f"page{page + 1}")))
        if turning:
            rows.append(turning)
        if data.get("_letters") or self._narrowed(ctx, data):
            rows.append([button(ctx.texts.plain("Show all"), pick("all"))])
        if chosen:
            rows.append([button(ctx.texts.plain("Done ({n})", n=len(chosen)), pick("done"))])
        hint = ctx.texts.t("Type a few letters of its name, or choose from the list.")
        if not libraries:
            hint = ctx.texts.t("Nothing fits “{letters}”. Type other letters.", letters=data.get("_letters", ""))
        return Prompt(join_lines([ctx.texts.t(self.question), hint]), rows)

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        letters = " ".join(typed.text.split())[:60]
        if not letters:
            raise UserError(N_("Type a few letters of the library's name, or press a button."))
        found = matching(self._all(ctx, data), letters)
        if len(found) == 1:
            several = self.several(data)
            chosen = data.get(self.name, []) if several else []
            data[self.name] = [*(one for one in chosen if one != found[0].id), found[0].id]
            data |= {"_letters": "", "_page": 0}
            return not several
        data |= {"_letters": letters, "_page": 0}
        return False

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        if key == "all":
            data |= {"_letters": "", "_page": 0, "_everything": True}
            return False
        page = number_in(key.removeprefix("page")) if key.startswith("page") else None
        if page is not None:
            data["_page"] = page
            return False
        chosen: list[int] = data.get(self.name, [])
        if key == "done" and chosen:
            _forget(data)
            return True
        number = number_in(key)
        library = ctx.session.get(Library, number) if number is not None else None
        if library is None or not library.exists_on(self.day(ctx, data)) or library.id in self.without(ctx, data):
            raise UserError(N_("There is no such library any more. Choose another one."))
        if not self.several(data):
            data[self.name] = [library.id]
            _forget(data)
            return True
        without = [one for one in chosen if one != library.id]
        data[self.name] = without if library.id in chosen else [*chosen, library.id]
        data |= {"_letters": "", "_page": 0}
        return False

    def _offered(self, ctx: Context, data: Data) -> list[Library]:
        libraries = self._all(ctx, data)
        if letters := data.get("_letters"):
            return matching(libraries, letters)
        chosen = [library for library in libraries if library.id in data.get(self.name, ())]
        if narrowed := self._narrowed(ctx, data):
            return [*(library for library in chosen if library not in narrowed), *narrowed]
        first = [*chosen, *self.first(ctx, data)]
        return list({library.id: library for library in (*first, *libraries)}.values())

    def _all(self, ctx: Context, data: Data) -> list[Library]:
        without = self.without(ctx, data)
        return [one for one in libraries_on(ctx.session, self.day(ctx, data)) if one.id not in without]

    def _narrowed(self, ctx: Context, data: Data) -> list[Library]:
        return [] if data.get("_everything") else list(self.only(ctx, data))


def _forget(data: Data) -> None:
    for name in ("_letters", "_page", "_everything"):
        data.pop(name, None)


def _ticked(text: str, ticked: bool) -> str:
    return f"✅ {text}" if ticked else text


@dataclass(frozen=True)
class EntryField:
    """Pick one entry of a list of the vocabulary. Keeps its key under its name."""

    name: str
    list_name: str
    question: str
    """Msgid of what is asked."""
    first: Callable[[Context, Data], Sequence[str]] = lambda _ctx, _data: ()
    """Keys that are offered alone (what a typed word could mean), if any."""
    likely: Callable[[Context, Data], Sequence[str]] = lambda _ctx, _data: ()
    """Keys that stand before the others."""

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        entries = entries_of(ctx.session, self.list_name)
        wanted = self.first(ctx, data)
        some = [entry for entry in entries if entry.key in wanted] if not data.get("_everything") else []
        if not some:
            likely = self.likely(ctx, data)
            entries.sort(key=lambda entry: likely.index(entry.key) if entry.key in likely else len(likely))
        rows = entry_rows(ctx, some or entries)
        if some:
            rows.append([button(ctx.texts.plain("Show all"), pick("*"))])
        return Prompt(ctx.texts.t(self.question), rows)

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        wanted = fold(typed.text.strip())
        entries = entries_of(ctx.session, self.list_name)
        found = [
            entry
            for entry in entries
            if wanted and any(fold(name).startswith(wanted) for name in (entry.lv, entry.en, *entry.aliases))
        ]
        if len(found) != 1:
            raise UserError(N_("A choice is needed here: press a button. What you wrote was not registered."))
        data[self.name] = found[0].key
        return True

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        if key == "*":
            data["_everything"] = True
            return False
        if key not in {entry.key for entry in entries_of(ctx.session, self.list_name)}:
            raise UserError(N_("This entry is no longer in the list. Choose another one."))
        data[self.name] = key
        data.pop("_everything", None)
        return True


def entry_rows(
    ctx: Context, entries: Sequence[VocabularyEntry], data_of: Callable[[str], str] = pick
) -> list[list[Button]]:
    """Buttons for entries, two beside each other where both are short."""
    rows: list[list[Button]] = []
    for entry in entries:
        text = entry.name(ctx.texts.language)
        short = len(text) <= BUTTON_WIDTH
        one = button(text, data_of(entry.key))
        if short and rows and len(rows[-1]) == 1 and len(rows[-1][0].text) <= BUTTON_WIDTH:
            rows[-1].append(one)
        else:
            rows.append([one])
    return rows


@dataclass(frozen=True)
class MessageField:
    """Anything a person can write or send: text, photo, document, voice. Keeps it as JSON under its name."""

    name: str
    question: Callable[[Context, Data], str]
    """What is asked, as HTML in the person's language."""
    check: Callable[[Context, Data, Typed], object] = field(default=lambda _ctx, _data, _typed: None, kw_only=True)
    """Raises UserError for what is no good: it is asked again."""

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        return Prompt(join_lines([self.question(ctx, data)]))

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        if typed.empty:
            raise UserError(N_("This kind of message cannot be passed on. Write it in words, or send a photo or file."))
        self.check(ctx, data, typed)
        data[self.name] = typed.to_json()
        return True

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        raise UserError(N_("Please write a message."))
