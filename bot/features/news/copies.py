"""Who has a copy of a post, and that it shows how the post is now: members, the group's thread, the author."""

from datetime import datetime, timedelta
from functools import partial

from markupsafe import Markup

from bot.access import ADMIN, LIBRARIAN, METHODOLOGIST, Act, may
from bot.albums import File
from bot.context import Context, Rows, attachment_messages, button
from bot.features.news import views
from bot.features.news.rules import DEFAULT_CADENCE
from bot.opened import OPENED, OPENED_BESIDES, follow_opened, remove_opened
from bot.payloads import message
from bot.texts import LANGUAGES, Texts, texts_for
from bot.texts.html import CAPTION_LIMIT, MESSAGE_LIMIT
from bot.ways import if_mailed
from storage import groups, outbox, revisions
from storage.broadcasts import Content, announce, letter_of, put_contents
from storage.consultations import entry_names
from storage.exchanging import exchange_file
from storage.mailing import DIGESTS
from storage.members import Member
from storage.news import NEWS, NewsPost
from storage.outbox import About
from storage.revisions import DELETABLE, broadcast_kinds, not_yet_reaching, revise, withdraw
from storage.search import Entry, put_entry, remove_entry
from storage.vocabulary import NEWS_CATEGORY, entries_of

READERS = (LIBRARIAN, METHODOLOGIST, ADMIN)
COPY, FILES, OWN, IN_THREAD, WRITTEN = "news", "files", "own", "thread", "written"
ATTACHMENT = "attachment"
"""Parts of a post in the outbox: members' copies, what follows them, the author's card, what stands in the group's
thread, what its author wrote there, and what came along with what stands there."""


def category_name(ctx: Context, post: NewsPost, texts: Texts | None = None) -> str:
    """The category's name in the person's language."""
    language = (texts or ctx.texts).language
    return entry_names(ctx.session, NEWS_CATEGORY, language).get(post.category, post.category)


def by_language(ctx: Context, post: NewsPost) -> dict[str, Content]:
    """The copy in every language, the region's first."""
    languages = sorted(LANGUAGES, key=lambda language: language != ctx.region.language)
    found = {}
    for texts in map(texts_for, languages):
        found[texts.language] = views.content(texts, post, category_name(ctx, post, texts), ctx.today)
    return found


def index(ctx: Context, post: NewsPost) -> None:
    """The search finds it as it is now, or no more."""
    if not post.shown:
        remove_entry(ctx.session, NEWS, post.number)
        return
    title, _, rest = post.text.strip().partition("\n")
    title = title or category_name(ctx, post, texts_for(ctx.region.language))
    if post.past_at is not None:
        title = f"⌛ {title}"
    sources = " · ".join(library.name for library in post.libraries)
    text = "\n".join(part for part in (rest.strip(), sources) if part)
    put_entry(ctx.session, Entry(NEWS, post.number, title, text, post.category, ctx.region.local(post.published_at)))


def post_in_thread(ctx: Context, post: NewsPost) -> None:
    """Put it into the group's thread for news, in the region's language; nothing where there is no group."""
    with ctx.for_group() as speaking:
        text, rows = _in_thread(speaking, post, short=post.captioned)
        about = About(IN_THREAD, NEWS, post.number)
        attachments = post.attachments
        speaking.post(NEWS, text, rows, about=about, attachments=attachments)


def _in_thread(ctx: Context, post: NewsPost, *, short: bool) -> tuple[Markup, Rows]:
    category = category_name(ctx, post)
    text, whole = views.copy(ctx.texts, post, category, ctx.today, CAPTION_LIMIT if short else MESSAGE_LIMIT)
    ask, read = ctx.deep_link(f"na{post.number}"), ctx.deep_link(f"n{post.number}")
    return text, views.thread_buttons(ctx.texts, ask, None if whole else read)


def _in_thread_now(ctx: Context, post: NewsPost) -> list[int]:
    """The delivery of what stands there, if something does; one that was hidden and is shown again stands anew."""
    return [delivery for delivery, _ in outbox.deliveries_about(ctx.session, About(IN_THREAD, NEWS, post.number))[-1:]]


def _follow_in_thread(ctx: Context, post: NewsPost) -> None:
    for delivery in _in_thread_now(ctx, post):
        short = outbox.method_of(ctx.session, delivery) != "sendMessage"
        with ctx.for_group() as speaking:
            speaking.edit(delivery, *_in_thread(speaking, post, short=short))


