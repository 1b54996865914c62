"""Asking when something is: typed or from the calendar, with everything doubtful asked about."""

from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from markupsafe import Markup
from sqlalchemy.orm import Session

from bot.context import Button, Context, Region
from bot.dialogs.form import Data
from bot.dialogs.moments import MomentField
from bot.errors import UserError
from bot.texts import texts_for
from bot.texts.moments import Span, read_span
from bot.typed import Typed
from tests.texts.test_moments import NOW, RIGA

DATA_BYTES = 50
"""What a button's data may take in all; the form puts ``f:<update>:`` before a choice."""


class Asked:
    """A person before one field: sees what it asks, presses its buttons by their words, types."""

    def __init__(self, field: MomentField | None = None, language: str = "lv", now: datetime = NOW) -> None:
        self.field = field or MomentField("when", lambda _ctx, _data: Markup("Kad?"), minutes=lambda _ctx, _data: 240)
        region = Region("Kuldīga", RIGA, "lv")
        self.ctx = Context(cast(Session, None), now.astimezone(UTC), region, texts_for(language))
        self.data: Data = {}
        self.done = False

    @property
    def text(self) -> str:
        return str(self.field.prompt(self.ctx, self.data).text)

    @property
    def buttons(self) -> list[str]:
        return [one.text for one in self._buttons()]

    def _buttons(self) -> list[Button]:
        rows = self.field.prompt(self.ctx, self.data).buttons
        found = [one for row in rows for one in row if isinstance(one, Button)]
        assert all(len(f"f:9999999999:{one.callback_data}".encode()) <= DATA_BYTES for one in found)
        assert all(one.text.strip() for one in found)
        assert len({one.callback_data for one in found}) == len(found), "it is known which one was pressed"
        return found

    def type(self, text: str) -> "Asked":
        self.done = self.field.typed(self.ctx, self.data, Typed(text))
        return self

    def press(self, *labels: str) -> "Asked":
        for label in labels:
            data = next(one.callback_data for one in self._buttons() if one.text == label)
            self.done = self.field.pressed(self.ctx, self.data, data.removeprefix("pick:"))
        return self

    def refused(self, text: str) -> str:
        before = dict(self.data)
        with pytest.raises(UserError) as error:
            self.type(text)
        assert self.data == before
        return self.ctx.texts.plain(error.value.msgid, **error.value.values)

    @property
    def kept(self) -> str:
        assert self.done
        assert set(self.data) == {"when"}, "nothing of the way there is left"
        span = Span.from_json(self.data["when"])
        return self.ctx.texts.span(span.begins, span.ends, whole_day=span.whole_day)


def test_typed_whole_it_is_settled_at_once() -> None:
    assert Asked().type("1. decembrī 10-14").kept == "otrdien, 2026. gada 1. decembrī, plkst. 10.00–14.00"
    assert Asked().type("12.–14. martā").kept == "piektdien, 2027. gada 12. martā – svētdien, 2027. gada 14. martā"


def test_by_buttons_alone() -> None:
    asked = Asked()
    assert asked.text.startswith("Kad?")
    assert "<b>2026. gada novembris</b>" in asked.text
    assert asked.buttons == [
        *("Pr", "Ot", "Tr", "Ce", "Pk", "Se", "Sv"),
        *("·", "·", "[25]", "26", "27", "28", "29"),
        *("30", "·", "·", "·", "·", "·", "·"),
        "Decembris ▶",
    ], "what has passed is no choice"
    asked.press("Decembris ▶", "1")
    assert asked.text.startswith("Otrdien, 2026. gada 1. decembrī")
    asked.press("10.00")
    assert asked.text.startswith("Otrdien, 2026. gada 1. decembrī, plkst. 10.00")
    assert asked.buttons[0] == "14.00 (4 h)", "as long as it usually is"
    assert Asked().press("26", "10.00", "14.00 (4 h)").kept.endswith("plkst. 10.00–14.00")
    assert asked.press("12.30").kept == "otrdien, 2026. gada 1. decembrī, plkst. 10.00–12.30"


def test_back_and_forth_between_months_days_and_hours() -> None:
    asked = Asked().press("Decembris ▶", "Janvāris ▶", "◀ Decembris", "3", "◀ Cita diena", "4", "09.00")
    assert asked.text.startswith("Piektdien, 2026. gada 4. decembrī, plkst. 09.00")
    asked.press("◀ Cits laiks", "11.00", "Bez beigu laika")
    assert asked.kept == "piektdien, 2026. gada 4. decembrī, plkst. 11.00"


