"""What a person wrote, taken out of Telegram's messages."""

from typing import Any

from bot.typed import typed_from

CHAT = {"chat": {"id": 7}, "message_id": 3}


def linked(text: str, words: str, url: str, field: str = "text") -> dict[str, Any]:
    before = text[: text.index(words)]
    at, long = (len(part.encode("utf-16-le")) // 2 for part in (before, words))
    marks = "entities" if field == "text" else "caption_entities"
    return {**CHAT, field: text, marks: [{"type": "text_link", "offset": at, "length": long, "url": url}]}


def test_an_address_behind_words_is_kept() -> None:
    message = linked("📚 Nolikums šeit, lasiet!", "šeit", "https://example.lv/nolikums")
    assert typed_from([message]).text == "📚 Nolikums šeit (https://example.lv/nolikums), lasiet!"
    caption = linked("Skatiet te", "te", "https://example.lv/", "caption")
    assert typed_from([caption]).text == "Skatiet te (https://example.lv/)"


def test_an_address_that_can_be_read_is_not_repeated() -> None:
    url = "https://example.lv/a"
    assert typed_from([linked(f"Lasiet {url}", url, url)]).text == f"Lasiet {url}"
    assert typed_from([{**CHAT, "text": "Bez saites"}]).text == "Bez saites"
