"""Who has a copy of an announcement, and that it shows how it is now: recipients, the group's thread."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from markupsafe import Markup

from bot.access import ROLES
from bot.albums import File
from bot.context import Context, Rows, attachment_messages
from bot.errors import UserError
from bot.features.announcements import views
from bot.opened import OPENED, OPENED_BESIDES, follow_opened, remove_opened
from bot.payloads import is_captioned, message
from bot.texts import LANGUAGES, N_, Texts, texts_for
from bot.texts.formatted import fits
from bot.texts.html import CAPTION_LIMIT
from storage import groups, halting, outbox, revisions
from storage.announcements import ANNOUNCEMENT, COPY, Announcement, said_by
from storage.audience import Audience
from storage.broadcasts import Content, announce, letter_of, put_contents
from storage.exchanging import exchange_file
from storage.members import TELEGRAM, Member
from storage.outbox import About
from storage.revisions import DELETABLE, broadcast_kinds, revise, withdraw

FILES, IN_THREAD, ATTACHMENT, REMINDER = "files", "thread", "attachment", "reminder"
"""Parts of an announcement in the outbox besides its copies: what follows these, what stands in the group's thread,
what came with that, what reminds of it."""


def part(piece: int) -> str:
    """What a piece of the text is called in the outbox."""
    return COPY if piece == 0 else f"piece{piece}"


def lay_out(announcement: Announcement) -> None:
    """Settle whether it is a caption, and how many messages it takes."""
    whole = [views.texts_of(texts_for(language), announcement, captioned=True) for language in LANGUAGES]
    short = all(len(found) == 1 and fits(found[0], CAPTION_LIMIT) for found in whole)
    announcement.captioned = is_captioned(announcement.attachments, fits=short)
    announcement.pieces = len(views.texts_of(texts_for(LANGUAGES[0]), announcement))


def _by_language(ctx: Context, announcement: Announcement) -> list[dict[str, Content]]:
    """Of each piece the copy in every language, the region's first."""
    languages = sorted(LANGUAGES, key=lambda language: language != ctx.region.language)
    found = {}
    for texts in map(texts_for, languages):
        found[texts.language] = views.contents(texts, announcement, views.copy_buttons(texts, announcement))
    return [{language: found[language][piece] for language in languages} for piece in range(announcement.pieces)]


def _letters(announcement: Announcement) -> dict[str, Content] | None:
    if not announcement.mailed:
        return None
    return {texts.language: views.letter(texts, announcement) for texts in map(texts_for, LANGUAGES)}


def spread(ctx: Context, announcement: Announcement, due_at: datetime) -> None:
    """Announce it to whom it is for, at that moment."""
    for piece, content in enumerate(_by_language(ctx, announcement)):
        letters = _letters(announcement) if piece == 0 else None
        _announce(ctx, announcement, part(piece), content, due_at, letters)
    spread_files(ctx, announcement, [] if announcement.captioned else announcement.attachments, due_at)


def spread_files(ctx: Context, announcement: Announcement, attachments: list[File], due_at: datetime) -> None:
    """What comes with it follows the text to the same people; albums stay albums."""
    first = len([kind for kind in _kinds(ctx, announcement) if kind.startswith(FILES)])
    for number, (method, payload) in enumerate(attachment_messages(attachments), start=first):
        content = {ctx.region.language: Content(method, payload)}
        _announce(ctx, announcement, f"{FILES}{number}", content, due_at)


def _announce(  # noqa: PLR0917 - the private end of the two functions above
    ctx: Context,
    announcement: Announcement,
    kind: str,
    contents: dict[str, Content],
    due_at: datetime,
    letters: dict[str, Content] | None = None,
) -> None:
    announce(
        ctx.session,
        About(kind, ANNOUNCEMENT, announcement.number),
        contents,
        roles=ROLES,
        now=ctx.now,
        due_at=due_at,
        update_id=announcement.update_id,
        urgent=announcement.urgent,
        author_id=announcement.author_id,
        audience=Audience.from_json(announcement.audience),
        mail_kind=announcement.mail_kind,
        letters=letters,
        only_by=None if letters else TELEGRAM,
    )


