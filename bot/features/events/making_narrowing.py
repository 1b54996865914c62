"""A published event is for fewer people than before: who has not answered hears that it is no longer meant for them."""

from collections.abc import Collection
from dataclasses import dataclass

from markupsafe import Markup

from bot.context import Context, message
from bot.features.events import cards, inviting, views
from bot.features.events.making_widening import newcomers
from bot.texts import LANGUAGES, Texts, join_lines, texts_for
from storage import uninviting
from storage.audience import Audience, newly_meant
from storage.editing import edit_each
from storage.events import EVENT, INVITED, MAYBE, PUBLISHED, Event, registrations
from storage.outbox import About
from storage.revisions import withdraw

NOT_MEANT, FILES_NOT_MEANT = "not_meant", "not_meant_files"
"""Parts of an event in the outbox: invitations that say that it is for others now, and the files with them."""
STAYING = (*cards.JOINED, MAYBE)
"""Answers that are kept, whoever it is for from now on."""


@dataclass(frozen=True)
class Effect:
    """What it causes that a published event is for others than before."""

    uninvited: Collection[int]
    """Ids of the members who are no longer meant and have not answered."""
    copies: int
    """How many of these have an invitation, or are to get one."""
    staying: int
    """How many are no longer meant and have answered."""
    invited: int
    """How many are newly invited."""

    @property
    def narrows(self) -> bool:
        """Whether anybody is to hear that it is no longer for them, or is registered all the same."""
        return bool(self.copies or self.staying)


def effect(ctx: Context, event: Event, before: Audience, after: Audience) -> Effect:
    """What it would cause; nothing where nobody has been invited, or can be any more."""
    if event.status != PUBLISHED or event.ends_at <= ctx.now:
        return Effect((), 0, 0, 0)
    gone = set(newly_meant(ctx.session, after, before, ctx.today.year)) - {event.organiser_id}
    answers = {one.member_id: one.state for one in registrations(ctx.session, event) if one.member_id in gone}
    uninvited = {one for one in gone if answers.get(one, INVITED) == INVITED}
    invitation = About(cards.INVITATION, EVENT, event.number)
    return Effect(
        uninvited,
        len(uninviting.have_copies(ctx.session, invitation, uninvited)),
        sum(state in STAYING for state in answers.values()),
        len(newcomers(ctx, event, before, after)),
    )


def uninvite(ctx: Context, event: Event, before: Audience) -> None:
    """Who is no longer meant and has not answered: invitations that have not gone do not go, the others say so."""
    gone = effect(ctx, event, before, inviting.audience_of(event)).uninvited
    if not gone:
        return
    for one in registrations(ctx.session, event, INVITED):
        if one.member_id in gone:
            ctx.session.delete(one)
    parts = inviting.invitation_parts(ctx, event)
    uninviting.leave_out(ctx.session, parts, gone)
    copies: dict[int, str] = {}
    for kind in parts.kinds:
        about = About(kind, EVENT, event.number)
        uninviting.stop(ctx.session, about, gone)
        under = NOT_MEANT if kind == cards.INVITATION else FILES_NOT_MEANT
        apart = uninviting.set_apart(ctx.session, about, under, gone)
        copies |= apart if kind == cards.INVITATION else {}
    withdraw(ctx.session, About(FILES_NOT_MEANT, EVENT, event.number), ctx.now, update_id=ctx.update_id)
    said = {language: message(_not_meant(ctx, event, texts_for(language)), ()) for language in LANGUAGES}
    shown = {delivery: said[language] for delivery, language in copies.items()}
    edit_each(ctx.session, shown, now=ctx.now, update_id=ctx.update_id)
    ctx.note("uninvite", EVENT, event.number, people=len(gone))


def _not_meant(ctx: Context, event: Event, texts: Texts) -> Markup:
    sentence = texts.t("This event is now meant for others, so this invitation no longer applies to you.")
    return join_lines([views.short(texts, event, views.kind_name(ctx, event, texts)), "", sentence])


def foreseen(texts: Texts, found: Effect) -> list[Markup | None]:
    """Before it is changed: what that causes."""
    return [
        texts.tn(
            "✉️ Invited, not answered, no longer meant: {n}. The invitation will say so, without a message.",
            "✉️ Invited, not answered, no longer meant: {n}. Their invitations will say so, without a message.",
            found.copies,
        )
        if found.copies
        else None,
        *_others(texts, found),
    ]


def done(texts: Texts, found: Effect) -> list[Markup | None]:
    """After it was changed: what that has caused."""
    return [texts.t("✖ Invitations taken back: {n}", n=found.copies) if found.copies else None, *_others(texts, found)]


def _others(texts: Texts, found: Effect) -> list[Markup | None]:
    return [
        texts.t("✋ No longer meant, but have answered and stay: {n}", n=found.staying) if found.staying else None,
        texts.t("📣 Newly invited: {n}", n=found.invited) if found.invited else None,
    ]
