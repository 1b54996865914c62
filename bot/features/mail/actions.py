"""A member's e-mail address and what goes there. Every action checks, changes, notes."""

from dataclasses import dataclass
from datetime import timedelta
from secrets import compare_digest

from bot import guessing
from bot.context import Context
from bot.errors import UserError
from bot.features.mail import views
from bot.mail_addresses import CODE_GOOD, MOST_LETTERS, MOST_TRIES, code_in, new_code
from bot.payloads import message
from bot.texts import N_
from storage import mail_codes, mailing, outbox
from storage.arrivals import release_blocked
from storage.guesses import MAIL, forgive_guesses
from storage.mail_chats import mailbox
from storage.mail_codes import CODE, MailCode
from storage.members import Address
from storage.outbox import About, Lane

MAIL_ADDRESS = "mail_address"
"""The kind of object that a letter with a code is about."""
_NO_MAIL = N_("E-mail is not set up here.")
_NO_ADDRESS = N_("There is no e-mail address that this could be done with.")
_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Addresses:
    """The member's address that is in use, and one that waits to be confirmed."""

    used: Address | None
    waiting: Address | None


def addresses(ctx: Context) -> Addresses:
    """Those of the acting member."""
    require(ctx)
    return Addresses(*mail_codes.addresses_of(ctx.session, ctx.me.id))


def require(ctx: Context) -> None:
    """Raise UserError where there is no e-mail."""
    if not ctx.region.mails:
        raise UserError(_NO_MAIL)


def enter(ctx: Context, email: str) -> bool:
    """The member would like to have letters there: a code is sent. False where it is in use already."""
    require(ctx)
    used = addresses(ctx).used
    if used is not None and used.address == email and used.unreachable_since is None:
        return False
    if mail_codes.is_of_another(ctx.session, email, ctx.me.id):
        raise UserError(N_("This address belongs to another member. If it is yours, please tell your methodologist."))
    _send_code(ctx, mail_codes.put_address(ctx.session, ctx.me, email))
    return True


def send_again(ctx: Context) -> Address:
    """Another code, to the address that waits, or to the one at which letters do not arrive."""
    mine = addresses(ctx)
    lost = mine.used if mine.used is not None and mine.used.unreachable_since is not None else None
    address = mine.waiting or lost
    if address is None:
        raise UserError(_NO_ADDRESS)
    _send_code(ctx, address)
    return address


def _send_code(ctx: Context, address: Address) -> None:
    day_began = ctx.now - _A_DAY
    if mail_codes.letters_since(ctx.session, ctx.me.id, day_began) >= MOST_LETTERS:
        raise UserError(N_("Several codes have been sent today. Please look among unwanted letters, or try tomorrow."))
    mail_codes.count_letter(ctx.session, ctx.me.id, ctx.now, day_began)
    code = MailCode(address.id, new_code(), ctx.now + CODE_GOOD, MOST_TRIES)
    mail_codes.keep_code(ctx.session, ctx.me.id, code)
    outbox.enqueue(
        ctx.session,
        chat_id=mailbox(address.id),
        method="sendMessage",
        payload=message(views.letter(ctx.texts, ctx.region.name, code.code)),
        about=About(CODE, MAIL_ADDRESS, address.id),
        lane=Lane.INTERACTIVE,
        now=ctx.now,
        recipient_id=ctx.me.id,
        update_id=ctx.update_id,
        expires_at=code.expires_at,
    )
    ctx.note("send_mail_code", "member", ctx.me.id)


def is_right(ctx: Context, typed: str) -> bool | None:
    """Whether it is the member's code; nothing where there is none that could still be typed. A wrong one counts."""
    require(ctx)
    code = mail_codes.code_of(ctx.session, ctx.me.id)
    if code is None or not code.good_at(ctx.now):
        return None
    guessing.refuse_while_waiting(ctx, MAIL)
    if compare_digest(code_in(typed), code.code):
        forgive_guesses(ctx.session, ctx.user_id, MAIL)
        return True
    guessing.note_wrong(ctx, MAIL)
    return False if mail_codes.count_try(ctx.session, ctx.me.id) else None


def confirm(ctx: Context) -> None:
    """The code was right: letters go there from now on, those that waited for a good address too."""
    require(ctx)
    code = mail_codes.code_of(ctx.session, ctx.me.id)
    address = ctx.session.get(Address, code.address_id) if code is not None else None
    if address is None:
        raise UserError(_NO_ADDRESS)
    mail_codes.confirm_address(ctx.session, address, ctx.now)
    release_blocked(ctx.session, mailbox(address.id), ctx.now)
    ctx.note("confirm_mail_address", "member", ctx.me.id)


def remove(ctx: Context) -> None:
    """No letters any more, to no address; what was chosen is forgotten too."""
    mine = addresses(ctx)
    found = [one for one in (mine.used, mine.waiting) if one is not None]
    if not found:
        raise UserError(_NO_ADDRESS)
    for address in found:
        mail_codes.remove_address(ctx.session, address)
    mailing.forget_ways(ctx.me)
    ctx.note("remove_mail_address", "member", ctx.me.id)


def choose(ctx: Context, kind: str, way: str) -> None:
    """By what way things of a kind come."""
    if addresses(ctx).used is None:
        raise UserError(_NO_ADDRESS)
    mailing.choose_way(ctx.me, kind, way)
    ctx.note("choose_way", "member", ctx.me.id, kind=kind, way=way)