def say_one(ctx: Context, announcement: Announcement, kind: str, besides: str | None = None) -> None:
    """All of it for the acting person alone, just as recipients get it.

    ``besides``: what pieces of a text that needs several are called, and what comes with it.
    """
    found = views.contents(ctx.texts, announcement, views.copy_buttons(ctx.texts, announcement))
    files = [] if announcement.captioned else announcement.attachments
    others = [Content(method, payload) for method, payload in attachment_messages(files)]
    for content in (*found, *others):
        named = kind if content is found[0] and len(found) == 1 else besides or kind
        ctx.say_as_is(content.method, content.payload, about=About(named, ANNOUNCEMENT, announcement.number))


def remind(ctx: Context, announcement: Announcement) -> bool:
    """Ask those who have not said that they read it; tells whether that was not done today already."""
    found = {}
    for texts in map(texts_for, LANGUAGES):
        rows = views.reminder_buttons(texts, announcement)
        found[texts.language] = views.shown_as(announcement, views.reminder(texts, announcement), rows, first=False)
    return announce(
        ctx.session,
        About(REMINDER, ANNOUNCEMENT, announcement.number),
        found,
        roles=ROLES,
        now=ctx.now,
        occurrence=ctx.today.isoformat(),
        update_id=ctx.update_id,
        urgent=announcement.urgent,
        author_id=announcement.author_id,
        audience=Audience(unconfirmed=announcement.number),
    )


def parts(ctx: Context, announcement: Announcement) -> list[str]:
    """What of it goes to everyone: reminders, and what a shorter text needs no more, are left out."""
    there = {part(piece) for piece in range(announcement.pieces)}
    return [kind for kind in _kinds(ctx, announcement) if kind in there or kind.startswith(FILES)]


def _kinds(ctx: Context, announcement: Announcement) -> list[str]:
    return broadcast_kinds(ctx.session, ANNOUNCEMENT, announcement.number)


def add_files(ctx: Context, announcement: Announcement, files: list[File]) -> None:
    """What came later follows to everyone who has the rest, and joins what stands in the group's thread."""
    spread_files(ctx, announcement, files, max(announcement.due_at or ctx.now, ctx.now))
    if announcement.stopped_at is not None:  # they wait with the rest
        halting.hold(ctx.session, ANNOUNCEMENT, announcement.number, ctx.now)
    letter = letter_of(About(COPY, ANNOUNCEMENT, announcement.number))
    put_contents(ctx.session, letter, _letters(announcement) or {})  # those that have not gone have all of it
    for standing in _in_group(ctx, announcement)[:1]:
        ctx.join_post(groups.NEWS, standing, files, about=About(ATTACHMENT, ANNOUNCEMENT, announcement.number))


def check_length(announcement: Announcement) -> None:
    """Raise UserError where a changed text does not fit into the messages that were sent."""
    found = views.texts_of(texts_for(LANGUAGES[0]), announcement)
    if announcement.captioned and len(found) > 1:
        raise UserError(N_("With a photo or a file a text can have 1024 characters. Please shorten it."))
    if len(found) > announcement.pieces:
        raise UserError(
            N_("The new text needs more messages than were sent. Please shorten it, or make another announcement.")
        )


def exchange(ctx: Context, announcement: Announcement, old: File, new: File) -> None:
    """Everyone has another file in the place of the one that was sent; the words follow by ``follow``."""
    of = (ANNOUNCEMENT, announcement.number)
    revisions.exchange(ctx.session, of, old["file_id"], new, ctx.now, update_id=ctx.update_id)
    attached = outbox.deliveries_about(ctx.session, About(ATTACHMENT, *of))
    with ctx.for_group() as speaking:
        found, rows = _in_thread(speaking, announcement)
    shown = message(found[0], rows)  # where it is a caption it is all of it
    for delivery in (*_in_group(ctx, announcement), *(one for one, _ in attached)):
        exchange_file(ctx.session, delivery, old["file_id"], new, now=ctx.now, shown=shown, update_id=ctx.update_id)


def follow(ctx: Context, announcement: Announcement) -> None:
    """It is otherwise now: all copies show it. What a shorter text needs no more goes."""
    before = announcement.pieces
    announcement.pieces = len(views.texts_of(texts_for(LANGUAGES[0]), announcement))
    ctx.session.flush()
    for piece, content in enumerate(_by_language(ctx, announcement)):
        about = About(part(piece), ANNOUNCEMENT, announcement.number)
        letters = _letters(announcement) if piece == 0 else None
        revise(ctx.session, about, content, ctx.now, letters=letters, update_id=ctx.update_id)
    for piece in range(announcement.pieces, before):
        about = About(part(piece), ANNOUNCEMENT, announcement.number)
        instead = {
            texts.language: Content("sendMessage", {"text": texts.plain("(edited)")})
            for texts in map(texts_for, LANGUAGES)
        }
        withdraw(ctx.session, about, ctx.now, instead=instead, update_id=ctx.update_id)
    follow_opened(ctx, About(OPENED, ANNOUNCEMENT, announcement.number), partial(_opened, announcement))
    _follow_in_thread(ctx, announcement)


