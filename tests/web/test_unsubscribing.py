"""The page that ends letters while it cannot: a sentence for people, and nothing in the log by which others could."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.delivery.unsubscribing import PATH, Unsubscribing
from bot.web.health import Health
from bot.web.metrics import Metrics
from bot.web.server import Place, listening, routes
from bot.web.unsubscribing import UnsubscribingPage
from storage.away import DatabaseAwayError
from storage.database import Database
from storage.mailing import ANNOUNCEMENTS
from tests.web.conftest import NOW

ENDING = Unsubscribing("", "1:token")
LINK = ENDING.url(7, ANNOUNCEMENTS)


class Standing:
    """Whether the process may write."""

    by = False


@pytest.fixture
async def url(database: Database) -> AsyncIterator[str]:
    page = UnsubscribingPage(ENDING, database, lambda: NOW, serving=lambda: not Standing.by, language="lv")
    health = Health(database, Metrics(database, lambda: NOW, lambda: True), lambda: True)
    async with listening(Place("127.0.0.1", 0), routes(health, None, page)) as port:
        yield f"http://127.0.0.1:{port}"


async def answer(url: str, method: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.request(method, url + LINK) as response:
        return response.status, await response.text()


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_while_the_database_is_away_people_read_that_they_can_try_again(
    url: str, database: Database, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    def away(*_: object) -> None:
        raise DatabaseAwayError("SQLITE_BUSY")

    monkeypatch.setattr(database, "read", away)
    with capture_logs() as logs:
        status, page = await answer(url, method)
    assert (status, "mēģiniet vēlreiz pēc dažām minūtēm" in page) == (503, True), page
    assert logs == [{"event": "cannot end mails yet", "error": "SQLITE_BUSY", "log_level": "error"}]


async def test_a_process_that_stands_by_says_so_in_words(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Standing, "by", True)
    status, page = await answer(url, "POST")
    assert (status, "mēģiniet vēlreiz pēc dažām minūtēm" in page) == (503, True), page


async def test_a_mistake_of_ours_does_not_write_down_what_ends_somebodys_letters(
    url: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError

    monkeypatch.setattr(database, "read", fail)
    with capture_logs() as logs:
        assert (await answer(url, "GET"))[0] == 500
    assert LINK.removeprefix(PATH) not in repr(logs)
    assert logs == [{"event": "request failed", "path": f"{PATH}{{token}}", "error": "KeyError", "log_level": "error"}]