def test_whole_and_several_days_by_buttons() -> None:
    assert Asked().press("26", "Visa diena").kept == "ceturtdien, 2026. gada 26. novembrī"
    assert Asked().press("26").buttons[-3:] == ["Visa diena", "Vairākas dienas", "◀ Cita diena"]
    contest = MomentField("when", lambda _ctx, _data: Markup("Kad?"))
    assert Asked(contest).press("26").buttons[:2] == ["Visa diena", "Vairākas dienas"], "it usually has no hours"
    several = Asked().press("26", "Vairākas dienas")
    assert several.text.startswith("No 2026. gada 26. novembra. Līdz kurai dienai?")
    assert "25" not in several.buttons
    several.press("28")
    assert several.press("Pilnas dienas").kept == (
        "ceturtdien, 2026. gada 26. novembrī – sestdien, 2026. gada 28. novembrī"
    )
    hours = Asked().press("26", "Vairākas dienas", "28", "10.00")
    assert "sestdien, 2026. gada 28. novembrī" in hours.text
    assert hours.press("15.00").kept.endswith("plkst. 10.00 – sestdien, 2026. gada 28. novembrī, plkst. 15.00")


@pytest.mark.parametrize(
    ("pressed", "typed", "kept"),
    [
        (["Decembris ▶", "1"], ["9.15-11"], "otrdien, 2026. gada 1. decembrī, plkst. 09.15–11.00"),
        (["Decembris ▶", "1"], ["plkst. 9", "līdz 12"], "otrdien, 2026. gada 1. decembrī, plkst. 09.00–12.00"),
        (["Decembris ▶", "1", "10.00"], ["13"], "otrdien, 2026. gada 1. decembrī, plkst. 10.00–13.00"),
        (["Decembris ▶", "1", "10.00"], ["2 stundas"], "otrdien, 2026. gada 1. decembrī, plkst. 10.00–12.00"),
        (["Decembris ▶", "1", "10.00"], ["4. decembrī 9-10"], "piektdien, 2026. gada 4. decembrī, plkst. 09.00–10.00"),
        (
            ["Decembris ▶", "1", "Vairākas dienas"],
            ["3. decembrī", "10-16"],
            "otrdien, 2026. gada 1. decembrī, plkst. 10.00 – ceturtdien, 2026. gada 3. decembrī, plkst. 16.00",
        ),
    ],
)
def test_typing_goes_on_from_what_was_pressed(pressed: list[str], typed: list[str], kept: str) -> None:
    asked = Asked().press(*pressed)
    for text in typed:
        asked.type(text)
    assert asked.kept == kept


def test_of_several_readings_one_is_chosen() -> None:
    asked = Asked().type("1. decembrī 3-5")
    assert asked.text.splitlines() == [
        "• otrdien, 2026. gada 1. decembrī, plkst. 15.00–17.00",
        "• otrdien, 2026. gada 1. decembrī, plkst. 03.00–05.00",
        "",
        "To var saprast dažādi. Kurš laiks ir domāts?",
    ]
    assert asked.buttons == ["Ot 01.12.2026. 15.00–17.00", "Ot 01.12.2026. 03.00–05.00", "◀ Cits laiks"]
    assert asked.press(asked.buttons[0]).kept.endswith("plkst. 15.00–17.00")
    assert Asked().type("1. decembrī 3").type("15-17").kept.endswith("1. decembrī, plkst. 15.00–17.00")


def test_what_is_missing_is_asked() -> None:
    asked = Asked().type("1. decembrī")
    assert "Cikos?" in asked.text
    asked.type("10")
    assert "Cikos pasākums beidzas?" in asked.text
    assert asked.press("13.00").kept == "otrdien, 2026. gada 1. decembrī, plkst. 10.00–13.00"
    asked = Asked().type("10-12")
    assert asked.text.splitlines()[-1] == "Kurā dienā?"
    assert asked.buttons[0] == "Tr 25.11.2026. 10.00–12.00"
    assert Asked().type("10-12").type("parīt").kept == "piektdien, 2026. gada 27. novembrī, plkst. 10.00–12.00"
    assert asked.press("◀ Cita diena", "30").kept == "pirmdien, 2026. gada 30. novembrī, plkst. 10.00–12.00"


def test_what_has_passed_is_refused_or_asked_about() -> None:
    assert Asked().refused("vakar 10-12") == (
        "Šis laiks jau ir pagājis: otrdien, 2026. gada 24. novembrī, plkst. 10.00–12.00. Izvēlieties vēlāku."
    )
    asked = Asked().type("24.11. 10-12")
    assert asked.buttons == ["Tr 24.11.2027. 10.00–12.00", "◀ Cits laiks"]
    recorded = MomentField("when", lambda _ctx, _data: Markup("Kad?"), past=True)
    asked = Asked(recorded).type("vakar 10-12")
    assert asked.text.splitlines()[-1] == "Šis laiks jau ir pagājis. Vai tas ir pareizi?"
    assert asked.press(asked.buttons[0]).kept == "otrdien, 2026. gada 24. novembrī, plkst. 10.00–12.00"
    asked = Asked(recorded).press("◀ Oktobris", "20")
    assert asked.text.splitlines()[-1] == "Šis laiks jau ir pagājis. Vai tas ir pareizi?"
    asked.press(asked.buttons[0], "10.00", "12.00")
    assert asked.kept == "otrdien, 2026. gada 20. oktobrī, plkst. 10.00–12.00"


