"""The files of a published event are removed: their copies go, and those that cannot go any more say what they are."""

from markupsafe import Markup

from bot.context import Context, message
from bot.features.events import inviting
from bot.texts import Texts, texts_for
from storage import groups, outbox
from storage.broadcasts import Content
from storage.event_files import FILES, LEFT_BEHIND, REMOVED, FileCopy, said, sent_singly, withdrawn_kinds
from storage.events import EVENT, Event
from storage.outbox import About
from storage.revisions import withdraw
from storage.rewriting import CAPTIONED, as_caption


def take_back(ctx: Context, event: Event) -> None:
    """What members got, what stands in the group, and what somebody asked for: nobody has the files any more."""
    gone = withdrawn_kinds(ctx.session, event)
    for kind in inviting.invitation_parts(ctx, event).kinds:
        if kind.startswith(FILES) and kind not in gone:
            about = About(kind, EVENT, event.number)
            withdraw(ctx.session, about, ctx.now, instead=_instead(ctx, event, kind), update_id=ctx.update_id)
    for copy in sent_singly(ctx.session, event):
        _take_back_one(ctx, event, copy)


def _take_back_one(ctx: Context, event: Event, copy: FileCopy) -> None:
    group = groups.region_group(ctx.session)
    in_group = group is not None and group.chat_id == copy.chat_id and group.may(groups.DELETE_MESSAGES)
    if in_group or copy.is_deletable(ctx.now):  # an administrator deletes what is as old as it may be
        outbox.set_about(ctx.session, copy.id, About(REMOVED, EVENT, event.number))
        ctx.take_back(copy.id)
        return
    outbox.set_about(ctx.session, copy.id, About(LEFT_BEHIND, EVENT, event.number))
    if copy.method in CAPTIONED:
        ctx.edit(copy.id, _not_valid(texts_for(ctx.region.language), event))


def _instead(ctx: Context, event: Event, kind: str) -> dict[str, Content]:
    """What stays under a copy that is too old to be deleted."""
    found = {}
    for language, content in said(ctx.session, event, kind).items():
        if content.method in CAPTIONED:
            caption = as_caption(message(_not_valid(texts_for(language), event)))
            found[language] = Content(content.method, {**content.payload, **caption})
    return found


def _not_valid(texts: Texts, event: Event) -> Markup:
    return texts.t("✖ This file no longer belongs to event No. {number}.", number=event.number)
