"""The pages on which a member says what they want to be told, and when."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from bot.context import Button, Context, Rows, button
from bot.features.preferences import evening_views, reminder_views
from bot.features.preferences.rules import QUIET_FROM, QUIET_UNTIL, digest_hours
from bot.manifest import Subscription
from bot.texts import N_, Texts, bold, capital, join_lines
from storage import preferences
from storage.members import Member
from storage.preferences import AT_ONCE, CADENCES, DAILY, OFF, WEEKLY, Choices
from storage.vocabulary import VocabularyEntry

CADENCE_NAMES = {
    AT_ONCE: N_("at once"),
    DAILY: N_("once a day"),
    WEEKLY: N_("once a week"),
    OFF: N_("not at all"),
}
CADENCE_OF = {cadence[0]: cadence for cadence in CADENCES}
"""In a button's data a letter says it."""
BUTTON_WIDTH = 20
"""Characters up to which two buttons fit beside each other on a phone, a tick included."""


@dataclass(frozen=True)
class Wishes:
    """A kind of things, its subjects, and how soon the member wants to hear of each."""

    subscription: Subscription[Context]
    subjects: list[VocabularyEntry]
    cadences: list[str]
    """Of the subjects in their order; of a kind without subjects its own."""

    @classmethod
    def of(
        cls, _ctx: Context, subscription: Subscription[Context], subjects: list[VocabularyEntry], choices: Choices
    ) -> "Wishes":
        """What was chosen, and the default where nothing was."""
        keys = [one.key for one in subjects] or [preferences.ANY]
        kind, default = subscription.kind, subscription.default
        return cls(subscription, subjects, [preferences.chosen(choices, kind, key, default) for key in keys])

    @property
    def same(self) -> str | None:
        """The cadence of all subjects, if it is one."""
        return self.cadences[0] if len(set(self.cadences)) == 1 else None

    def title(self, texts: Texts) -> str:
        """The kind's sign and name."""
        return f"{self.subscription.sign} {texts.plain(self.subscription.label)}".strip()


def kinds(
    texts: Texts, member: Member, wishes: Sequence[Wishes], no_reminders: Collection[str], *, evening: bool | None
) -> Markup:
    """All kinds, which reminders (besides those that were turned down), the evening's line, and the digest's time."""
    heading, reminders = texts.t("🔔 <b>What to receive</b>"), reminder_views.line(texts, no_reminders)
    if not wishes:
        return join_lines([heading, "", reminders])
    return join_lines(
        [
            heading,
            "",
            *(texts.t("{kind}: {cadence}", kind=one.title(texts), cadence=_together(texts, one)) for one in wishes),
            reminders,
            evening_views.line(texts, evening),
            "",
            texts.t("At once: a message of its own, outside your quiet hours."),
            texts.t("Once a day or once a week: in a digest, which comes only if there is something new."),
            _when(texts, member),
        ]
    )


def kinds_buttons(texts: Texts, wishes: Sequence[Wishes], *, evening: bool | None) -> Rows:
    """Each kind, the reminders, the evening's line, and the digest's time."""
    of_kinds = [[button(one.title(texts), f"p:kind:{one.subscription.kind}")] for one in wishes]
    time = [[button(texts.plain("🗞 When the digest comes"), "p:digest")]] if wishes else []
    return [
        *of_kinds,
        *reminder_views.to_page(texts),
        *evening_views.to_toggle(texts, evening),
        *time,
        *back_to_profile(texts),
    ]


def kind(texts: Texts, wishes: Wishes) -> Markup:
    """One kind: which of its subjects come how soon."""
    names = [one.name(texts.language) for one in wishes.subjects]
    groups = [
        texts.t(
            "<b>{cadence}:</b> {subjects}",
            cadence=capital(texts.plain(CADENCE_NAMES[cadence])),
            subjects=", ".join(name for name, its in zip(names, wishes.cadences, strict=True) if its == cadence),
        )
        for cadence in CADENCES
        if names and cadence in wishes.cadences
    ]
    default = texts.plain(CADENCE_NAMES[wishes.subscription.default])
    return join_lines(
        [
            bold(wishes.title(texts)),
            "",
            *(groups or [escape(capital(_together(texts, wishes)))]),
            "",
            texts.t("Choose for everything together, or for each separately.") if names else None,
            texts.t("Where nothing was chosen: {cadence}.", cadence=default),
        ]
    )


