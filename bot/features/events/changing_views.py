"""What people read when an event is moved, elsewhere, called off, or on after all."""

from collections.abc import Collection

from markupsafe import Markup

from bot.features.events.changing_rules import CALLED_OFF, ON_AGAIN, PLACE, TIME, differences
from bot.texts import N_, Texts, bold, join_lines
from storage.event_changes import Plan, plan_of
from storage.events import DECLINED, GOING, INVITED, MAYBE, OFFERED, ONLINE, WAITING, Event, Registration

_WHAT_HAPPENED = (
    (frozenset({CALLED_OFF}), N_("✖ <b>The event will not take place</b>")),
    (frozenset({ON_AGAIN, TIME}), N_("✅ <b>The event will take place after all, at another time</b>")),
    (frozenset({ON_AGAIN}), N_("✅ <b>The event will take place after all</b>")),
    (frozenset({TIME, PLACE}), N_("🔁 <b>The event has another time and place</b>")),
    (frozenset({TIME}), N_("🔁 <b>The event has been moved</b>")),
    (frozenset({PLACE}), N_("🔁 <b>The event has another place</b>")),
)
"""What is different, the first that fits → how that is said."""


def what_happened(texts: Texts, different: Collection[str]) -> Markup:
    """The change in a few words."""
    return texts.t(next(said for what, said in _WHAT_HAPPENED if what <= set(different)))


def when(texts: Texts, plan: Plan) -> str:
    """Day and hours of a plan."""
    return texts.span(plan.begins, plan.ends, whole_day=plan.whole_day)


def where(texts: Texts, plan: Plan) -> str:
    """Where one is on site, where one takes part online, or both."""
    online = texts.plain("online: {link}", link=plan.link) if plan.link else None
    return "; ".join(filter(None, (plan.place, online))) or texts.plain("to be announced")


def was_and_is(texts: Texts, before: Plan, now: Plan) -> list[Markup | str]:
    """When and where it takes place; of what is different also how it was. Of what is called off: when it was to be."""
    if now.cancelled:
        return ["🕙 " + when(texts, before)]
    different = differences(before, now)
    lines: list[Markup | str] = []
    if TIME in different:
        lines += [texts.t("Was: <s>{when}</s>", when=when(texts, before)), _is(texts, when(texts, now))]
    else:
        lines.append("🕙 " + when(texts, now))
    if PLACE in different:
        lines += [texts.t("Was: <s>{when}</s>", when=where(texts, before)), _is(texts, where(texts, now))]
    else:
        lines.append("📍 " + where(texts, now))
    return lines


def _is(texts: Texts, said: str) -> Markup:
    return texts.t("Is: <b>{when}</b>", when=said)


def told(
    texts: Texts,
    event: Event,
    kind: str,
    before: Plan,
    now: Plan,
    *,
    state: str,
    mode: str | None,
    reason: str | None = None,
    answer_stays: bool = False,
    file: bool = False,
    time: Markup | None = None,
) -> Markup:
    """What one person is told who answered so; ``before`` is the plan that they know.

    ``reason``: why it is called off. ``answer_stays``: what they answered was to just this plan. ``file``: the calendar
    file comes along. ``time``: what has become of the time that they chose.
    """
    return join_lines(
        [
            what_happened(texts, differences(before, now)),
            texts.t("{kind} · No. {number}", kind=kind, number=event.number),
            bold(event.title),
            "",
            *was_and_is(texts, before, now),
            texts.t("Reason: {reason}", reason=reason) if reason else None,
            None if now.cancelled else time,
            None if now.cancelled else "",
            None if now.cancelled else _answer(texts, state, mode if now.hybrid else None, stays=answer_stays),
            about_file(texts, event, cancelled=True) if file and now.cancelled else None,
        ]
    )


def _answer(texts: Texts, state: str, mode: str | None, *, stays: bool) -> Markup:
    if state == INVITED:
        return texts.t("There is no answer from you yet.")
    answer = answer_name(texts, state, mode)
    if stays:
        return texts.t("Your answer still counts: {answer}. If it is another one now, press a button.", answer=answer)
    if state == DECLINED:
        return texts.t("You answered: {answer}. If you can come now, press a button.", answer=answer)
    kept = {
        GOING: texts.t("Please answer anew; until then your place is kept."),
        OFFERED: texts.t("Please answer anew; the place is kept for you as long as was said."),
        WAITING: texts.t("Please answer anew; until then your place in the line is kept."),
    }.get(state, texts.t("Please answer anew."))
    return Markup("{}\n{}").format(texts.t("Your answer so far: {answer}.", answer=answer), kept)


_ANSWERS = {
    GOING: N_("I take part"),
    OFFERED: N_("A place is offered"),
    WAITING: N_("On the waiting list"),
    MAYBE: N_("Maybe"),
    DECLINED: N_("I cannot come"),
}


def answer_name(texts: Texts, state: str, mode: str | None) -> Markup:
    """What somebody answered, as it is quoted; ``mode`` where there are two ways to take part."""
    answer = texts.plain(_ANSWERS[state])
    if mode is None or state in (MAYBE, DECLINED):
        return bold(answer)
    how = texts.plain("Online").lower() if mode == ONLINE else texts.plain("On site").lower()
    return bold(f"{answer} ({how})")


def about_file(texts: Texts, event: Event, *, cancelled: bool) -> Markup:
    """What the calendar file is for that comes with a change, or after it."""
    if cancelled:
        return texts.t("🗓 To take event No. {number} out of your calendar, open this file.", number=event.number)
    return texts.t("🗓 To have event No. {number} up to date in your calendar, open this file.", number=event.number)


def changed_by(texts: Texts, event: Event, before: Plan, name: str) -> Markup:
    """For its organiser: somebody else has changed it."""
    now = plan_of(event)
    return join_lines(
        [
            what_happened(texts, differences(before, now)),
            texts.t("Event No. {number}", number=event.number),
            bold(event.title),
            "",
            *was_and_is(texts, before, now),
            texts.t("Changed by: {name}. Those who answered are told.", name=name),
        ]
    )


def outdated(texts: Texts, event: Event) -> Markup:
    """In place of what somebody was told and what is no longer so."""
    return texts.t("✖ This message about event No. {number} is outdated: a later one is below.", number=event.number)


def name(registration: Registration) -> str:
    """Who is to be phoned: the person, and where they come from."""
    institution = registration.guest_of or ", ".join(library.name for library in registration.libraries)
    return f"{registration.name} ({institution})" if institution else registration.name
