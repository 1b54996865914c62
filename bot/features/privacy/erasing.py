"""Having somebody erased: what will go and what stays is said first, then it is asked, then all of it goes at once."""

from datetime import timedelta

from markupsafe import Markup

from bot.access import Act
from bot.context import Button, Context, Link, button
from bot.dialogs.people import NOBODY
from bot.errors import UserError
from bot.hiding import ERASED
from bot.texts import N_, Texts, join_lines, texts_for
from storage import erasing_members as storage
from storage import outbox
from storage.erasing_copies import FAREWELL, CopyOf, copies_of, forget_farewells
from storage.members import Member, is_last_admin, telegram_chat_of
from storage.news import NEWS
from storage.outbox import About
from storage.revisions import DELETABLE
from storage.rewriting import EDITABLE

NAMELESS = N_("An erased member")
"""The name that stands for somebody who was erased (msgid)."""
ASKED_FOR = timedelta(hours=1)
"""How long the question whether to erase can be answered."""


def ask(ctx: Context) -> None:
    """``/dzest``, or *Erase my data*."""
    if ctx.member is None:
        ctx.say(ctx.texts.t("Nothing is stored about you: you have not joined."))
        return
    _refuse_last(ctx, ctx.member)
    _ask(ctx, ctx.member)


def ask_for(ctx: Context) -> None:
    """*Erase all data* under a member's card, for who asked for it by another way."""
    _ask(ctx, _other(ctx))


def confirm(ctx: Context) -> None:
    """*Yes, erase everything*."""
    member = ctx.session.get(Member, int(ctx.match[0]))
    if member is None or member.erased_at is not None:
        raise UserError(N_("This has been erased already."))
    if ctx.member is None or (member.id != ctx.member.id and not ctx.may(Act.ROLES)):
        raise UserError(N_("Only an administrator can have others erased."))
    if ctx.pressed_delivery is None or ctx.now - outbox.created_at(ctx.session, ctx.pressed_delivery) > ASKED_FOR:
        raise UserError(N_("This question is too old to be answered. Ask for the erasure anew: /dzest"))
    if member.id == ctx.member.id:
        _refuse_last(ctx, member)
        _erase_oneself(ctx, member)
    else:
        erase_for(ctx, member)
        ctx.show(ctx.texts.t("🗑 Erased. Nothing tells any more who it was."), [_to_members(ctx)])


def keep(ctx: Context) -> None:
    """*No*: nothing happens."""
    ctx.show(ctx.texts.t("Cancelled. Nothing was erased."))


def erase_for(ctx: Context, member: Member) -> None:
    """For somebody who asked by another way; raises UserError for the only administrator."""
    _refuse_last(ctx, member)
    erase(ctx, member)


def erase(ctx: Context, member: Member, *, update_id: int | None = None) -> None:
    """Erase a member with everything that is theirs; others' copies follow through the outbox.

    ``update_id``: the update by which it happens, if it is their own.
    """
    _tell_farewell(ctx, member)
    name = texts_for(ctx.region.language).plain(NAMELESS)
    written = storage.written_by(ctx.session, member.id)
    begun = storage.begin_erasing(ctx.session, member, name, ctx.now)
    for kind, keys in (("consultation", written.questions), ("message", written.messages), (NEWS, written.news)):
        for key in keys:
            ctx.hidable[kind].hide(ctx, key)
    for follow in ctx.naming:
        follow(ctx, member.id)
    for kind, key in written.talks:
        for copy in copies_of(ctx.session, kind, key):
            _remove(ctx, copy)
    ctx.session.flush()
    ctx.note("erase_member", "member", member.id)
    instead = texts_for(ctx.region.language).plain(ERASED)
    storage.erase_member(ctx.session, member, begun, instead, ctx.now, besides_update=update_id)


def forget(ctx: Context) -> None:
    """The last messages have gone, places were passed on: where and whose they were is forgotten."""
    forget_farewells(ctx.session)
    storage.forget_given_up(ctx.session)