def _remove_from_thread(ctx: Context, post: NewsPost) -> None:
    """What stands there; where Telegram deletes it no more, its text goes at least."""
    young = ctx.now - post.published_at < DELETABLE
    for delivery in _in_thread_now(ctx, post):
        if young:
            ctx.take_back(delivery)
        else:
            with ctx.for_group() as speaking:
                speaking.edit(delivery, views.gone(speaking.texts, post))
    for delivery, _ in outbox.deliveries_about(ctx.session, About(ATTACHMENT, NEWS, post.number)) if young else ():
        ctx.take_back(delivery)


def stands_in_thread(ctx: Context, post: NewsPost) -> bool:
    """Whether the group can read it."""
    return post.in_group or bool(outbox.deliveries_about(ctx.session, About(IN_THREAD, NEWS, post.number)))


def spread(ctx: Context, post: NewsPost, after: timedelta) -> None:
    """Announce it to the members who want such news at once, in ``after`` from now."""
    due_at = ctx.now + after
    index(ctx, post)
    if not post.in_group:
        post_in_thread(ctx, post)
    _announce(ctx, post, COPY, by_language(ctx, post), due_at, _letters(ctx, post))
    spread_files(ctx, post, [] if post.captioned else post.attachments, due_at)


def spread_files(ctx: Context, post: NewsPost, attachments: list[File], due_at: datetime) -> None:
    """What comes with it follows the text to the same members; albums stay albums."""
    first = len(_file_kinds(ctx, post))
    for number, (method, payload) in enumerate(attachment_messages(attachments), start=first):
        _announce(ctx, post, f"{FILES}{number}", {ctx.region.language: Content(method, payload)}, due_at)


def _letters(ctx: Context, post: NewsPost) -> dict[str, Content]:
    found = {}
    for texts in map(texts_for, LANGUAGES if ctx.region.mails else ()):
        found[texts.language] = views.letter(texts, post, category_name(ctx, post, texts), ctx.today)
    return found


def add_files(ctx: Context, post: NewsPost, files: list[File]) -> None:
    """What came later follows to everyone who has the rest, and joins what stands in the group's thread."""
    about = About(COPY, NEWS, post.number)
    spread_files(ctx, post, files, not_yet_reaching(ctx.session, about) or ctx.now)
    put_contents(ctx.session, letter_of(about), _letters(ctx, post))  # letters that have not gone have all of it
    for standing in _in_thread_now(ctx, post):
        ctx.join_post(groups.NEWS, standing, files, about=About(ATTACHMENT, NEWS, post.number))


def exchange(ctx: Context, post: NewsPost, old: File, new: File) -> None:
    """Everyone has another file in the place of the one that was sent; the words follow by ``follow``."""
    of = (NEWS, post.number)
    revisions.exchange(ctx.session, of, old["file_id"], new, ctx.now, update_id=ctx.update_id)
    with ctx.for_group() as speaking:
        shown = message(*_in_thread(speaking, post, short=True))  # where it is a caption it is all of it
    attached = [delivery for delivery, _ in outbox.deliveries_about(ctx.session, About(ATTACHMENT, *of))]
    for delivery in (*_in_thread_now(ctx, post), *attached):
        exchange_file(ctx.session, delivery, old["file_id"], new, now=ctx.now, shown=shown, update_id=ctx.update_id)


def _announce(  # noqa: PLR0917 - the private end of the two functions above
    ctx: Context,
    post: NewsPost,
    kind: str,
    contents: dict[str, Content],
    due_at: datetime,
    letters: dict[str, Content] | None = None,
) -> None:
    announce(
        ctx.session,
        About(kind, NEWS, post.number),
        contents,
        roles=READERS,
        now=ctx.now,
        due_at=due_at,
        update_id=ctx.update_id,
        wanting=(NEWS, post.category, DEFAULT_CADENCE),
        author_id=post.author_id,
        mail_kind=if_mailed(ctx, DIGESTS),
        letters=letters,
    )


def _file_kinds(ctx: Context, post: NewsPost) -> list[str]:
    return [kind for kind in broadcast_kinds(ctx.session, NEWS, post.number) if kind.startswith(FILES)]


def follow(ctx: Context, post: NewsPost) -> None:
    """The post is otherwise now: all copies show it, those of the author at once."""
    ctx.session.flush()
    about, letters = About(COPY, NEWS, post.number), _letters(ctx, post)
    revise(ctx.session, about, by_language(ctx, post), ctx.now, letters=letters, update_id=ctx.update_id)
    _follow_in_thread(ctx, post)
    follow_opened(ctx, About(OPENED, NEWS, post.number), partial(_opened, ctx, post))
    index(ctx, post)
    refresh_own(ctx, post)


