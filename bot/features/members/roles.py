"""Members and roles under ⚙️ *Settings*: who is there, with which role; giving another one, and letting go."""

from markupsafe import Markup
from sqlalchemy import ColumnElement, and_, func, select

from bot.access import ADMIN, GUEST, ROLES, Act, may_mute
from bot.context import Button, Context, Rows, button
from bot.dialogs.form import Data, Form, start
from bot.dialogs.people import NOBODY, Listed, MemberField
from bot.errors import UserError
from bot.features.members import actions
from bot.features.members.rules import may_move_account
from bot.features.members.views import ROLE_MEANINGS, ROLE_NAMES, role_name
from bot.texts import N_, Texts, bold, cut, join_lines
from bot.undoing import check_undo
from storage.alphabet import latvian_order
from storage.attendance import represents
from storage.mail_chats import mailbox
from storage.mail_codes import addresses_of
from storage.mailing import BY_TELEGRAM, KINDS, choose_way, forget_ways, is_reached, way_of
from storage.members import EMAIL, REMOVED, WENT, Address, Member, is_last_admin, is_reachable, telegram_chat_of
from storage.numbers import mark_once, marked_at, marked_value, unmark
from storage.outbox import About

SHOWN = 15
"""Names on the page of those whom nothing reaches."""


def show_people(ctx: Context) -> None:
    """How many there are of each role, and the way to each."""
    query = select(Member.role, func.count()).where(Member.role.is_not(None)).group_by(Member.role)
    counted = {role: int(count) for role, count in ctx.session.execute(query)}
    lines = [
        ctx.texts.t("{role}: {n}", role=ctx.texts.plain(ROLE_NAMES[role]).capitalize(), n=counted[role])
        for role in ROLES
        if counted.get(role)
    ]
    text = join_lines([ctx.texts.t("👥 <b>Members and roles</b>"), *lines, *_out_of_reach(ctx)])
    ctx.show(text, [[button(ctx.texts.plain("Choose a member"), "m:people")], _back(ctx.texts)])


def _out_of_reach(ctx: Context) -> list[Markup | str]:
    """Whom nothing reaches, by name: somebody has to speak to them."""
    lost = select(Member.name).where(Member.role.is_not(None), _is_lost(ctx))
    names = sorted(ctx.session.scalars(lost), key=latvian_order)
    if not names:
        return []
    more = ["…"] if len(names) > SHOWN else []
    return ["", ctx.texts.t("⚠️ Nothing reaches, neither in Telegram nor by e-mail:"), *names[:SHOWN], *more]


def _is_lost(ctx: Context) -> ColumnElement[bool]:
    kinds = KINDS if ctx.region.mails else (None,)
    return and_(*(~is_reached(kind) for kind in kinds))


def _is_out_of_reach(ctx: Context, member: Member) -> bool:
    lost = select(Member.id).where(Member.id == member.id, _is_lost(ctx))
    return member.role is not None and ctx.session.scalar(lost) is not None


def choose(ctx: Context) -> None:
    """*Choose a member*."""
    start(ctx, PICK_MEMBER)


def ask_to_give(ctx: Context) -> None:
    """A role under a member's card: what it means, and whether it is to be given."""
    member, role = _found(ctx, int(ctx.match[0])), ctx.match[1]
    if role not in ROLES:
        raise UserError(NOBODY)
    _refuse_change(ctx, member, role)
    if member.role == role:
        show_person(ctx, member)
        return
    name = role_name(ctx.texts, role)
    text = join_lines(
        [
            _card(ctx, member),
            "",
            ctx.texts.t("Give the role “{role}”?", role=name),
            ctx.texts.t(ROLE_MEANINGS[role]),
        ]
    )
    yes = button(ctx.texts.plain("Yes, give it"), f"m:give:{member.id}:{role}")
    ctx.show(text, [[yes, button(ctx.texts.plain("No"), f"m:person:{member.id}")]])


def give_role(ctx: Context) -> None:
    """*Yes, give it*, or *Undo* after that or after letting somebody go."""
    member = ctx.session.get(Member, int(ctx.match[0]))
    role = ctx.match[1]
    if member is None or role not in ROLES or (member.role is None and not _may_come_back(ctx, member, role)):
        raise UserError(NOBODY)
    _refuse_change(ctx, member, role)
    before = member.role
    if before == role:
        show_person(ctx, member)
        return
    member.role = role
    represents(ctx.session, member.id, role == GUEST, ctx.now)
    unmark(ctx.session, _removed(member))
    ctx.session.flush()
    ctx.note("give_role", "member", member.id, role=role, before=before)
    _tell(ctx, member)
    text = join_lines([_card(ctx, member), "", ctx.texts.t("✅ <b>The role has been given</b>")])
    undo = [[button(ctx.texts.plain("Undo"), f"m:give:{member.id}:{before}")]] if before is not None else []
    ctx.show(text, [*undo, *_card_buttons(ctx, member)])


