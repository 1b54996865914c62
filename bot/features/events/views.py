"""What an event looks like: the lines that say what, when and where, and the card that people answer."""

import html
import re
from collections.abc import Sequence

from babel.numbers import format_decimal
from markupsafe import Markup

from bot.access import Act, may
from bot.context import Button, Context, Rows, button
from bot.errors import UserError
from bot.features.events import rules, slot_words, slots
from bot.texts import N_, Texts, bold, cut, italic, join_lines, length
from bot.texts.html import MESSAGE_LIMIT
from storage.consultations import entry_names
from storage.event_figures import hours_of
from storage.events import (
    CANCELLED,
    DECLINED,
    GOING,
    MAYBE,
    OFFERED,
    ON_SITE,
    ONLINE,
    WAITING,
    Event,
    Registration,
)
from storage.registrations import TO_ASK_ANEW
from storage.vocabulary import EVENT_KIND

TEXT_IN_GROUP = 700
"""UTF-16 units of what an event is about in the group's card."""
_TAG = re.compile(r"<[^>]+>")


def kind_name(ctx: Context, event: Event, texts: Texts | None = None) -> str:
    """The kind's name in the person's language."""
    return entry_names(ctx.session, EVENT_KIND, (texts or ctx.texts).language).get(event.kind, event.kind)


def when(texts: Texts, event: Event) -> str:
    """Day and hours: ``otrdien, 2026. gada 1. decembrī, plkst. 10.00–13.00``."""
    return texts.span(event.begins, event.ends, whole_day=event.whole_day)


def head(texts: Texts, event: Event, kind: str) -> Markup:
    """The first line of everything about an event."""
    sign = "✖" if event.status == CANCELLED else "📅"
    return texts.t("{sign} <b>{kind}</b> · No. {number}", sign=sign, kind=kind, number=event.number)


def facts(texts: Texts, event: Event, kind: str, *, for_all: bool = False) -> Markup:
    """What it is, when and where, who speaks: the same lines for everybody.

    ``for_all``: where others than members may read it, the link is left out.
    """
    link = texts.plain("online") if for_all else event.link
    return join_lines(
        [
            head(texts, event, kind),
            bold(event.title),
            "🕙 " + when(texts, event),
            "📍 " + event.place if event.place else None,
            f"🔗 {link}" if event.link else None,
            "🎤 " + event.lecturers if event.lecturers else None,
        ]
    )


def short(texts: Texts, event: Event, kind: str) -> Markup:
    """What it is, in two lines."""
    return join_lines([head(texts, event, kind), bold(event.title)])


def not_there(number: int) -> UserError:
    """There is no such event, or none that this person may see."""
    return UserError(N_("There is no event No. {number} that you can see."), number=number)


def number(value: float, language: str) -> str:
    """``1,5`` / ``1.5``."""
    return format_decimal(value, locale=language)


Lines = list[str | Markup | None]


def details(texts: Texts, event: Event, academic_hour: int, *, counted: bool = False, is_open: bool = True) -> Lines:
    """How long it is, how many can come and until when one registers, as long as one can (``is_open``).

    ``counted``: how many places there are is said with how many are left.
    """
    hours = hours_of(event.minutes, event.academic_hours, academic_hour)
    until = event.register_until if is_open else None
    found: Lines = [
        texts.t("Academic hours: {n}", n=number(hours, texts.language)) if hours else None,
        _places(texts, event) if event.places is not None and is_open and not counted else None,
        texts.t("Register until: {day}", day=texts.date(until)) if until else None,
    ]
    return ["", *found] if any(found) else []


def _places(texts: Texts, event: Event) -> Markup:
    if (times := slot_words.plan(texts, event)) is not None:
        return texts.t("🕐 Choose a time: {times}", times=times)
    if event.hybrid:
        return texts.t("Places on site: {n}", n=event.places)
    return texts.t("Places: {n}", n=event.places)


def card(first: Markup, about: str, rest: Lines, limit: int = MESSAGE_LIMIT) -> Markup:
    """The facts, what it is about as far as there is room for it, and what follows."""
    around = length(html.unescape(_TAG.sub("", join_lines([first, *rest]))))
    shown = cut(about, min(limit, MESSAGE_LIMIT - around - 2)) if about else None
    return join_lines([first, "" if shown else None, shown, *rest])


def cancelled(texts: Texts, event: Event) -> Lines:
    """That it was called off, and why."""
    reason = texts.t("Reason: {reason}", reason=event.cancel_reason) if event.cancel_reason else None
    return ["", bold(texts.plain("The event is cancelled.")), reason]