def opened_buttons(texts: Texts, post: NewsPost, reader: Member) -> Rows:
    """Under what somebody opened: what its author can do with it, or its readers."""
    if post.author_id == reader.id:
        return views.own_buttons(texts, post, (), decided=True)
    rows = views.copy_buttons(texts, post, whole=True)
    if may(reader.role, Act.MODERATE):
        rows = [*rows, [button(texts.plain("🙈 Hide…"), f"mo:hide:{NEWS}:{post.number}")]]
    return rows


def _opened(ctx: Context, post: NewsPost, reader: Member, texts: Texts, captioned: bool) -> tuple[Markup, Rows] | None:
    category = category_name(ctx, post, texts)
    words, *more = views.opened(texts, post, category, ctx.today)
    if more or (captioned and not views.fits_caption(texts, post, category, ctx.today)):
        return None
    return words, opened_buttons(texts, post, reader)


def remove(ctx: Context, post: NewsPost, *, with_message: bool = True) -> None:
    """The post is gone: so are all copies, and what followed them.

    So is what its author wrote in the group, unless that stays (``with_message``). Of an album Telegram tells us one
    part by its number, and whose the others are we do not guess: it stays.
    """
    ctx.session.flush()
    instead = {texts.language: views.shown_as(post, views.gone(texts, post), ()) for texts in map(texts_for, LANGUAGES)}
    about = About(COPY, NEWS, post.number)
    withdraw(ctx.session, about, ctx.now, instead=instead, update_id=ctx.update_id)
    for kind in broadcast_kinds(ctx.session, NEWS, post.number):
        if kind != COPY:  # files, and reminders of its deadline
            withdraw(ctx.session, About(kind, NEWS, post.number), ctx.now, update_id=ctx.update_id)
    _remove_from_thread(ctx, post)
    for part in (OPENED, OPENED_BESIDES):
        remove_opened(ctx, About(part, NEWS, post.number), lambda texts: views.gone(texts, post))
    if post.in_group and with_message and post.album is None and post.message_id is not None:
        outbox.enqueue(
            ctx.session,
            chat_id=post.chat_id or 0,
            method="deleteMessage",
            payload={"message_id": post.message_id},
            about=About(WRITTEN, NEWS, post.number),
            lane=outbox.Lane.ANSWER,
            now=ctx.now,
            update_id=ctx.update_id,
        )
    index(ctx, post)
    refresh_own(ctx, post)


def show_own(ctx: Context, post: NewsPost, *, decided: bool) -> None:
    """The author's card, in place of what was pressed or as a reply to what was written."""
    text, rows = _own(ctx, post, decided=decided)
    ctx.show(text, rows, about=About(OWN if decided else f"{OWN}_undecided", NEWS, post.number), reply=True)


def refresh_own(ctx: Context, post: NewsPost) -> None:
    """The author's cards show how it is now."""
    for kind in (OWN, f"{OWN}_undecided"):
        for delivery, _ in outbox.deliveries_about(ctx.session, About(kind, NEWS, post.number)):
            with ctx.speaking_to(post.author) as speaking:
                speaking.edit(delivery, *_own(speaking, post, decided=kind == OWN))


def decide(ctx: Context, post: NewsPost) -> None:
    """The author has said which category it is: cards that asked ask no more."""
    undecided = About(f"{OWN}_undecided", NEWS, post.number)
    for delivery, _ in outbox.deliveries_about(ctx.session, undecided):
        outbox.set_about(ctx.session, delivery, About(OWN, NEWS, post.number))


def _own(ctx: Context, post: NewsPost, *, decided: bool) -> tuple[Markup, Rows]:
    due = not_yet_reaching(ctx.session, About(COPY, NEWS, post.number))
    text = views.own(
        ctx.texts,
        post,
        category_name(ctx, post) if decided else None,
        ctx.today,
        sent_at=f"{ctx.region.local(due):%H.%M}" if due is not None and due > ctx.now else None,
        in_thread=stands_in_thread(ctx, post),
    )
    return text, views.own_buttons(ctx.texts, post, entries_of(ctx.session, NEWS_CATEGORY), decided=decided)


def undelivered(ctx: Context, about: About, reason: str) -> Markup | None:
    """For who caused it: a part of a post was not delivered, or could not be deleted."""
    number = about.object_id
    if about.kind == WRITTEN:
        return ctx.texts.t(
            "⚠️ Your message in the group could not be deleted; please delete it there: {reason}.", reason=reason
        )
    if about.kind == IN_THREAD:
        return ctx.texts.t("⚠️ News No. {number} did not get into the group: {reason}.", number=number, reason=reason)
    if about.kind.startswith(OWN):
        return ctx.texts.t(
            "⚠️ News No. {number} is published, but its confirmation was not delivered: {reason}.",
            number=number,
            reason=reason,
        )
    return ctx.texts.t("⚠️ News No. {number} was not delivered to everyone: {reason}.", number=number, reason=reason)
