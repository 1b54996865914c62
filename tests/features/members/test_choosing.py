"""Somebody is found among all members of a region by letters of their name or library."""

from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session

from bot.context import Context
from bot.dialogs.form import Data
from bot.dialogs.people import MemberField
from bot.region import Region
from bot.texts import texts_for
from storage.database import Database
from tests.benchmarks.region import prepare_region
from tests.journeys.world import RIGA, START


def test_however_many_there_are_it_is_asked_for_them_and_their_libraries_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'plaukts.db'}"
    prepare_region(url, range(1001, 1041), 2001)
    database = Database(url)
    database.start()
    asked: list[str] = []
    event.listen(database.writing_engine, "before_cursor_execute", lambda *said: asked.append(said[2]))

    def prompt(session: Session, data: Data) -> str:
        ctx = Context(session, START, Region("Kuldīga", RIGA, "lv"), texts_for("lv"))
        session.connection()
        asked.clear()
        return str(MemberField().prompt(ctx, data).buttons)

    try:
        assert "Biedrs 1 " in database.submit(lambda session: prompt(session, {})).result()
        assert len(asked) == 2, "members, and the libraries of those on the page"
        assert "Biedrs 7 " in database.submit(lambda session: prompt(session, {"_letters": "biedrs 7"})).result()
        by_library = database.submit(lambda session: prompt(session, {"_letters": "kuldīgas"})).result()
        assert "Biedrs" in by_library
        assert len(asked) == 3, "besides, whoever works in which library"
    finally:
        database.stop()
