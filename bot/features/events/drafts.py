"""The card of a draft (and of a published event that is being changed), and the list of drafts."""

import re
from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from bot.access import Act, may
from bot.context import Button, Context, Rows, button
from bot.dialogs.audience import EXPERIENCE, describe, years_in_words
from bot.features.events import making_slots, slot_words, views
from bot.features.events.making_fields import HYBRID, before_in_words
from bot.texts import N_, Texts, bold, cut, italic, join_lines
from bot.undoing import may_undo
from storage import audience, outbox
from storage.audience import Audience
from storage.event_figures import hours_of
from storage.events import CONSULTATION_DAY, DRAFT, DROPPED, EVENT, OTHER_FORMS, RECORDED, Event, drafts
from storage.latvian import fold
from storage.members import Member
from storage.outbox import About
from storage.vocabulary import LIBRARY_KIND, entries_of

DRAFT_CARD, PREVIEW = "draft", "preview"
"""Parts of an event in the outbox: the card on which it is made, and how it would look."""
PAGE = 6
SHOWN_TEXT = 600
"""UTF-16 units of the description on the card."""
SCHOOL = "school"
"""Key in the list ``library_kind``."""
_BEGINNERS, _SCHOOLS = re.compile(r"\biesacej"), re.compile(r"\bskol(?:u|am)\b")
COUNTS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30)
"""Offered to who records how many came."""


def is_past(event: Event, now: datetime) -> bool:
    """Whether nobody can be invited to it any more: it has begun, or its last whole day is over."""
    return (event.ends_at if event.whole_day else event.starts_at) <= now


def show(ctx: Context, event: Event, *, above: Markup | None = None) -> None:
    """The card in place of what was pressed, or as a message; ``above`` says what has just happened."""
    text = join_lines([above, "" if above else None, card(ctx, event)])
    ctx.show(text, buttons(ctx, event), about=About(DRAFT_CARD, EVENT, event.number), reply=True)


def refresh(ctx: Context, event: Event) -> None:
    """Cards that stand in chats show it as it is now."""
    for delivery, member_id in outbox.deliveries_about(ctx.session, About(DRAFT_CARD, EVENT, event.number)):
        member = ctx.session.get(Member, member_id) if member_id is not None else None
        if member is not None and may(member.role, Act.EVENTS):
            with ctx.speaking_to(member) as speaking:
                speaking.edit(delivery, card(speaking, event), buttons(speaking, event))


def retire(ctx: Context, event: Event) -> None:
    """It is published: cards of the draft lead to the organiser's."""
    for delivery, member_id in outbox.deliveries_about(ctx.session, About(DRAFT_CARD, EVENT, event.number)):
        outbox.set_about(ctx.session, delivery, About("reply"))
        member = ctx.session.get(Member, member_id) if member_id is not None else None
        with ctx.speaking_to(member or ctx.me) as speaking:
            text = speaking.texts.t("✅ No. {number} is published: {title}", number=event.number, title=event.title)
            speaking.edit(delivery, text, [[button(speaking.texts.plain("Open"), f"ev:org:{event.number}")]])


def card(ctx: Context, event: Event) -> Markup:
    """Everything that is known of it, and what is missing."""
    texts = ctx.texts
    kind = views.kind_name(ctx, event)
    if event.status == DROPPED:
        return texts.t("🗑 No. {number} is deleted: {title}", number=event.number, title=event.title)
    invites = event.status != RECORDED and not (event.status == DRAFT and is_past(event, ctx.now))
    lines = [
        _heading(texts, event),
        Markup("{} · {}").format(kind, bold(event.title)),
        "🕙 " + views.when(texts, event),
        f"📍 {event.place}" if event.place else None,
        f"🔗 {event.link}" if event.link else None,
        f"🎤 {event.lecturers}" if event.lecturers else None,
        f"⏱ {_length(ctx, event)}" if event.minutes or event.academic_hours else None,
        *(_inviting(ctx, event) if invites else []),
        *(_counted(ctx, event) if event.status == RECORDED else []),
        "🏛 " + cut(", ".join(one.name for one in event.libraries), 300) if event.libraries else None,
        texts.tn("📎 {n} attachment", "📎 {n} attachments", len(event.attachments)) if event.attachments else None,
        italic(cut(event.text, SHOWN_TEXT)) if event.text else None,
    ]
    questions = list(_missing(ctx, event)) if event.status == DRAFT else []
    return join_lines([*lines, *(["", *questions] if questions else [])])


