"""From the pages' buttons to actions, and to the page that then stands there."""

from bot.context import Context
from bot.dialogs.form import start
from bot.features.preferences import actions, evening_views, forms, reminder_views, views
from storage.preferences import ANY, choices_of
from storage.vocabulary import TOPIC, entries_of


def open_kinds(ctx: Context) -> None:
    """*What to receive* under a digest, which stays as it is: the page comes below it."""
    ctx.pressed_delivery = None
    kinds(ctx)


def kinds(ctx: Context) -> None:
    """All kinds of things of which the member can be told."""
    wishes = [
        views.Wishes.of(ctx, one, actions.subjects_of(ctx, one), choices_of(ctx.session, ctx.me.id))
        for one in actions.subscriptions_of(ctx)
    ]
    off = actions.no_reminders(ctx)
    evening = actions.counts_in_the_evening(ctx)
    text = views.kinds(ctx.texts, ctx.me, wishes, off, evening=evening)
    ctx.show(text, views.kinds_buttons(ctx.texts, wishes, evening=evening))


def kind(ctx: Context) -> None:
    """One kind, with its subjects."""
    _show_kind(ctx, ctx.match[0])


def _show_kind(ctx: Context, name: str) -> None:
    wishes = _wishes(ctx, name)
    ctx.show(views.kind(ctx.texts, wishes), views.kind_buttons(ctx.texts, wishes))


def _wishes(ctx: Context, name: str) -> views.Wishes:
    found = actions.subscription_of(ctx, name)
    return views.Wishes.of(ctx, found, actions.subjects_of(ctx, found), choices_of(ctx.session, ctx.me.id))


def subject(ctx: Context) -> None:
    """One subject of a kind."""
    wishes = _wishes(ctx, ctx.match[0])
    entry = actions.entry_of(wishes.subjects, ctx.match[1])
    ctx.show(views.subject(ctx.texts, wishes, entry), views.subject_buttons(ctx.texts, wishes, entry))


def choose_for_all(ctx: Context) -> None:
    """A cadence for all subjects of a kind."""
    name, letter = ctx.match
    wishes = _wishes(ctx, name)
    cadence = views.CADENCE_OF[letter]
    actions.choose_cadence(ctx, name, ANY, cadence)
    ctx.toast = views.chosen(ctx.texts, ctx.texts.plain(wishes.subscription.label), cadence)
    _show_kind(ctx, name)


def choose(ctx: Context) -> None:
    """A cadence for one subject."""
    name, key, letter = ctx.match
    entry = actions.entry_of(_wishes(ctx, name).subjects, key)
    cadence = views.CADENCE_OF[letter]
    actions.choose_cadence(ctx, name, key, cadence)
    ctx.toast = views.chosen(ctx.texts, entry.name(ctx.texts.language), cadence)
    _show_kind(ctx, name)


def reminders(ctx: Context) -> None:
    """Which reminders of events the member has."""
    off = actions.no_reminders(ctx)
    ctx.show(reminder_views.page(ctx.texts, off), reminder_views.buttons(ctx.texts, off))


def toggle_reminder(ctx: Context) -> None:
    """One kind of them was pressed."""
    actions.toggle_reminder(ctx, ctx.match[0])
    reminders(ctx)


def toggle_evening(ctx: Context) -> None:
    """*In the evening: my consultations*."""
    ctx.toast = evening_views.chosen(ctx.texts, actions.toggle_evening(ctx))
    kinds(ctx)


def quiet(ctx: Context) -> None:
    """Quiet hours."""
    ctx.show(views.quiet(ctx.texts, ctx.me), views.quiet_buttons(ctx.texts, ctx.me))


def quiet_from(ctx: Context) -> None:
    """When they begin."""
    _set_quiet(ctx, begin=int(ctx.match[0]))


def quiet_until(ctx: Context) -> None:
    """When they end."""
    _set_quiet(ctx, end=int(ctx.match[0]))


def quiet_on(ctx: Context) -> None:
    """They are wanted again: the usual ones."""
    _set_quiet(ctx)


def quiet_off(ctx: Context) -> None:
    """None."""
    actions.end_quiet(ctx)
    ctx.toast = ctx.texts.plain("Messages come at any time now.")
    quiet(ctx)


def _set_quiet(ctx: Context, **hours: int) -> None:
    moved = actions.set_quiet(ctx, **hours)
    ctx.toast = views.quiet_set(ctx.texts, ctx.me, digest_moved=moved)
    quiet(ctx)


def digest(ctx: Context) -> None:
    """When the digest comes."""
    ctx.show(views.digest(ctx.texts, ctx.me), views.digest_buttons(ctx.texts, ctx.me))


def digest_hour(ctx: Context) -> None:
    """Its hour."""
    actions.set_digest(ctx, hour=int(ctx.match[0]))
    digest(ctx)


def digest_weekday(ctx: Context) -> None:
    """Its day, for what is wanted once a week."""
    actions.set_digest(ctx, weekday=int(ctx.match[0]))
    digest(ctx)


def asked(ctx: Context) -> None:
    """May colleagues ask the member, and on what."""
    topics = entries_of(ctx.session, TOPIC)
    on = actions.asked_topics(ctx, topics)
    ctx.show(views.asked(ctx.texts, topics, on), views.asked_buttons(ctx.texts, topics, on))


def asked_topic(ctx: Context) -> None:
    """A topic was pressed."""
    actions.toggle_asked(ctx, ctx.match[0])
    asked(ctx)


def asked_all(ctx: Context) -> None:
    """On everything."""
    actions.may_be_asked(ctx, ANY, yes=True)
    asked(ctx)


def asked_none(ctx: Context) -> None:
    """On nothing."""
    actions.may_be_asked(ctx, ANY, yes=False)
    asked(ctx)


def profession(ctx: Context) -> None:
    """*Years in the profession* in the profile."""
    start(ctx, forms.PROFESSION)