def standing(texts: Texts, event: Event, registration: Registration, line: int, until: str | None) -> str:
    """What became of somebody's answer, as plain text; nothing where they have not answered.

    ``line``: which in line they are; ``until``: when the place that is kept for them is passed on, in words.
    """
    state, mode = registration.state, registration.mode
    time = slot_words.of(texts, event, registration)
    if state == OFFERED and until is not None and time is not None:
        return texts.plain(
            "🕐 A time has become free for you: {hours}. Confirm it until {time}; then it goes to the next in line.",
            hours=time,
            time=until,
        )
    if state == WAITING and event.slots is not None:
        return texts.plain("⏳ All times are taken. You are on the waiting list, in place {n}.", n=line)
    if state == GOING and event.hybrid:
        online = mode == ONLINE
        return texts.plain("✅ You take part online.") if online else texts.plain("✅ You take part on site.")
    if state == OFFERED and until is not None:
        return texts.plain(
            "🪑 A place has become free for you. Confirm it until {time}; then it goes to the next in line.",
            time=until,
        )
    said = {
        GOING: N_("✅ You take part."),
        MAYBE: N_("❔ Your answer: maybe. No place is kept for you."),
        DECLINED: N_("✖ Your answer: you cannot come."),
        WAITING: N_("⏳ All places are taken. You are on the waiting list, in place {n}."),
    }.get(state)
    return texts.plain(said, n=line) if said else ""


def toast(texts: Texts, event: Event, registration: Registration, line: int, until: str | None) -> str:
    """The same over the chat, with the time that they have chosen."""
    said, time = standing(texts, event, registration, line, until), slot_words.of(texts, event, registration)
    if registration.state != GOING or time is None:
        return said
    return f"{said} {texts.plain('Your time: {time}', time=time)}"


def is_asked_anew(event: Event, registration: Registration | None) -> bool:
    """Whether somebody answered to what the event was before."""
    return registration is not None and registration.version < event.version and registration.state in TO_ASK_ANEW


def own_lines(
    texts: Texts,
    event: Event,
    registration: Registration | None,
    line: int,
    until: str | None,
    *,
    is_open: bool = True,
) -> Lines:
    """Under the facts, for one person: what became of their answer; an offered place is said above them (``offer``).

    ``is_open``: there is still something to answer; else only what was so is said.
    """
    if registration is None:
        return []
    if not is_open:
        return _own_past(texts, event, registration)
    said = standing(texts, event, registration, line, until)
    by_others = registration.registered_by_id not in (None, registration.member_id)
    lines: Lines = ["", bold(said)] if said and registration.state != OFFERED else []
    lines += slot_words.own_lines(texts, event, registration)
    if is_asked_anew(event, registration):
        lines += [
            texts.t("❗ Time or place have changed since you answered. Do you still take part?"),
            texts.t("Until you answer your place is kept.") if registration.state == GOING else None,
        ]
    if registration.state == WAITING:
        free = N_("As soon as a time becomes free you get a message.")
        lines.append(texts.t(free if event.slots else N_("As soon as a place becomes free you get a message.")))
        if event.hybrid and not event.slots:
            lines.append(texts.t("Online you can take part without waiting."))
    if by_others and registration.state in (GOING, WAITING, OFFERED):
        lines.append(italic(texts.plain("A colleague registered you.")))
    return lines


def _own_past(texts: Texts, event: Event, registration: Registration) -> Lines:
    if registration.attended:
        return ["", bold(texts.plain("✅ You took part."))]
    if registration.state not in (GOING, DECLINED):
        return []
    return ["", bold(standing(texts, event, registration, 0, None)), slot_words.at(texts, event, registration)]


def offer(texts: Texts, event: Event, registration: Registration | None, until: str | None) -> Markup | None:
    """That a place is kept for somebody: the first that they read."""
    if registration is None or registration.state != OFFERED:
        return None
    return bold(standing(texts, event, registration, 0, until)) + "\n"


