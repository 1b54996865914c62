"""What is written to who has a letter that holds no more."""

from types import SimpleNamespace
from typing import Any

from bot.features.announcements import views
from bot.texts import texts_for
from storage.outbox import ATTACHED


def test_a_correction_carries_the_files_as_they_are_now() -> None:
    author = SimpleNamespace(name="Metodiķe, Kuldīga", libraries=[])
    paper = {"kind": "document", "file_id": "b", "name": "plakats.pdf"}
    announcement: Any = SimpleNamespace(
        number=7, author=author, text="Plakāts", html="Plakāts", attachments=[paper], link_label=None, link_url=None
    )
    letter = views.corrected(texts_for("lv"), announcement)
    assert letter.payload[ATTACHED] == [paper]
    assert "Iepriekšējā vēstulē bija cits teksts vai pielikums. Pareizā ir šī:" in letter.payload["text"]
