"""Backups that the running bot makes by itself: caught up, kept, and told of when they fail."""

from dataclasses import replace
from datetime import datetime, time
from pathlib import Path

from alembic import command
from pyrage import x25519

from bot.backup.keys import Keys
from bot.backup.making import check_backup
from bot.backup.schedule import Plan
from bot.doctor.backups import check
from bot.texts import texts_for
from storage.migrate import alembic_config, migrating, revisions, scripts
from tests.journeys.world import RIGA, World

KEY = x25519.Identity.generate()
KEYS = Keys(recipient=str(KEY.to_public()), identity=str(KEY))
FAILED = "⚠️ Rezerves kopiju neizdevās izveidot."


async def test_one_a_day_and_what_fails_is_told_once(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    admin = await world.member("admin", "Administratore, Kuldīga")
    plan = Plan(folder, time(2, 30), "2d", KEYS, RIGA)

    async def look() -> str:
        """What the doctor says after the keeper has looked."""
        assert world.app.backups is not None
        await world.app.backups.look()
        return doctor(plan)

    def doctor(plan: Plan | None) -> str:
        now = world.sandbox.clock.now()
        return world.read(lambda session: check(texts_for("en"), session, plan, now)).says

    def there() -> list[str]:
        return sorted(path.name for path in folder.iterdir())

    folder.write_text("in the way")
    await world.end()
    world.profile = replace(world.profile, backups=plan)
    await world.begin()
    assert await look() == "none yet; since then it failed"
    await world.move_clock(minutes=2)
    await look()
    await world.move_clock(minutes=2)
    told = [text for text in admin.shown if FAILED in text]
    assert len(told) == 1
    assert f"Mapē {folder} neko nevar ierakstīt: " in told[0]
    assert "Vēl nav nevienas." in told[0]

    folder.unlink()
    assert "failed" in await look(), "it is tried again after an hour"
    await world.move_clock(hours=1)
    assert (await look()).startswith("the last one 0 s ago")
    assert there() == ["plaukts-2026-10-12-120400.zip"]
    assert check_backup(folder / there()[0], KEYS).total > 0
    await look()
    assert len(there()) == 1, "one a day"

    (folder / ".plaukts-2026-10-13-023000.zip.part").touch()
    await world.move_to(datetime(2026, 10, 15, 9, 0, tzinfo=RIGA))
    assert (await look()).startswith("the last one 0 s ago"), "what was missed is caught up"
    (folder / "plaukts-2026-10-01-023000.zip").touch()
    await world.move_to(datetime(2026, 10, 16, 2, 31, tzinfo=RIGA))
    await look()
    assert there() == ["plaukts-2026-10-15-090000.zip", "plaukts-2026-10-16-023100.zip"]
    assert len([text for text in admin.shown if FAILED in text]) == 1
    await world.move_clock(days=3)
    assert doctor(plan).startswith("the last one 3 d ago")
    assert doctor(None) == "none are made by themselves"


async def test_one_before_the_schema_is_brought_up_to_date(world: World, tmp_path: Path) -> None:
    """Of the database as it was; and where it cannot be made the bot begins all the same."""
    folder, librarian = tmp_path / "backups", await world.librarian()
    head, older = (script.revision for script in list(scripts().walk_revisions())[:2])

    async def begun_anew() -> None:
        await world.end()
        with migrating(world.database) as connection:
            command.downgrade(alembic_config(connection), older)
        await world.begin()
        assert world.read(lambda session: revisions(session.connection())) == (head, head)
        assert (await librarian.say("/palidziba")).new

    world.profile = replace(world.profile, backups=Plan(folder, time(2, 30), "2d", KEYS, RIGA))
    folder.write_text("in the way")
    await begun_anew()
    folder.unlink()
    await begun_anew()
    (made,) = folder.glob("*-before-*")
    assert made.name == f"plaukts-2026-10-12-110000-before-{older}.zip"
    assert check_backup(made, KEYS).header.schema == older

    before = sorted(folder.iterdir())
    await world.restart()
    assert [one for one in sorted(folder.iterdir()) if one not in before and "before" in one.name] == []