def kind_buttons(texts: Texts, wishes: Wishes) -> Rows:
    """For all subjects together; each subject; back."""
    name = wishes.subscription.kind
    of_subjects = [button(one.name(texts.language), f"p:subject:{name}:{one.key}") for one in wishes.subjects]
    return [
        *_cadences(texts, wishes.same, f"p:all:{name}:", all_of_them=bool(wishes.subjects)),
        *_beside(of_subjects),
        [button(texts.plain("◀ Back"), "p:kinds")],
    ]


def subject(texts: Texts, wishes: Wishes, entry: VocabularyEntry) -> Markup:
    """One subject of a kind."""
    return join_lines(
        [
            bold(wishes.title(texts)),
            texts.t("How soon would you like to hear of this: <b>{subject}</b>?", subject=entry.name(texts.language)),
        ]
    )


def subject_buttons(texts: Texts, wishes: Wishes, entry: VocabularyEntry) -> Rows:
    """The cadences, the present one ticked; back."""
    name = wishes.subscription.kind
    now = wishes.cadences[wishes.subjects.index(entry)]
    return [
        *_cadences(texts, now, f"p:set:{name}:{entry.key}:"),
        [button(texts.plain("◀ Back"), f"p:kind:{name}")],
    ]


def chosen(texts: Texts, name: str, cadence: str) -> str:
    """Short notice on top."""
    return texts.plain("✅ {name}: {cadence}", name=name, cadence=texts.plain(CADENCE_NAMES[cadence]))


def _cadences(texts: Texts, now: str | None, data: str, *, all_of_them: bool = False) -> Rows:
    def label(cadence: str) -> str:
        words = texts.plain(CADENCE_NAMES[cadence])
        return _ticked(texts.plain("All: {cadence}", cadence=words) if all_of_them else capital(words), cadence == now)

    return _beside([button(label(cadence), data + cadence[0]) for cadence in CADENCES])


def _together(texts: Texts, wishes: Wishes) -> str:
    return texts.plain(CADENCE_NAMES[wishes.same]) if wishes.same else texts.plain("it differs")


def _when(texts: Texts, member: Member) -> Markup:
    return texts.t(
        "Your digest: every day at {hour}; what you want once a week comes with it {weekday}.",
        hour=texts.hour(member.digest_hour),
        weekday=texts.weekly(member.digest_weekday),
    )


# Quiet hours and the digest's time -----------------------------------------------------------------------------------


def quiet(texts: Texts, member: Member) -> Markup:
    """When the member is left in peace."""
    lines = [texts.t("🌙 <b>Quiet hours</b>"), ""]
    if member.quiet_from == member.quiet_until:
        return join_lines([*lines, texts.t("There are none: messages come at any time.")])
    return join_lines(
        [
            *lines,
            texts.t(
                "From {begin} to {end} only answers to you and urgent announcements come. Everything else waits.",
                begin=texts.hour(member.quiet_from),
                end=texts.hour(member.quiet_until),
            ),
            texts.t("Choose the beginning in the first two rows, the end in the next two."),
        ]
    )


def quiet_buttons(texts: Texts, member: Member) -> Rows:
    """Hours at which they begin and end; none."""
    if member.quiet_from == member.quiet_until:
        return [[button(texts.plain("Turn quiet hours on"), "p:quiet:on")], *back_to_profile(texts)]
    begin = _hours(texts, QUIET_FROM, member.quiet_from, "p:quiet:from:", sign="🌙 ")
    end = _hours(texts, QUIET_UNTIL, member.quiet_until, "p:quiet:until:", sign="☀️ ")
    return [*begin, *end, [button(texts.plain("Turn quiet hours off"), "p:quiet:off")], *back_to_profile(texts)]


