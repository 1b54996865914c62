"""Reports to e-mail addresses of people outside, who have agreed with the code from a letter.

An administrator's word does as well as the code. Whoever reads the letters ends them by a link in each.
"""

from dataclasses import dataclass
from datetime import timedelta
from secrets import compare_digest

from markupsafe import Markup

from bot.access import Act
from bot.context import Context, Rows, button
from bot.dialogs.fields import TextField
from bot.dialogs.form import Data, Form, Prompt, start
from bot.errors import UserError
from bot.mail_addresses import CODE_GOOD, MOST_LETTERS, MOST_TRIES, code_in, new_code, read_address
from bot.manifest import Button
from bot.payloads import message
from bot.texts import N_, Texts, cut, join_lines
from bot.typed import Typed
from storage import mail_codes, outbox
from storage.arrivals import release_blocked
from storage.mail_chats import mailbox
from storage.mail_codes import CODE, MailCode
from storage.members import DECLINED, Address, Member
from storage.outbox import About, Lane
from storage.report_addresses import (
    add_report_address,
    gets_reports,
    is_known,
    report_addresses,
)

REPORT_ADDRESS = "report_address"
"""The kind of object that a letter with a code is about."""
MOST = 20
"""Addresses: a longer list is a mailing list's part."""
_LABEL = 40
_RIGHT, _WRONG_CODE, _OVER = "right", "wrong", "over"
_WRONG = N_("This is not an e-mail address. It looks like this: vards.uzvards@example.lv.")
_BACK = "set:reports"


def mailboxes(ctx: Context) -> list[tuple[Member, int]]:
    """People outside, with the mailboxes to which their reports go."""
    if not ctx.region.mails:
        return []
    return [(one.member, mailbox(one.id)) for one in report_addresses(ctx.session) if gets_reports(one)]


def lines(ctx: Context) -> list[Markup]:
    """What the list of readers says of them."""
    return [
        ctx.texts.t("{name}: {way}", name=one.address, way=_state(ctx.texts, one))
        for one in report_addresses(ctx.session)
    ]


def rows(ctx: Context) -> Rows:
    """A button for each address, and one for a further one where there is e-mail."""
    found = [[button(f"📧 {cut(one.address, _LABEL)}", f"rx:{one.member_id}")] for one in report_addresses(ctx.session)]
    return [*found, *([[button(ctx.texts.plain("➕ E-mail address"), "rx:new")]] if ctx.region.mails else [])]


def show(ctx: Context) -> None:
    """The page of an address."""
    _show(ctx, _address(ctx))


def add(ctx: Context) -> None:
    """*E-mail address*."""
    _require_mail(ctx)
    if len(report_addresses(ctx.session)) >= MOST:
        raise UserError(N_("There are many addresses already. Please remove one first."))
    start(ctx, ADDRESS)


def type_code(ctx: Context) -> None:
    """*Type the code*."""
    address = _waiting(ctx)
    start(ctx, CODE_FORM, {"person": address.member_id, "address": address.address})


def send_again(ctx: Context) -> None:
    """*New code*."""
    address = _waiting(ctx)
    _send_code(ctx, address)
    start(ctx, CODE_FORM, {"person": address.member_id, "address": address.address})


def vouch(ctx: Context) -> None:
    """An administrator knows that the address is right and its owner agrees."""
    address = _waiting(ctx)
    _confirm(ctx, address)
    ctx.note("vouch_report_address", "member", address.member_id)
    _show(ctx, address)


def ask_to_remove(ctx: Context) -> None:
    """*Remove the address*: asked once more, for it would have to be confirmed again."""
    address = _address(ctx)
    text = ctx.texts.t("Send no more reports to <b>{address}</b> and forget the address?", address=address.address)
    yes, no = (f"rx:{address.member_id}{act}" for act in (":remove:yes", ""))
    ctx.show(text, [[button(ctx.texts.plain("Yes, delete"), yes), button(ctx.texts.plain("No"), no)]])