def _opened(announcement: Announcement, _reader: Member, texts: Texts, captioned: bool) -> tuple[Markup, Rows] | None:
    words, *more = views.texts_of(texts, announcement)
    if more or (captioned and not fits(words, CAPTION_LIMIT)):
        return None
    return words, views.copy_buttons(texts, announcement)


def follow_name(ctx: Context, member_id: int) -> None:
    """Their sender is called something else."""
    for announcement in said_by(ctx.session, member_id):
        follow(ctx, announcement)


def remove(ctx: Context, announcement: Announcement) -> None:
    """It is withdrawn: copies are deleted, those that are too old for that say so."""
    for kind in _kinds(ctx, announcement):
        instead = {
            texts.language: views.shown_as(announcement, views.gone(texts, announcement), (), first=kind == COPY)
            for texts in map(texts_for, LANGUAGES)
        }
        about = About(kind, ANNOUNCEMENT, announcement.number)
        shown = None if kind.startswith(FILES) else instead
        withdraw(ctx.session, about, ctx.now, instead=shown, update_id=ctx.update_id)
    _remove_from_thread(ctx, announcement)
    for opened in (OPENED, OPENED_BESIDES):
        remove_opened(
            ctx, About(opened, ANNOUNCEMENT, announcement.number), lambda texts: views.gone(texts, announcement)
        )


# The group -----------------------------------------------------------------------------------------------------------


def post_in_thread(ctx: Context, announcement: Announcement) -> None:
    """Put it into the group's thread for news, in the region's language; nothing where there is no group."""
    announcement.posted_at = ctx.now
    if not announcement.in_group:
        return
    with replace(ctx, update_id=announcement.update_id).for_group() as speaking:
        found, rows = _in_thread(speaking, announcement)
        last = len(found) - 1
        for piece, text in enumerate(found):
            speaking.post(
                groups.NEWS,
                text,
                rows if piece == last else (),
                about=About(_thread_part(piece), ANNOUNCEMENT, announcement.number),
                attachments=announcement.attachments if piece == 0 else (),
                key=f"{_thread_part(piece)}:{ANNOUNCEMENT}:{announcement.number}",
            )


def _thread_part(piece: int) -> str:
    return IN_THREAD if piece == 0 else f"{IN_THREAD}{piece}"


def _in_thread(ctx: Context, announcement: Announcement) -> tuple[list[Markup], Rows]:
    rows = views.thread_buttons(ctx.texts, announcement, ctx.deep_link(f"aa{announcement.number}"))
    return views.texts_of(ctx.texts, announcement, in_group=True), rows


def _in_group(ctx: Context, announcement: Announcement) -> list[int]:
    """The deliveries of what stands there, in the order of its pieces."""
    found = []
    for piece in range(announcement.pieces):
        about = About(_thread_part(piece), ANNOUNCEMENT, announcement.number)
        found += [delivery for delivery, _ in outbox.deliveries_about(ctx.session, about)[-1:]]
    return found


def _follow_in_thread(ctx: Context, announcement: Announcement) -> None:
    with ctx.for_group() as speaking:
        found, rows = _in_thread(speaking, announcement)
        last = len(found) - 1
        for piece, (delivery, text) in enumerate(zip(_in_group(ctx, announcement), found, strict=False)):
            speaking.edit(delivery, text, rows if piece == last else ())


def _remove_from_thread(ctx: Context, announcement: Announcement) -> None:
    """What stands there; where Telegram deletes it no more, its text goes at least."""
    young = announcement.posted_at is not None and ctx.now - announcement.posted_at < DELETABLE
    attached = outbox.deliveries_about(ctx.session, About(ATTACHMENT, ANNOUNCEMENT, announcement.number))
    for delivery in (*_in_group(ctx, announcement), *(one for one, _ in attached)) if young else ():
        ctx.take_back(delivery)
    if not young:
        with ctx.for_group() as speaking:
            for delivery in _in_group(ctx, announcement):
                speaking.edit(delivery, views.gone(speaking.texts, announcement))