def answers(
    texts: Texts, event: Event, registration: Registration | None, *, closed: bool = False
) -> list[list[Button]]:
    """The buttons with which a person answers, or changes what they answered.

    ``closed``: one can no longer register, only give back what one has.
    """
    state = registration.state if registration is not None else None
    mode = registration.mode if registration is not None else None
    anew = is_asked_anew(event, registration)
    if slots.slots_of(event):
        return slot_words.answers(texts, event, registration, closed=closed, anew=anew)
    if state == OFFERED:
        confirm = button(texts.plain("Confirm"), f"ev:confirm:{event.number}")
        refuse = button(texts.plain("Give it up"), _data(event, "no"))
        return [[confirm, refuse], *([[_online(texts, event)]] if event.hybrid else [])]
    joining: list[Button] = []
    if not closed or state in (GOING, WAITING):
        if event.hybrid:
            taken = None if anew or state not in (GOING, WAITING) else mode
            joining = [
                *([button(texts.plain("On site"), _data(event, "site"))] if taken != ON_SITE else []),
                *([_online(texts, event)] if taken != ONLINE else []),
            ]
        elif state not in (GOING, WAITING) or anew:
            joining = [button(texts.plain("I take part"), _data(event, "go"))]
    others = [
        *([button(texts.plain("Maybe"), _data(event, "maybe"))] if state != MAYBE or anew else []),
        *([button(texts.plain("I cannot come"), _data(event, "no"))] if state != DECLINED else []),
    ]
    return [row for row in (joining, others) if row]


def _online(texts: Texts, event: Event) -> Button:
    return button(texts.plain("Online"), _data(event, "online"))


def _data(event: Event, verb: str) -> str:
    """A button names the version that is answered to: what changed meanwhile is not agreed to unseen."""
    return f"ev:{verb}:{event.number}:{event.version}"


def more(texts: Texts, event: Event, *, still_open: bool) -> list[Button | None]:
    """What else there is to have of an event: what is over needs no calendar."""
    files = len(event.attachments)
    return [
        button(texts.plain("📎 Files ({n})", n=files), f"ev:files:{event.number}") if files else None,
        button(texts.plain("🗓 Calendar file"), f"ev:ics:{event.number}") if still_open else None,
    ]


def for_others(texts: Texts, event: Event, role: str | None, *, closed: bool) -> list[Button | None]:
    """What some can do besides answering for themselves."""
    colleague = may(role, Act.EXCHANGE) and (not closed or may(role, Act.EVENTS))
    return [
        button(texts.plain("Register a colleague"), f"ev:colleague:{event.number}") if colleague else None,
        organisers_button(texts, event) if may(role, Act.EVENTS) else None,
    ]


def organisers_button(texts: Texts, event: Event) -> Button:
    """Where those who organise go on."""
    return button(texts.plain("Organiser's card"), f"ev:org:{event.number}")


def free_places(texts: Texts, event: Event, counts: rules.Counts) -> Markup | None:
    """How many places are left, or taken where that is more than there are; nothing where there is no limit."""
    left = rules.places_left(event.places, counts, limits_all=event.limits_all)
    if left is None or event.places is None:
        return None
    if (plan := slots.plan_of(event)) is not None and plan.at_once == 1:
        return _free_times(texts, left, event.places)
    on_site = event.hybrid and not event.limits_all
    held = rules.places_held(counts, limits_all=event.limits_all)
    if held > event.places:
        over = N_("Places taken on site: {n} of {all}") if on_site else N_("Places taken: {n} of {all}")
        return texts.t(over, n=held, all=event.places)
    if not left:
        none = N_("No place on site is left of {all}.") if on_site else N_("No place is left of {all}.")
        return texts.t(none, all=event.places)
    some = N_("Places left on site: {n} of {all}") if on_site else N_("Places left: {n} of {all}")
    return texts.t(some, n=left, all=event.places)


def _free_times(texts: Texts, left: int, places: int | None) -> Markup:
    if not left:
        return texts.t("All times are taken ({all}).", all=places)
    return texts.t("Free times: {n} of {all}", n=left, all=places)


def turnout(texts: Texts, event: Event, counts: rules.Counts, *, is_open: bool = True) -> Lines:
    """How many come and, as long as one can answer, how many still can; without names."""
    coming, waiting = rules.going(counts), rules.in_state(counts, WAITING)
    if event.hybrid and coming:
        split = texts.plain(
            "on site {on_site}, online {online}",
            on_site=rules.going(counts, ON_SITE),
            online=rules.going(counts, ONLINE),
        )
        first = texts.t("👥 Taking part: {n} ({split})", n=coming, split=split)
    else:
        first = texts.t("👥 Taking part: {n}", n=coming)
    if not is_open:
        return [first]
    on_list = texts.t("On the waiting list: {n}", n=waiting) if waiting else None
    return [first, free_places(texts, event, counts), on_list]


def rows_of(*rows: Sequence[Button | None]) -> Rows:
    """Rows of buttons without those that are not there."""
    full = [[one for one in row if one is not None] for row in rows]
    return [row for row in full if row]
