"""Whatever somebody writes: every sentence of the catalogues that passes it on parses, and shows exactly that."""

from string import Formatter

from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.entities import parse_html
from bot.texts import LANGUAGES, texts_for
from tests.examples import examples
from tests.texts.catalogues import catalogue


def _fields(msgid: str) -> list[str]:
    return sorted({name for _, name, _, _ in Formatter().parse(msgid) if name})


SENTENCES = [one.id for one in catalogue("lv") if isinstance(one.id, str) and _fields(one.id)]
SIGNS = st.sampled_from(
    ["</b>", "<a href='", '">', "&amp;", "&#60;", "&", "{name}", "{0}", "%s", "<!--", "📚", "\u202e"]
)
WRITTEN = st.lists(SIGNS | st.text(max_size=8), max_size=5).map("".join)


def test_there_are_very_many_sentences() -> None:
    assert len(SENTENCES) > 500


@examples(100)
@given(st.sampled_from(LANGUAGES), st.sampled_from(SENTENCES), st.lists(WRITTEN, min_size=12, max_size=12))
def test_a_sentence_shows_what_was_written(language: str, msgid: str, written: list[str]) -> None:
    texts, fields = texts_for(language), _fields(msgid)
    assert len(fields) <= len(written)
    places = {name: chr(0xE000 + number) for number, name in enumerate(fields)}
    values = dict(zip(fields, written, strict=False))
    around, _ = parse_html(texts.t(msgid, **places))
    shown, _ = parse_html(texts.t(msgid, **values))
    assert shown == around.translate({ord(places[name]): value for name, value in values.items()})