def _heading(texts: Texts, event: Event) -> Markup:
    if event.status == DRAFT:
        return texts.t("📝 <b>Draft</b> · No. {number}", number=event.number)
    if event.status == RECORDED:
        return texts.t("✅ <b>Recorded as held</b> · No. {number}", number=event.number)
    return texts.t("✏️ <b>Changing</b> · No. {number}", number=event.number)


def _length(ctx: Context, event: Event) -> str:
    hours = hours_of(event.minutes, event.academic_hours, ctx.region.academic_hour)
    said = [ctx.texts.minutes(event.minutes)] if event.minutes else []
    if hours:
        said.append(ctx.texts.plain("academic hours: {n}", n=views.number(hours, ctx.texts.language)))
    return " · ".join(said)


def _inviting(ctx: Context, event: Event) -> list[str | None]:
    texts, meant = ctx.texts, Audience.from_json(event.audience)
    people = audience.count(ctx.session, meant, ctx.today.year)
    reminders = ", ".join(before_in_words(texts, one) for one in event.reminders)
    return [
        texts.tn(
            "👥 For whom: {whom} – {n} person", "👥 For whom: {whom} – {n} people", people, whom=describe(ctx, meant)
        ),
        _places(texts, event),
        texts.t("⏳ Register until: {day}", day=texts.date(event.register_until)) if event.register_until else None,
        texts.t("🔔 Reminders: {times}", times=reminders) if reminders else texts.t("🔔 No reminders"),
    ]


def _places(texts: Texts, event: Event) -> Markup:
    times = slot_words.plan(texts, event)
    if times is not None:
        return texts.t("🕐 Times: {times}", times=times)
    return texts.t("🪑 Places: {n}", n=event.places) if event.places is not None else texts.t("🪑 Places: no limit")


def _counted(ctx: Context, event: Event) -> list[str | None]:
    texts = ctx.texts
    invited, present = event.representatives_invited, event.representatives_present
    return [
        texts.t("👥 Came: {n}", n=event.headcount) if event.headcount is not None else texts.t("👥 Not counted"),
        texts.t(
            "Municipality representatives: invited {invited}, present {present}",
            invited="—" if invited is None else invited,
            present="—" if present is None else present,
        )
        if invited is not None or present is not None
        else None,
    ]


def _missing(ctx: Context, event: Event) -> list[Markup]:
    texts = ctx.texts
    if is_past(event, ctx.now):
        return [
            texts.t("⚠️ This time is past. Was it held? Press how many people came, and it is counted in the report."),
            texts.t("If not, press “Time” and write another."),
        ]
    said = [times] if (times := making_slots.missing(ctx, event)) is not None else []
    if not audience.count(ctx.session, Audience.from_json(event.audience), ctx.today.year):
        said.append(texts.t("⚠️ Nobody is invited."))
    if not event.place and not event.link:
        said.append(texts.t("⚠️ Neither a place nor a link is given yet."))
    elif event.kind == HYBRID and not event.hybrid:
        missing = N_("⚠️ The place is missing.") if event.link else N_("⚠️ The link is missing.")
        said.append(texts.t(missing))
    if event.register_until and event.register_until > event.begins.date():
        said.append(texts.t("⚠️ Registration ends after the beginning."))
    if event.register_until and event.register_until < ctx.today:
        said.append(texts.t("⚠️ The last day to register has passed already."))
    return said


def suggested(ctx: Context, event: Event) -> list[tuple[str, str, Audience]]:
    """Whom its title says that it is for, where that is narrower than now: a key, words, and that audience."""
    title, now = fold(event.title), Audience.from_json(event.audience)
    found = []
    if _BEGINNERS.search(title) and (now.years_from, now.years_to) == (None, None):
        first, last = EXPERIENCE[0]
        found.append(("years", years_in_words(ctx, first, last), replace(now, years_from=first, years_to=last)))
    kinds = {one.key: one.name(ctx.texts.language) for one in entries_of(ctx.session, LIBRARY_KIND)}
    if _SCHOOLS.search(title) and not now.library_kinds and SCHOOL in kinds:
        found.append(("kinds", kinds[SCHOOL], replace(now, library_kinds=(SCHOOL,))))
    return [] if now.only_named else found