def test_what_the_clocks_skip_or_show_twice() -> None:
    asked = Asked().type("28.03.2027 03:30-05:00")
    assert "nerāda" in asked.text
    assert asked.press(asked.buttons[0]).kept == "svētdien, 2027. gada 28. martā, plkst. 04.30–05.00"
    asked = Asked().type("31.10.2027 03:30–05:00")
    assert "divreiz" in asked.text
    assert asked.press(asked.buttons[0]).kept == "svētdien, 2027. gada 31. oktobrī, plkst. 03.30–05.00"
    once = Asked().type("31.10.2027 03:30")
    assert once.press(once.buttons[0], "05.00").kept == "svētdien, 2027. gada 31. oktobrī, plkst. 03.30–05.00"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kaut kad", "Šo laiku neizdevās saprast"),
        ("", "Šo laiku neizdevās saprast"),
        ("rīt 15-13", "Beigas būtu pirms sākuma"),
        ("1. janvārī 2030 plkst. 10", "Šis laiks ir pārāk tālu"),
    ],
)
def test_what_cannot_be_taken_is_said(text: str, said: str) -> None:
    assert Asked().refused(text).startswith(said)


def test_a_moment_alone_has_no_end() -> None:
    field = MomentField("when", lambda _ctx, _data: Markup("Kad nosūtīt?"), ends=False)
    asked = Asked(field).press("[25]")
    assert "Visa diena" not in asked.buttons
    assert asked.press("14.00").kept == "trešdien, 2026. gada 25. novembrī, plkst. 14.00"
    assert Asked(field).type("rīt 9.15").kept == "ceturtdien, 2026. gada 26. novembrī, plkst. 09.15"
    assert "Cikos?" in Asked(field).type("rīt visu dienu").text
    late = Asked(field).press("[25]")
    assert late.buttons[0] == "10.30", "only hours to come"
    assert "jau ir pagājis" in late.refused("8.00")


def test_what_was_settled_before_can_stay() -> None:
    asked = Asked().type("1. decembrī 10-14")
    assert "Tagad: otrdien, 2026. gada 1. decembrī, plkst. 10.00–14.00" in asked.text
    assert asked.press("Atstāt, kā ir").kept == "otrdien, 2026. gada 1. decembrī, plkst. 10.00–14.00"


def test_what_is_moved_opens_in_its_month_and_can_keep_its_hours() -> None:
    was = Span(datetime.fromisoformat("2027-03-12T10:00"), datetime.fromisoformat("2027-03-12T13:30"))
    field = MomentField("when", lambda _ctx, _data: Markup("Kad?"), before=lambda _ctx, _data: was)
    asked = Asked(field)
    assert "<b>2027. gada marts</b>" in asked.text
    asked.press("19")
    assert asked.buttons[0] == "10.00–13.30"
    assert Asked(field).press("19", "12.00").buttons[0] == "15.30 (3 h 30 min)", "as long as it was"
    assert asked.press("10.00–13.30").kept == "piektdien, 2027. gada 19. martā, plkst. 10.00–13.30"


def test_another_part_can_begin_with_a_question() -> None:
    asked = Asked()
    assert not asked.field.take(asked.ctx, asked.data, read_span("rīt 3", NOW))
    assert asked.text.splitlines()[-1] == "To var saprast dažādi. Kurš laiks ir domāts?"
    assert Asked().field.take(asked.ctx, {}, read_span("rīt 10-12", NOW))


@pytest.mark.parametrize(
    "key",
    [
        *("", "x", "k", "n", "w", "s", "c0", "c9", "c-1", "t", "t1000", "t9999", "b", "bend", "u", "h"),
        *("d", "d2026-11-24", "d2020-01-01", "d2099-01-01", "d0001-01-01", "d2026-11-31"),
        *("m", "m2020-01", "m2099-01", "m2026-13"),
    ],
)
def test_a_forged_choice_changes_nothing(key: str) -> None:
    asked = Asked()
    with pytest.raises(UserError):
        asked.field.pressed(asked.ctx, asked.data, key)
    assert asked.data == {}


def test_the_name_of_a_weekday_and_a_past_day_do_nothing() -> None:
    asked = Asked()
    before = asked.text, asked.buttons
    assert not asked.press("Pr", "·").done
    assert (asked.text, asked.buttons) == before


def test_holidays_have_a_star_and_the_calendar_ends_where_dates_are_too_far() -> None:
    asked = Asked().press("Decembris ▶")
    assert {"24*", "25*"} <= set(asked.buttons)
    assert "svētku diena" in asked.text
    assert "svētku diena" not in Asked(now=NOW + timedelta(days=70)).text, "none in February"
    for _ in range(23):
        asked.press(asked.buttons[-1])
    assert asked.buttons[-1] == "◀ Oktobris"


def test_in_english() -> None:
    asked = Asked(language="en").press("December ▶")
    assert "<b>December 2026</b>" in asked.text
    asked.press("1", "10:00", "14:00 (4 h)")
    assert asked.kept == "on Tuesday, 1 December 2026, 10:00–14:00"