def remove(ctx: Context) -> None:
    """*Yes, remove*: nothing goes there any more."""
    address = _address(ctx)
    text = ctx.texts.t("✅ No more reports go to <b>{address}</b>; it is no longer stored.", address=address.address)
    ctx.note("remove_report_address", "member", address.member_id)
    mail_codes.remove_address(ctx.session, address)
    ctx.show(text, [[button(ctx.texts.plain("◀ Reports"), _BACK)]])


def _entered(ctx: Context, data: Data) -> None:
    _require_mail(ctx)
    _require_new(ctx, data["address"])
    address = add_report_address(ctx.session, data["address"], ctx.region.language, ctx.now)
    ctx.note("add_report_address", "member", address.member_id)
    _send_code(ctx, address)
    _show(ctx, address)


def _require_new(ctx: Context, email: str) -> None:
    if is_known(ctx.session, email):
        raise UserError(N_("This address is in the list already, or belongs to a member, who is in the list by name."))


def _send_code(ctx: Context, address: Address) -> None:
    day_began = ctx.now - timedelta(days=1)
    if mail_codes.letters_since(ctx.session, ctx.me.id, day_began) >= MOST_LETTERS:
        raise UserError(N_("Several codes have been sent today. Please look among unwanted letters, or try tomorrow."))
    mail_codes.count_letter(ctx.session, ctx.me.id, ctx.now, day_began)
    code = MailCode(address.id, new_code(), ctx.now + CODE_GOOD, MOST_TRIES)
    mail_codes.keep_code(ctx.session, address.member_id, code)
    with ctx.speaking_to(address.member) as speaking:
        text = _letter(speaking.texts, ctx.region.name, ctx.me.name, code.code)
    outbox.enqueue(
        ctx.session,
        chat_id=mailbox(address.id),
        method="sendMessage",
        payload=message(text),
        about=About(CODE, REPORT_ADDRESS, address.id),
        lane=Lane.INTERACTIVE,
        now=ctx.now,
        recipient_id=address.member_id,
        update_id=ctx.update_id,
        expires_at=code.expires_at,
    )


def _confirm(ctx: Context, address: Address) -> None:
    mail_codes.confirm_address(ctx.session, address, ctx.now)
    release_blocked(ctx.session, mailbox(address.id), ctx.now)


def _is_right(ctx: Context, person: int, typed: str) -> bool | None:
    """As for a member's own address: nothing where there is no code that could still be typed."""
    code = mail_codes.code_of(ctx.session, person)
    if code is None or not code.good_at(ctx.now):
        return None
    if compare_digest(code_in(typed), code.code):
        return True
    return False if mail_codes.count_try(ctx.session, person) else None


class AddressField(TextField):
    """An address that is nobody's yet."""

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        done = super().typed(ctx, data, typed)
        _require_new(ctx, data[self.name])
        return done


@dataclass(frozen=True)
class CodeField:
    """The code that the letter's reader has told, with a few tries."""

    name: str = "code"

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        wrong = ctx.texts.t("This is not the code. Please look at the letter again.") if self.name in data else None
        asked = ctx.texts.t("Type the code that whoever reads <b>{address}</b> tells you.", address=data["address"])
        return Prompt(join_lines([wrong, asked]))

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        right = _is_right(ctx, data["person"], typed.text)
        data[self.name] = _OVER if right is None else _RIGHT if right else _WRONG_CODE
        return right is not False

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        raise UserError(N_("Type the code from the letter."))


def _typed_code(ctx: Context, data: Data) -> None:
    address = _of_person(ctx, data["person"])
    if data["code"] == _OVER:
        text = ctx.texts.t("⚠️ This code is no longer good: it has expired, or was typed wrongly too often.")
        again = button(ctx.texts.plain("New code"), f"rx:{address.member_id}:again")
        ctx.show(text, [[again], [button(ctx.texts.plain("◀ Reports"), _BACK)]])
        return
    _confirm(ctx, address)
    ctx.note("confirm_report_address", "member", address.member_id)
    _show(ctx, address)


def undelivered(ctx: Context, _about: About, reason: str) -> Markup:
    """For who entered an address: the letter with the code did not get there."""
    return ctx.texts.t(
        "⚠️ The letter with the code was not delivered: {reason}. Please check the address.", reason=reason
    )


def _require_mail(ctx: Context) -> None:
    if not ctx.region.mails:
        raise UserError(N_("E-mail is not set up here."))


