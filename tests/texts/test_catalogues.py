"""Both catalogues are complete, and a translation has the braces and tags of what it translates."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog

from bot.texts import LANGUAGES, texts_for
from tests.texts.catalogues import Said, catalogue, extract, faults, forms, said

TAG = re.compile(r"</?[a-z][^<>]*>")
TELEGRAMS_TAGS = {"b", "i", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler"}
LATVIAN_FORMS = {0: 2, 1: 0, 2: 1, 9: 1, 10: 2, 11: 2, 20: 2, 21: 0, 100: 2, 101: 0, 111: 2}
"""Count → place of its form: 1 grāmata, 2 grāmatas, 10 grāmatu."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_complete(language: str) -> None:
    found = list(faults(said(), catalogue(language)))
    assert not found, f"run `just texts`, then translate into {language}:\n" + "\n".join(found)


def test_what_is_missing_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "view.py").write_text('texts.t("Here.")\ntexts.tn("{n} book", "{n} books", 2)\nN_("There.")\n')
    texts = extract(tmp_path)
    held = Catalog(locale="lv")
    held.add(("{n} book", "{n} books"), ("{n} grāmata", "", "{n} grāmatu"))
    held.add("There.", "Tur.", flags=["fuzzy"])
    held.add("Gone.", "Projām.")
    assert [one.partition(":")[0] for one in faults(texts, held)] == [
        "missing",
        "not translated",
        "fuzzy",
        "no longer in the code",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_same_braces_and_tags(language: str) -> None:
    found = [
        f"{original!r} → {translation!r}"
        for original, translation in _pairs(language)
        if _braces(original) != _braces(translation) or _tags(original) != _tags(translation)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_markup_is_what_telegram_takes(language: str) -> None:
    found = []
    for _, translation in _pairs(language):
        names = {tag.strip("</>").split()[0] for tag in TAG.findall(translation)}
        rest = TAG.sub("", translation)
        if not names <= TELEGRAMS_TAGS or (names and (html.unescape(rest) != rest or set("<>&") & set(rest))):
            found.append(translation)
    assert not found, found


def test_latvian_quotes_stand_as_latvian_has_them() -> None:
    assert not [translation for _, translation in _pairs("lv") if "“" in translation], "„…”"


def test_no_two_sentences_differ_in_their_plural_only() -> None:
    """gettext finds a text by its singular, so each must have one plural."""
    plurals: dict[str, Said] = {}
    for one in said():
        singular, rest = (one.msgid, None) if isinstance(one.msgid, str) else (one.msgid[0], one.msgid[1])
        known = plurals.setdefault(singular, one)
        other = None if isinstance(known.msgid, str) else known.msgid[1]
        assert other == rest, f"{one.place} and {known.place}"


@pytest.mark.parametrize("n", LATVIAN_FORMS)
def test_latvian_counts_in_three_forms(n: int) -> None:
    held = catalogue("lv")
    assert held.num_plurals == 3
    plurals = [(forms(entry.id), forms(entry.string)) for entry in held if entry.pluralizable]
    assert plurals
    for (singular, plural), counted in plurals:
        values = {name: "x" for name in _braces(plural) if name != "n"}
        expected = counted[LATVIAN_FORMS[n]].format(n=n, **values)
        assert texts_for("lv").plain_n(singular, plural, n, **values) == expected


@pytest.mark.parametrize(("n", "place"), [(0, 1), (1, 0), (2, 1), (11, 1), (21, 1), (101, 1)])
def test_english_counts_in_two_forms(n: int, place: int) -> None:
    pair = next(forms(entry.id) for entry in catalogue("en") if entry.pluralizable)
    values = {name: "x" for name in _braces(pair[1]) if name != "n"}
    assert texts_for("en").plain_n(pair[0], pair[1], n, **values) == pair[place].format(n=n, **values)


def test_an_unknown_language_is_latvian() -> None:
    assert texts_for("de").language == texts_for(None).language == "lv"


def test_values_are_escaped_in_html_and_left_alone_in_plain_text() -> None:
    texts = texts_for("en")
    assert texts.t("Anything {name}", name="<b>&") == "Anything &lt;b&gt;&amp;"
    assert texts.plain("Anything {name}", name="<b>&") == "Anything <b>&"
    assert texts.tn("{n} {name}", "{n} {name}s", 2, name="<") == "2 &lt;s"


def _pairs(language: str) -> Iterator[tuple[str, str]]:
    """Each form of each translation with what it translates; English has a form for one, Latvian counts in all."""
    for entry in catalogue(language):
        if not entry.id:
            continue
        originals = forms(entry.id)
        for place, form in enumerate(forms(entry.string)):
            yield originals[0 if language == "en" and place == 0 else -1], form


def _braces(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _tags(text: str) -> list[str]:
    return sorted(TAG.findall(text))
