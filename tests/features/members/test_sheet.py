"""The sheet of QRs, as a browser shows and prints it: read by another program than the one that drew it."""

import io
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import sync_playwright

from bot.features.members.columns import PersonRow
from bot.features.members.importing import Fate, MembersPlan, Planned, Sheet
from bot.features.members.invitations import Handout, write_sheet
from bot.texts import texts_for

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NAMES = {key: f"Ābeļu <{key}>. pagasta bibliotēka" for key in range(1, 6)}


def sheet(folder: Path) -> Path:
    """A page for five libraries."""
    row = Planned(PersonRow(2, "A", "", "", ""), Fate.NEW, "A", None, tuple(NAMES), code="PERSONAL22")
    plan = MembersPlan((row,), NAMES, {key: Sheet(f"CODE22222{key + 1}", is_new=True) for key in NAMES})
    path = folder / "qr.html"
    with path.open("wb") as target:
        handout = Handout(texts_for("lv"), plan, "Kuldīgas reģions", "plaukts_bot", date(2026, 12, 25), uses=5)
        write_sheet(handout, target)
    return path


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
def test_every_square_is_read_and_four_are_on_a_page(tmp_path: Path) -> None:
    path = sheet(tmp_path)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 900, "height": 1200})
        page.goto(path.as_uri())
        picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
        printed = page.pdf(prefer_css_page_size=True)
        titles = page.locator("h1").all_inner_texts()
        assert "Der 5 šīs bibliotēkas darbiniekiem\nTermiņš: 2026. gada 25. decembris" in page.inner_text("body")
        browser.close()
    assert titles == list(NAMES.values())
    assert {code.text for code in zxingcpp.read_barcodes(picture)} == {
        f"https://t.me/plaukts_bot?start=CODE22222{key + 1}" for key in NAMES
    }
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2