def ask_to_remove(ctx: Context) -> None:
    """*Remove* under a member's card: asked once more, for the person loses their menu at once."""
    member = _found(ctx, int(ctx.match[0]))
    _refuse_change(ctx, member, None)
    text = join_lines(
        [
            _card(ctx, member),
            "",
            ctx.texts.t(
                "Remove this person from Plaukts? What they asked and answered stays; they can ask to join again."
            ),
        ]
    )
    yes = button(ctx.texts.plain("Yes, remove"), f"m:remove:yes:{member.id}")
    ctx.show(text, [[yes, button(ctx.texts.plain("No"), f"m:person:{member.id}")]])


def remove(ctx: Context) -> None:
    """*Yes, remove*: without a role nothing arrives and nothing may be done."""
    member = _found(ctx, int(ctx.match[0]))
    _refuse_change(ctx, member, None)
    role = member.role or ""
    member.role = None
    unmark(ctx.session, _removed(member))
    mark_once(ctx.session, _removed(member), ctx.now, role)
    unmark(ctx.session, f"{WENT}:{member.id}")
    ctx.session.flush()
    ctx.note("remove_member", "member", member.id, role=role)
    _tell(ctx, member)
    text = join_lines([_card(ctx, member), "", ctx.texts.t("✖ <b>Removed</b>")])
    undo = button(ctx.texts.plain("Undo"), f"m:give:{member.id}:{role}")
    ctx.show(text, [[undo], [button(ctx.texts.plain("◀ Members"), "set:members")]])


def show_again(ctx: Context) -> None:
    """*No*: the card as it was."""
    show_person(ctx, _found(ctx, int(ctx.match[0])))


def show_person(ctx: Context, member: Member) -> None:
    """A member's card; administrators have buttons for the roles."""
    ctx.show(_card(ctx, member), _card_buttons(ctx, member))


def _card_buttons(ctx: Context, member: Member) -> Rows:
    back = [button(ctx.texts.plain("◀ Members"), "set:members")]
    if may_mute(ctx.role, member.role, oneself=member.id == ctx.me.id) and ctx.may(Act.MODERATE):
        is_muted = member.muted_until is not None and member.muted_until > ctx.now
        moderating = button(ctx.texts.plain("🛡 Moderation"), "mo:overview")
        muting = button(ctx.texts.plain("Mute a member"), f"mo:mute:{member.id}")
        back = [moderating if is_muted else muting, *back]
    letters = []
    if ctx.region.mails and member.id != ctx.me.id and _has_letters(ctx, member):
        letters = [[button(ctx.texts.plain("📧 No more letters"), f"m:noletters:{member.id}")]]
    elif ctx.region.mails and member.id != ctx.me.id and _has_ended_letters(ctx, member):
        letters = [[button(ctx.texts.plain("📧 Letters again"), f"m:letters:{member.id}")]]
    if may_move_account(ctx.role, member.role) and member.id != ctx.me.id:
        letters.append([button(ctx.texts.plain("📱 Another Telegram account"), f"m:account:{member.id}")])
    if not ctx.may(Act.ROLES) or member.id == ctx.me.id:
        return [*letters, back]
    roles = [
        button(
            f"{'✅ ' if role == member.role else ''}{ctx.texts.plain(ROLE_NAMES[role])}", f"m:role:{member.id}:{role}"
        )
        for role in ROLES
    ]
    removing = [
        button(ctx.texts.plain("Remove"), f"m:remove:{member.id}"),
        button(ctx.texts.plain("🗑 Erase all data"), f"pv:erase:{member.id}"),
    ]
    if telegram_chat_of(ctx.session, member.id) is None:  # who else asks for it themselves
        letters.append([button(ctx.texts.plain("📄 All data as files"), f"pv:data:{member.id}")])
    return [roles[:2], roles[2:], *letters, removing, back]


def _card(ctx: Context, member: Member) -> Markup:
    emails = list(
        ctx.session.scalars(select(Address.address).where(Address.member_id == member.id, Address.channel == EMAIL))
    )
    return join_lines(
        [
            Markup("👤 ") + bold(member.name),
            ctx.texts.t("Role: {role}", role=role_name(ctx.texts, member.role)),
            ", ".join(library.name for library in member.libraries) or None,
            ", ".join(emails) or None,
            ctx.texts.t("⚠️ Nothing reaches this person: {why}.", why=ctx.texts.plain(_why_lost(ctx, member)))
            if _is_out_of_reach(ctx, member)
            else None,
            ctx.texts.t("Member No. {number}", number=member.id),
            ctx.texts.t("Since {day}", day=ctx.texts.of_date(ctx.region.local(member.created_at).date())),
        ]
    )


