"""``just texts`` brings the code's sentences into the catalogues and touches nothing else."""

import pytest
from babel.messages.catalog import Catalog

from bot.texts import LANGUAGES
from tests.texts.catalogues import Said, catalogue, catalogue_path, said
from tests.texts.collect import collected, written

HEADER = 'msgid ""\nmsgstr ""\n"Language: xx\\n"'
BOOKS = ("{n} book", "{n} books")


@pytest.mark.parametrize("language", LANGUAGES)
def test_collecting_again_changes_nothing(language: str) -> None:
    before = catalogue_path(language).read_text(encoding="utf-8")
    assert written(collected(said(), catalogue(language), language), before) == before


def test_new_sentences_come_old_ones_go_translations_and_header_stay() -> None:
    texts = [Said("Here.", "a"), Said(BOOKS, "b"), Said("New.", "c")]
    latvian, english = Catalog(locale="lv"), Catalog(locale="en")
    latvian.add("Here.", "Šeit.")
    latvian.add("Gone.", "Projām.")
    lv = written(collected(texts, latvian, "lv"), f'{HEADER}\n\nmsgid "Gone."\nmsgstr "Projām."\n')
    assert lv == (
        f'{HEADER}\n\nmsgid "Here."\nmsgstr "Šeit."\n\nmsgid "New."\nmsgstr ""\n\n'
        '#, python-brace-format\nmsgid "{n} book"\nmsgid_plural "{n} books"\nmsgstr[0] ""\nmsgstr[1] ""\nmsgstr[2] ""\n'
    )
    en = written(collected(texts, english, "en"), HEADER)
    assert 'msgid "New."\nmsgstr "New."\n' in en
    assert 'msgstr[0] "{n} book"\nmsgstr[1] "{n} books"\n' in en