def buttons(ctx: Context, event: Event) -> Rows:
    """What can be done with it."""
    texts, number = ctx.texts, event.number

    def to(label: str, what: str) -> Button:
        return button(texts.plain(label), f"ev:edit:{number}:{what}")

    if event.status == DROPPED:
        undoable = may_undo(event.cancelled_at, ctx.now)
        return [[button(texts.plain("Undo"), f"ev:undrop:{number}")]] if undoable else []
    about = [to(N_("Title"), "title"), to(N_("Kind"), "kind"), to(N_("Description and files"), "about")]
    when = [to(N_("Time"), "when"), to(N_("Place and link"), "where")]
    more = [to(N_("Length"), "length"), to(N_("Lecturers"), "lecturers")]
    inviting = [
        [to(N_("For whom"), "audience"), *([to(N_("Places"), "places")] if event.slots is None else [])],
        [to(N_("Deadline"), "deadline"), to(N_("Reminders"), "reminders")],
    ]
    if event.kind == CONSULTATION_DAY or event.slots is not None:
        inviting = [[to(N_("🕐 Times"), "slots")], *inviting]
    if event.status == RECORDED:
        counted = [to(N_("How many came"), "count"), to(N_("Libraries"), "libraries")]
        representatives = [to(N_("Municipality representatives"), "representatives")]
        drop = button(texts.plain("Undo"), f"ev:drop:{number}")
        if not may_undo(event.attended_at, ctx.now):
            drop = button(texts.plain("🗑 Delete"), f"ev:drop:{number}")
        return [counted, representatives, about[:2], [about[2]], when, more, [drop]]
    if event.status != DRAFT:
        move = button(texts.plain("Time, place, link"), f"ev:move:{number}")
        back = button(texts.plain("◀ Back"), f"ev:org:{number}")
        return [about[:2], [about[2]], more, *inviting, [move], [back]]
    rest = [about[:2], [about[2]], when, more]
    if event.kind in OTHER_FORMS:
        rest.append([to(N_("Libraries"), "libraries")])
    last = [
        button(texts.plain("📝 All drafts"), "ev:drafts:0"),
        button(texts.plain("🗑 Delete"), f"ev:drop:{number}"),
    ]
    if is_past(event, ctx.now):
        counts = [button(str(n), f"ev:held:{number}:{n}") for n in COUNTS]
        other = [
            button(texts.plain("Another number"), f"ev:edit:{number}:count"),
            button(texts.plain("Not counted"), f"ev:held:{number}:-"),
        ]
        return [counts[:6], counts[6:], other, *rest, last]
    publish = button(texts.plain("👁 Preview and publish"), f"ev:publish:{number}")
    narrower = [
        button(texts.plain("👥 Only: {whom}", whom=whom), f"ev:for:{number}:{key}")
        for key, whom, _ in suggested(ctx, event)
    ]
    if event.starts_at <= ctx.now:  # a whole day that is not over: it may have been held in the morning
        rest = [[to(N_("Record as held"), "count")], *rest]
    return [[publish], *([narrower] if narrower else []), *rest, *inviting, last]


def show_list(ctx: Context, page: int = 0) -> None:
    """All drafts, the latest first, whoever began them."""
    found = drafts(ctx.session)
    page = min(page, max(0, len(found) - 1) // PAGE)
    shown = found[page * PAGE : (page + 1) * PAGE]
    texts = ctx.texts
    lines = [
        join_lines(
            [
                Markup("<b>{}</b> · {}").format(texts.plain("No. {number}", number=one.number), cut(one.title, 80)),
                " · ".join(
                    [
                        texts.day_number(one.begins.date()) if one.whole_day else texts.short(one.begins),
                        *([one.organiser.name] if one.organiser_id != ctx.me.id else []),
                    ]
                ),
            ]
        )
        for one in shown
    ]
    new = button(texts.plain("➕ New event"), "ev:new")
    if not found:
        ctx.show(texts.t("There are no drafts."), [[new]])
        return
    turning = [button("◀", f"ev:drafts:{page - 1}")] if page else []
    if (page + 1) * PAGE < len(found):
        turning.append(button("▶", f"ev:drafts:{page + 1}"))
    opening = [button(texts.plain("No. {number}", number=one.number), f"ev:edit:{one.number}") for one in shown]
    rows = [[new], *(opening[at : at + 3] for at in range(0, len(opening), 3)), *([turning] if turning else [])]
    ctx.show(join_lines([texts.t("📝 <b>Drafts</b>"), "", *lines]), rows)