def end_letters(ctx: Context) -> None:
    """*No more letters*: somebody has asked for it, by answering one, say."""
    member = _found(ctx, int(ctx.match[0]))
    for kind in KINDS:
        choose_way(member, kind, BY_TELEGRAM)
    ctx.note("end_letters", "member", member.id)
    _say_farewell(ctx, member)
    ctx.toast = ctx.texts.plain("No more letters will come to this person.")
    show_person(ctx, member)


def begin_letters(ctx: Context) -> None:
    """*Letters again*: who has ended them has thought better of it."""
    member = _found(ctx, int(ctx.match[0]))
    forget_ways(member)
    ctx.session.flush()
    ctx.note("begin_letters", "member", member.id)
    ctx.toast = ctx.texts.plain("Letters come to this person again.")
    show_person(ctx, member)


def _say_farewell(ctx: Context, member: Member) -> None:
    """The last letter to whom nothing reaches from now on: how to come back."""
    used, _ = addresses_of(ctx.session, member.id)
    if used is None or is_reachable(ctx.session, member.id):
        return
    with ctx.speaking_to(member) as speaking:
        text = join_lines(
            [
                speaking.texts.t("No more letters of Plaukts will come"),
                "",
                speaking.texts.t("You asked for it, and it is done. This letter is the last one."),
                speaking.texts.t("Should you want them again, reply to it: the methodologist will switch them on."),
            ]
        )
        speaking.tell(member, mailbox(used.id), text, about=About("letters_ended", "member", member.id))


def _why_lost(ctx: Context, member: Member) -> str:
    """A clause (msgid)."""
    if telegram_chat_of(ctx.session, member.id) is not None:
        return N_("Telegram does not reach them, and no letters go to them")
    if _has_ended_letters(ctx, member):
        return N_("they have ended letters and have no Telegram")
    return N_("they have no Telegram, and no e-mail address at which letters arrive")


def _has_ended_letters(ctx: Context, member: Member) -> bool:
    used, _ = addresses_of(ctx.session, member.id)
    return used is not None and any(way_of(member, kind) == BY_TELEGRAM for kind in KINDS)


def _has_letters(ctx: Context, member: Member) -> bool:
    used, _ = addresses_of(ctx.session, member.id)
    return used is not None and any(way_of(member, kind) != BY_TELEGRAM for kind in KINDS)


def _tell(ctx: Context, member: Member) -> None:
    chat_id = telegram_chat_of(ctx.session, member.id)
    if chat_id is None:
        return
    with ctx.speaking_to(member) as speaking:
        if member.role is None:
            text = speaking.texts.t("You are no longer a member of Plaukts. Questions about it: your methodologist.")
        else:
            text = speaking.texts.t("Your role in Plaukts is now: {role}.", role=role_name(speaking.texts, member.role))
        actions.say_with_menu(speaking, member, chat_id, text)


def _found(ctx: Context, key: int) -> Member:
    member = ctx.session.get(Member, key)
    if member is None or member.role is None:
        raise UserError(NOBODY)
    return member


def _refuse_change(ctx: Context, member: Member, role: str | None) -> None:
    """So that there is an administrator left in any case, also where two remove each other at the same time."""
    if member.id == ctx.me.id:
        raise UserError(N_("Your own role can be changed by another administrator only."))
    if role != ADMIN and is_last_admin(ctx.session, member.id):
        raise UserError(N_("The region needs an administrator: give this role to somebody else first."))


def _may_come_back(ctx: Context, member: Member, role: str) -> bool:
    removed = marked_at(ctx.session, _removed(member))
    if removed is None or marked_value(ctx.session, _removed(member)) != role:
        return False
    check_undo(removed, ctx.now)
    return True


def _removed(member: Member) -> str:
    return f"{REMOVED}:{member.id}"


def _back(texts: Texts) -> list[Button]:
    return [button(texts.plain("◀ Settings"), "set")]


def _label(ctx: Context, member: Listed) -> str:
    return f"{cut(member.name, 40)} · {role_name(ctx.texts, member.role)}"


def _pick(ctx: Context, data: Data) -> None:
    show_person(ctx, _found(ctx, data["member"]))


PICK_MEMBER = Form("pick_member", (MemberField(label=_label),), _pick, act=Act.LISTS, title=N_("👥 Members and roles"))
