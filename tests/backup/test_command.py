"""``plaukts backup`` and ``plaukts restore`` as they are called; the whole way with a passphrase."""

import shutil
from pathlib import Path
from zipfile import ZipFile

from pyrage import x25519
from sqlalchemy import select, text

from bot.backup.container import open_container
from bot.backup.keys import Keys
from storage import outbox
from storage.database import Database
from storage.numbers import next_number
from storage.outbox import PENDING, deliveries
from tests.command_line import Shell
from tests.storage.outboxes import Outbox

PASSPHRASE = "correct horse battery"
TOKEN = "123456789:AAExampleExampleExampleExampleExample"


def test_from_one_database_into_another(sqlite_template: Path, tmp_path: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "old.db")
    (tmp_path / "passphrase").write_text(f"{PASSPHRASE}\n")
    settings = {"PLAUKTS_LANGUAGE": "en", "PLAUKTS_TELEGRAM_TOKEN": TOKEN}
    settings |= {"PLAUKTS_BACKUP_PASSPHRASE_FILE": "passphrase", "PLAUKTS_DATABASE_URL": "sqlite:///old.db"}
    shell = Shell(tmp_path, settings)
    made = shell.run("backup", "a.zip")
    assert made.status == 0, made.err
    assert made.out.startswith("a.zip: backup of ")
    assert made.out.endswith("; all checksums agree.\n")
    again = shell.run("backup", "a.zip")
    assert (again.status, again.sentence) == (1, "There is a file a.zip already. Choose another name.")
    restored = shell.run("restore", "a.zip", database_url="sqlite:///new/new.db")
    assert restored.status == 0, restored.err
    assert "Restored into sqlite:///new/new.db: members 0, consultations 0, events 0." in restored.lines
    database = Database(f"sqlite:///{tmp_path}/new/new.db")
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM vocabulary"))
    database.stop()

    with ZipFile(tmp_path / "a.zip") as parts:
        assert parts.namelist() == ["plaukts.json", "key.age", "backup.age"]
    whole = (tmp_path / "a.zip").read_bytes()
    assert TOKEN.encode() not in whole
    assert PASSPHRASE.encode() not in whole


def test_only_what_was_not_moved_is_held(sqlite_template: Path, tmp_path: Path) -> None:
    """``--moved``: nothing ran since, so that what waited goes, and keys and numbers go on as they were."""
    shutil.copy(sqlite_template, tmp_path / "old.db")
    database = Database(f"sqlite:///{tmp_path}/old.db")
    database.start()
    waiting = Outbox(database).put("Atbilde")
    number = database.submit(next_number).result()
    database.stop()
    key = x25519.Identity.generate()
    (tmp_path / "key").write_text(str(key))
    settings = {"PLAUKTS_BACKUP_RECIPIENT": str(key.to_public()), "PLAUKTS_BACKUP_IDENTITY_FILE": "key"}
    shell = Shell(tmp_path, {"PLAUKTS_LANGUAGE": "en", "PLAUKTS_TELEGRAM_TOKEN": TOKEN, **settings})
    assert shell.run("backup", "a.zip", database_url="sqlite:///old.db").status == 0
    with open_container(tmp_path / "a.zip", Keys(identity=str(key))) as lines:
        assert not [line for line in lines if TOKEN.encode() in line or str(key).encode() in line]
    held = "Held until an administrator decides in the chat: 1."
    for name, options in (("moved", ["--moved"]), ("lost", [])):
        ended = shell.run("restore", "a.zip", *options, database_url=f"sqlite:///{name}.db")
        assert ended.status == 0, ended.err
        is_moved = name == "moved"
        assert (held in ended.lines) is not is_moved
        database = Database(f"sqlite:///{tmp_path}/{name}.db")
        database.start()
        with database.read() as session:
            state = session.scalar(select(deliveries.c.state).where(deliveries.c.id == waiting))
        assert state == (PENDING if is_moved else outbox.HELD)
        assert (Outbox(database).put("Nākamā") == waiting + 1) is is_moved
        assert database.submit(next_number).result() == (number + 1 if is_moved else 101)
        database.stop()


def test_mistakes_are_told_in_a_sentence(sqlite_template: Path, tmp_path: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "plaukts.db")
    (tmp_path / "other.zip").write_text("something else")
    url = f"sqlite:///{tmp_path}/plaukts.db"
    shell = Shell(tmp_path, {"PLAUKTS_LANGUAGE": "en", "PLAUKTS_DATABASE_URL": url})
    sentences = [
        (shell.run("backup", "a.zip"), "A backup is encrypted: name a file with a passphrase"),
        (shell.run("backup", "--check", "other.zip"), "The file other.zip is no backup of Plaukts."),
        (shell.run("restore", "none.zip"), "The file none.zip cannot be read: No such file or directory."),
        (shell.run("backup", "a.zip", database_url="sqlite:///none.db"), "There is no database at "),
    ]
    for ended, sentence in sentences:
        assert ended.status == 1
        assert ended.sentence.startswith(sentence)
    assert shell.run("backup", "a.zip", backup_recipient="age1no").status == 2
    assert shell.run("run", backup_dir="backups", telegram_token=TOKEN).status == 2
    assert not (tmp_path / "a.zip").exists()
