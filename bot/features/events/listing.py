"""📅 Kalendārs: the events to come and past ones, by pages; all, one's own, or of one kind."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from bot.access import GUEST, Act
from bot.context import Button, Context, Rows, button
from bot.features.events.inviting import INVITED_ROLES
from bot.texts import N_, Texts, bold, capital, cut, italic, join_lines
from storage.calendar import CalendarPage, Choice, Line, Looker, calendar_page, draft_count, kinds_there
from storage.consultations import entry_names
from storage.events import CANCELLED, DECLINED, GOING, INVITED, MAYBE, OFFERED, WAITING
from storage.vocabulary import EVENT_KIND, entries_of

NUMBER = r"(\d{1,9})"
TO_COME, PAST = "next", "past"
ALL, MINE = "-", "me"
"""Filters beside the kinds' keys; no key looks like them."""
MOST_PAGES = 999
TITLE, PLACE = 150, 120
"""UTF-16 units: with these a page is a message, whatever its events are called."""

_STATES = {
    GOING: N_("✅ you take part"),
    MAYBE: N_("❔ perhaps"),
    WAITING: N_("⏳ on the waiting list"),
    OFFERED: N_("❗ a place is free: please confirm"),
    INVITED: N_("✉️ invitation"),
    DECLINED: N_("➖ you do not take part"),
}
"""What the member answered (msgids), its sign first."""
_ANEW = N_("❗ changed: please answer again")


def show_page(ctx: Context, side: str, page: int, chosen: str) -> None:
    """A page of the calendar, in place of what was pressed."""
    choice = Choice(side == PAST, chosen == MINE, None if chosen in (ALL, MINE) else chosen)
    found = calendar_page(ctx.session, looker(ctx), choice, ctx.now, page)
    names = entry_names(ctx.session, EVENT_KIND, ctx.texts.language)
    ctx.show(_text(ctx, found, choice, names), _rows(ctx, found, choice, chosen))


def show_kinds(ctx: Context, side: str) -> None:
    """The kinds of which there are events."""
    there = kinds_there(ctx.session, looker(ctx), Choice(side == PAST), ctx.now)
    entries = [entry for entry in entries_of(ctx.session, EVENT_KIND, retired=True) if entry.key in there]
    rows: list[list[Button]] = [
        [button(f"{entry.name(ctx.texts.language)} ({there[entry.key]})", _data(side, 0, entry.key))]
        for entry in entries
    ]
    ctx.show(ctx.texts.t("Which events?"), [*rows, [button(ctx.texts.plain("All"), _data(side, 0, ALL))]])


def looker(ctx: Context) -> Looker:
    """The acting member, and what there is for them to see."""
    return Looker(
        ctx.me.id,
        ctx.today.year,
        staff=ctx.may(Act.EVENTS),
        only_invited=ctx.role == GUEST,
        usual_roles=INVITED_ROLES,
    )


def _data(side: str, page: int, chosen: str) -> str:
    return f"ev:list:{side}:{page}:{chosen}"


def _text(ctx: Context, found: CalendarPage, choice: Choice, names: Mapping[str, str]) -> Markup:
    texts = ctx.texts
    of = [
        texts.plain("past events") if choice.past else None,
        texts.plain("only mine") if choice.mine else None,
        names.get(choice.kind, choice.kind) if choice.kind else None,
    ]
    head = Markup("📅 {}").format(bold(texts.plain("Calendar")))
    lines: list[str | None] = [Markup(" · ").join([head, *filter(None, of)])]
    if not found.lines:
        return join_lines([*lines, "", _nothing(ctx, choice)])
    day = None
    for line in found.lines:
        if line.begins.date() != day:
            day = line.begins.date()
            near = day.year == ctx.today.year
            lines += ["", italic(capital(texts.near_date(day) if near else texts.on_date(day)))]
        lines += _event(texts, line, choice, names, ctx.me.id)
    if found.pages > 1:
        lines += ["", texts.t("Page {page} of {pages}", page=found.page + 1, pages=found.pages)]
    return join_lines(lines)


