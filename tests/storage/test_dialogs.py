"""Where everyone is in a form: one dialog a person and chat, nothing of it left once it is over."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from storage.database import Database
from storage.dialogs import Dialog, dialog_of, end_dialog, save_dialog

NOW = datetime(2026, 10, 12, 8, tzinfo=UTC)
ASKING = Dialog(
    chat_id=7_100_000_001,
    user_id=7_100_000_001,
    form="ask",
    step=0,
    data={"text": "Kā norakstīt grāmatas?", "libraries": [1, 2]},
    version=100_000_001,
    delivery_id=None,
    expires_at=NOW,
)


def kept(database: Database, chat_id: int, user_id: int) -> Dialog | None:
    with database.read() as session:
        return dialog_of(session, chat_id, user_id)


def save(database: Database, dialog: Dialog) -> None:
    database.submit(lambda session: save_dialog(session, dialog)).result()


def test_a_dialog_is_as_it_was_after_a_restart(database: Database) -> None:
    save(database, ASKING)
    database.stop()
    restarted = Database(database.url)
    assert kept(restarted, ASKING.chat_id, ASKING.user_id) == ASKING
    restarted.stop()


def test_the_next_step_takes_the_place_of_the_last(database: Database) -> None:
    """``version`` tells an old step's buttons from the new one's."""
    later = replace(ASKING, step=1, version=100_000_002, data={})
    for dialog in (ASKING, later):
        save(database, dialog)
    assert kept(database, ASKING.chat_id, ASKING.user_id) == later


@pytest.mark.parametrize("other", [{"user_id": 2}, {"chat_id": -100}], ids=["another person", "another chat"])
def test_dialogs_of_others_are_not_touched(database: Database, other: dict[str, int]) -> None:
    elsewhere = replace(ASKING, form="register", **other)  # type: ignore[arg-type]
    for dialog in (ASKING, elsewhere):
        save(database, dialog)
    database.submit(lambda session: end_dialog(session, ASKING.chat_id, ASKING.user_id)).result()
    assert kept(database, ASKING.chat_id, ASKING.user_id) is None
    assert kept(database, elsewhere.chat_id, elsewhere.user_id) == elsewhere


def test_an_ended_dialog_leaves_no_text_in_the_file(database: Database) -> None:
    """What people typed and did not send is not kept (SQLite alone: a server's files are not ours to read)."""
    save(database, ASKING)
    database.submit(lambda session: end_dialog(session, ASKING.chat_id, ASKING.user_id)).result()
    assert kept(database, ASKING.chat_id, ASKING.user_id) is None
    if database.url.startswith("sqlite:///"):
        with database.writing_engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        path = database.url.removeprefix("sqlite:///")
        with open(path, "rb") as file:  # noqa: PTH123
            assert "norakstīt".encode() not in file.read()