def quiet_set(texts: Texts, member: Member, *, digest_moved: bool) -> str:
    """Short notice on top."""
    hours = {"begin": texts.hour(member.quiet_from), "end": texts.hour(member.quiet_until)}
    said = texts.plain("✅ Quiet hours: {begin}–{end}", **hours)
    if not digest_moved:
        return said
    moved = texts.plain("The digest now comes at {hour}.", hour=texts.hour(member.digest_hour))
    return f"{said}. {moved}"


def digest(texts: Texts, member: Member) -> Markup:
    """When it comes."""
    return join_lines(
        [
            texts.t("🗞 <b>When the digest comes</b>"),
            "",
            _when(texts, member),
            texts.t("It gathers what you want to hear of once a day or once a week. Without news it does not come."),
        ]
    )


def digest_buttons(texts: Texts, member: Member) -> Rows:
    """The hours outside quiet hours, and the days of the week."""
    hours = digest_hours(member.quiet_from, member.quiet_until)
    days = [
        button(_ticked(texts.weekday(day), day == member.digest_weekday), f"p:digest:day:{day}") for day in range(7)
    ]
    return [
        *_hours(texts, hours, member.digest_hour, "p:digest:hour:"),
        days[:4],
        days[4:],
        [button(texts.plain("◀ Back"), "p:kinds")],
    ]


def _hours(texts: Texts, hours: Sequence[int], now: int, data: str, sign: str = "") -> Rows:
    every = [button(_ticked(texts.hour(one), one == now, sign), f"{data}{one}") for one in hours]
    return [every[i : i + 4] for i in range(0, len(every), 4)]


# What colleagues may ask, and the profession -------------------------------------------------------------------------


def asked(texts: Texts, topics: Sequence[VocabularyEntry], on: set[str]) -> Markup:
    """On what colleagues may ask the member."""
    if len(on) == len(topics):
        state = texts.t("Now: on all topics.")
    elif on:
        names = ", ".join(one.name(texts.language) for one in topics if one.key in on)
        state = texts.t("Now: {topics}.", topics=names)
    else:
        state = texts.t("Now: on no topic.")
    return join_lines(
        [
            texts.t("🙋 <b>May colleagues ask you?</b>"),
            "",
            texts.t("A colleague's question that nobody has answered for long is offered to those who know its topic."),
            texts.t("Choose the topics on which you like to be asked. You need not answer, and no list shows it."),
            "",
            state,
        ]
    )


def asked_buttons(texts: Texts, topics: Sequence[VocabularyEntry], on: set[str]) -> Rows:
    """Each topic; all and none."""
    each = [button(_ticked(one.name(texts.language), one.key in on), f"p:asked:{one.key}") for one in topics]
    both = [button(texts.plain("All topics"), "p:askall"), button(texts.plain("No topic"), "p:asknone")]
    return [*_beside(each), both, *back_to_profile(texts)]


def profession_set(texts: Texts, member: Member) -> Markup:
    """What was understood."""
    return texts.t("✅ In the profession since {year}.", year=member.in_profession_since)


def profession_cleared(texts: Texts, _member: Member) -> Markup:
    """It is forgotten."""
    return texts.t("✅ The years in the profession are no longer stored.")


def back_to_profile(texts: Texts) -> Rows:
    """The way back."""
    return [[button(texts.plain("◀ Profile"), "m:profile")]]


def _beside(each: Sequence[Button]) -> list[list[Button]]:
    """Short buttons two in a row, long ones alone."""
    rows: list[list[Button]] = []
    for one in each:
        fits = rows and len(rows[-1]) == 1 and max(len(one.text), len(rows[-1][0].text)) <= BUTTON_WIDTH
        if fits:
            rows[-1].append(one)
        else:
            rows.append([one])
    return rows


def _ticked(label: str, on: bool, sign: str = "") -> str:
    return f"✅ {label}" if on else f"{sign}{label}"