def _event(texts: Texts, line: Line, choice: Choice, names: Mapping[str, str], member_id: int) -> list[str | None]:
    number = texts.plain("No. {number}", number=line.number)
    facts = [hours(texts, line), names.get(line.kind, line.kind), number]
    where = [line.place and "📍 " + cut(line.place, PLACE), line.link and texts.plain("🔗 online")]
    return [
        bold(cut(line.title, TITLE)),
        " · ".join(fact for fact in facts if fact),
        " · ".join(one for one in where if one) or None,
        None if choice.past or line.status == CANCELLED else free_times(texts, line),
        state(texts, line, member_id, past=choice.past),
    ]


def free_times(texts: Texts, line: Line) -> str | None:
    """How many times one can still choose; nothing where there are none to choose from."""
    if line.free_times is None:
        return None
    if not line.free_times:
        return texts.plain("🕐 all times are taken")
    return texts.plain_n("🕐 {n} free time", "🕐 {n} free times", line.free_times)


def hours(texts: Texts, line: Line) -> str | None:
    """From when until when, beside the day; nothing where only the day is known."""
    several = line.ends is not None and line.ends.date() != line.begins.date()
    begins = None if line.whole_day else texts.clock(line.begins)
    if line.ends is None or (line.whole_day and not several):
        return begins
    if not several:
        return f"{begins}–{texts.clock(line.ends)}"
    until = texts.plain("until {day}", day=texts.day_number(line.ends.date()))
    return f"{begins}, {until}" if begins else until


def state(texts: Texts, line: Line, member_id: int, *, past: bool = False) -> str | None:
    """What the member has to do with it, a sign first; that it was called off comes before."""
    organises = line.organiser_id == member_id
    if past:
        if line.attended:
            return texts.plain("✅ you took part")
        return texts.plain("🗂 you organised it") if organises else None
    if line.status == CANCELLED:
        return texts.plain("✖ cancelled")
    if line.state in (GOING, WAITING, MAYBE) and line.answered is not None and line.answered < line.version:
        return texts.plain(_ANEW)
    if line.state is not None:
        return texts.plain(_STATES[line.state])
    return texts.plain("🗂 you organise it") if organises else None


def _nothing(ctx: Context, choice: Choice) -> Markup:
    texts = ctx.texts
    if choice.kind is not None:
        return texts.t("Nothing here yet.")
    if choice.past:
        return texts.t("There are no past events yet.")
    if choice.mine:
        return texts.t("You have not registered for anything yet. Choose an event under “All” and answer on its card.")
    if ctx.may(Act.EVENTS):
        return texts.t("No events are planned. Make one, and its invitations go to whom you choose.")
    if ctx.role == GUEST:
        return texts.t("There is no event yet that you are invited to. The invitation will come here.")
    return texts.t("No events are planned. As soon as one is announced, the invitation will come here.")


def _rows(ctx: Context, found: CalendarPage, choice: Choice, chosen: str) -> Rows:
    texts, side = ctx.texts, PAST if choice.past else TO_COME
    opening = [button(_label(ctx, line, choice), f"ev:see:{line.number}") for line in found.lines]
    rows: list[Sequence[Button]] = [opening[at : at + 3] for at in range(0, len(opening), 3)]
    turning = [button("◀", _data(side, found.page - 1, chosen))] if found.page else []
    if found.page + 1 < min(found.pages, MOST_PAGES):
        turning.append(button("▶", _data(side, found.page + 1, chosen)))
    narrowing = [] if choice.mine else [button(texts.plain("Only mine"), _data(side, 0, MINE))]
    if found.pages > 1 or choice.kind:
        narrowing.append(button(texts.plain("By kind"), f"ev:kinds:{side}"))
    if chosen != ALL:
        narrowing.append(button(texts.plain("All"), _data(side, 0, ALL)))
    other, label = (TO_COME, texts.plain("To come")) if choice.past else (PAST, texts.plain("Past"))
    rows += [turning, narrowing, [button(label, _data(other, 0, chosen))]]
    if ctx.may(Act.EVENTS):
        drafts = draft_count(ctx.session)
        rows.append([button(texts.plain("➕ New event"), "ev:new")])
        if drafts:
            rows.append([button(texts.plain("📝 Drafts ({n})", n=drafts), "ev:drafts:0")])
    return [row for row in rows if row]


def _label(ctx: Context, line: Line, choice: Choice) -> str:
    """The number, after the sign of what the member answered."""
    sign = (state(ctx.texts, line, ctx.me.id, past=choice.past) or "").partition(" ")[0]
    return f"{sign} {ctx.texts.plain('No. {number}', number=line.number)}".strip()
