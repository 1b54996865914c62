"""The privacy notice tells the periods that are set, and is another one when they are others."""

from zoneinfo import ZoneInfo

from bot.notice import NOTICE_VERSION, notice, version
from bot.region import Region
from bot.texts import texts_for
from storage.retention import Keep


def region(**keep: int) -> Region:
    return Region("Reģions", ZoneInfo("Europe/Riga"), "lv", operator="Reģions", keep=Keep(**keep))


def test_it_tells_how_long_is_kept_what_was_set() -> None:
    assert "glabāts 7 dienas." in notice(texts_for("lv"), region())
    assert "glabāts 21 dienu." in notice(texts_for("lv"), region(searches_days=21))
    assert "is kept for 1 day." in notice(texts_for("en"), region(searches_days=1))
    assert "6 mēnešus pēc izstāšanās" in notice(texts_for("lv"), region(former_months=6))
    assert "– 36 mēnešus" in notice(texts_for("lv"), region(texts_months=36))


def test_members_are_asked_again_when_a_period_is_another() -> None:
    versions = {
        version(one) for one in (region(), region(searches_days=21), region(texts_months=36), region(former_months=6))
    }
    assert len(versions) == 4
    assert version(region()) == NOTICE_VERSION
