"""Whatever somebody writes: its letter says that and nothing else, has our headers alone, and links that only open."""

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.attached import Attached, LetterFile
from bot.texts.clean import clean, file_name
from bot.texts.formatted import formatted, visible
from tests.delivery.test_letter_pages import letter
from tests.examples import examples

HEADERS = {
    *("from", "to", "subject", "date", "message-id", "auto-submitted", "content-language", "reply-to"),
    *("list-unsubscribe", "list-unsubscribe-post", "mime-version", "content-type"),
}
TAGS = {"html", "head", "body", "meta", "title", "div", "p", "br", "a", "b", "i", "u", "s", "span", "code", "pre"}
TAGS |= {"blockquote", "hr", "small"}
KINDS = ("bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "blockquote", "text_link")
PARTS = (
    *("Kā norakstīt?", "\r\nBcc: x@example.lv\r\n\r\n", "<script>alert(1)</script>", "</div></body>", "&amp;&#60;"),
    *('" onload="x', "https://example.lv/?a=1&b=2", 'https://example.lv/"><img src=x>', "javascript:alert(1)"),
    *("=?utf-8?q?x?=", "\u2028", "\x85", "\x1b[2J", "\0", "\u202e", "👩‍👩‍👧", ".", "\n.\n", "<b>", "<!--", "]]>"),
    *("From x", "--", "{name}", "%s", "ā" * 200),
)
TEXTS = st.lists(st.sampled_from(PARTS) | st.text(max_size=15), min_size=1, max_size=6).map("".join)
MARKS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 60), st.integers(1, 30)), max_size=4)
URLS = st.sampled_from(["https://example.lv/?a=\"><script>&b='", "javascript:alert(1)", "tg://user?id=1", "http://a"])


class Page(HTMLParser):
    """What a program shows of a page, and what its tags are."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.tags, self.links, self.attributes = "", set[str](), set[str](), set[str]()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value or "" for name, value in attrs if name in ("href", "src")}

    def handle_data(self, data: str) -> None:
        self.words += data


def _signs(text: str) -> str:
    return re.sub(r"\s", "", text)


@examples(15, thorough=2_000)
@given(TEXTS.filter(lambda text: clean(text).strip()), MARKS, URLS, TEXTS)
def test_a_letter_says_what_was_written(text: str, marks: list[tuple[str, int, int]], url: str, name: str) -> None:
    entities = [{"type": kind, "offset": at, "length": size, "url": url} for kind, at, size in marks]
    html = formatted(clean(text), entities)
    files = [LetterFile(file_name(name), "application/pdf", b"x")] if file_name(name) else []
    mail = letter(str(html), Attached(files))
    assert {name.lower() for name in mail} <= HEADERS
    assert len(mail.get_all("subject")) == len(mail.get_all("to")) == 1
    assert not re.search(r"[\r\n]", str(mail["subject"]))
    page = Page(mail.get_body(("html",)).get_content())
    assert _signs(visible(html)) in _signs(page.words)
    assert page.tags <= TAGS
    assert page.attributes <= {"href", "style", "lang", "charset", "name", "content", "http-equiv", "dir"}
    assert not [one for one in page.links if not re.match(r"(https?|tg|mailto):", one)]
    found = [one.get_filename() for one in mail.iter_attachments()]
    assert found == [one.name for one in files]