def _address(ctx: Context) -> Address:
    return _of_person(ctx, int(ctx.match[0]))


def _of_person(ctx: Context, person: int) -> Address:
    found = [one for one in report_addresses(ctx.session) if one.member_id == person]
    if not found:
        raise UserError(N_("This address is not in the list any more."))
    return found[0]


def _waiting(ctx: Context) -> Address:
    """The address, if it waits for its code; else its page says how it is."""
    _require_mail(ctx)
    address = _address(ctx)
    if address.member.reports_by == DECLINED:
        raise UserError(N_("Whoever reads there wants no more reports."))
    if address.confirmed_at is not None and address.unreachable_since is None:
        raise UserError(N_("This address is confirmed already."))
    return address


def _state(texts: Texts, address: Address) -> str:
    if address.member.reports_by == DECLINED:
        return texts.plain("wants no more reports")
    if address.confirmed_at is None:
        return texts.plain("waits for the code from the letter")
    if address.unreachable_since is not None:
        return texts.plain("letters do not arrive")
    return texts.plain("by e-mail")


def _show(ctx: Context, address: Address) -> None:
    ctx.session.flush()
    texts, person = ctx.texts, address.member_id
    declined = address.member.reports_by == DECLINED
    lines = [
        texts.t("📊 <b>Reports: {name}</b>", name=address.address),
        texts.t("Now: {way}", way=_state(texts, address)),
    ]
    buttons: list[list[tuple[str, str]]] = []
    if not declined and not gets_reports(address):
        lines.append(
            texts.t(
                "A letter with a code has gone there. Whoever reads it and agrees tells you the code; type it here, "
                "and the reports will come with the workbook attached."
            )
        )
        buttons.append(
            [
                (texts.plain("Type the code"), f"rx:{person}:code"),
                (texts.plain("New code"), f"rx:{person}:again"),
            ]
        )
        if ctx.may(Act.ROLES):
            buttons.append([(texts.plain("Confirm without a code"), f"rx:{person}:vouch")])
    elif not declined:
        lines.append(texts.t("Each report comes there as a letter with the workbook; a link in it ends them."))
    buttons.append([(texts.plain("Remove the address"), f"rx:{person}:remove")])
    buttons.append([(texts.plain("◀ Reports"), _BACK)])
    ctx.show(join_lines(lines), [[button(*one) for one in row] for row in buttons])


def _letter(texts: Texts, region: str, name: str, code: str) -> Markup:
    return join_lines(
        [
            texts.t("Code for the reports of Plaukts: {code}", code=code),
            "",
            texts.t(
                "{name} would like to have the reports on consultations and events sent to this e-mail address every "
                "month: {region}.",
                name=name,
                region=region,
            ),
            texts.t("If you agree, tell them the code <b>{code}</b>. It is good for 4 hours.", code=code),
            "",
            texts.t("If you do not, nothing need be done: without the code no more letters will come."),
        ]
    )


def _question(ctx: Context, _data: Data) -> object:
    return join_lines(
        [
            ctx.texts.t("Type the e-mail address to which the reports are to go."),
            ctx.texts.t("A letter with a code will come there: whoever reads it has to agree first."),
        ]
    )


ADDRESS = Form(
    "report_address",
    (AddressField("address", _question, read_address, _WRONG),),
    _entered,
    act=Act.LISTS,
    title=N_("Reports"),
)
CODE_FORM = Form("report_code", (CodeField(),), _typed_code, act=Act.LISTS, title=N_("Reports"))
FORMS = (ADDRESS, CODE_FORM)
BUTTONS = (
    Button(r"rx:new", add, Act.LISTS),
    Button(r"rx:(\d{1,9})", show, Act.LISTS),
    Button(r"rx:(\d{1,9}):code", type_code, Act.LISTS),
    Button(r"rx:(\d{1,9}):again", send_again, Act.LISTS),
    Button(r"rx:(\d{1,9}):vouch", vouch, Act.ROLES),
    Button(r"rx:(\d{1,9}):remove", ask_to_remove, Act.LISTS),
    Button(r"rx:(\d{1,9}):remove:yes", remove, Act.LISTS),
)