def _erase_oneself(ctx: Context, member: Member) -> None:
    if ctx.pressed_delivery is not None:
        ctx.take_back(ctx.pressed_delivery)
    erase(ctx, member, update_id=ctx.update_id)
    ctx.member, ctx.forgotten = None, True


def _tell_farewell(ctx: Context, member: Member) -> None:
    """Put in before, while it is known where: it alone still goes there."""
    chat_id = telegram_chat_of(ctx.session, member.id)
    if chat_id is None:
        return
    texts = texts_for(member.language)
    assert ctx.menu is not None  # noqa: S101 - every context of the running bot has one
    text = join_lines(
        [
            texts.t("🗑 <b>Your data is erased.</b>"),
            texts.t("What stands in this chat only you can delete, in Telegram. To come back some day: /start"),
        ]
    )
    payload = {"text": str(text), "parse_mode": "HTML", "reply_markup": ctx.menu.keyboard(None, texts)}
    outbox.enqueue(
        ctx.session,
        chat_id=chat_id,
        method="sendMessage",
        payload=payload,
        about=About(FAREWELL),
        lane=outbox.Lane.INTERACTIVE,
        now=ctx.now,
    )


def _remove(ctx: Context, copy: CopyOf) -> None:
    """What the other one of a conversation has of it goes, or says that it was erased."""
    if copy.sent_at is None or ctx.now - copy.sent_at < DELETABLE:
        ctx.take_back(copy.id)
    elif copy.method in EDITABLE:
        reader = ctx.session.get(Member, copy.recipient_id) if copy.recipient_id is not None else None
        texts = texts_for(reader.language if reader is not None else ctx.region.language)
        ctx.edit(copy.id, texts.t(ERASED))


def _ask(ctx: Context, member: Member) -> None:
    oneself = ctx.member is not None and member.id == ctx.member.id
    yes = button(ctx.texts.plain("Yes, erase everything"), f"pv:erase:yes:{member.id}")
    no = button(ctx.texts.plain("No"), "pv:erase:no")
    # A message of its own: whether it can still be answered is told by its age.
    ctx.say(_question(ctx.texts, member, oneself=oneself), [[yes], [no]])


def _question(texts: Texts, member: Member, *, oneself: bool) -> Markup:
    return join_lines(
        [
            texts.t("🗑 <b>Erase all your data?</b>")
            if oneself
            else texts.t("🗑 <b>Erase all data of {name}?</b>", name=member.name),
            "",
            texts.t(
                "<b>Goes:</b> name, addresses, libraries, choices; texts and files of questions, answers, news, "
                "messages and notes, also in the search; what is registered for events to come. Copies in others' "
                "chats and in the group are deleted, or say that they were erased; files that are older than two days "
                "Telegram lets nobody delete there."
            ),
            texts.t(
                "<b>Stays:</b> figures without a person (day, library, topic, channel, who came to an event), so that "
                "reports stay as they were; announcements and events that were made for the region, without the name; "
                "numbers in the audit log."
            ),
            "",
            texts.t("It cannot be undone. Whoever comes back later begins anew."),
            texts.t("To keep what is stored as a file first: /manidati") if oneself else None,
        ]
    )


def _other(ctx: Context) -> Member:
    member = ctx.session.get(Member, int(ctx.match[0]))
    if member is None or member.erased_at is not None or (ctx.member is not None and member.id == ctx.member.id):
        raise UserError(NOBODY)
    return member


def _refuse_last(ctx: Context, member: Member) -> None:
    if is_last_admin(ctx.session, member.id):
        raise UserError(
            N_("You are the only administrator. Make somebody else one first; then your data can be erased.")
        )


def _to_members(ctx: Context) -> list[Button | Link]:
    return [button(ctx.texts.plain("◀ Members"), "set:members")]
