"""To whom the reports come by themselves: chosen under ⚙️ *Settings*, else the methodologists in Telegram."""

from markupsafe import Markup

from bot.access import ADMIN, METHODOLOGIST, STAFF, Act
from bot.context import Context, Rows, button
from bot.errors import UserError
from bot.features.reports import outside
from bot.manifest import Button, Setting
from bot.texts import N_, Texts, join_lines
from storage.mailing import BY_BOTH, BY_EMAIL, BY_TELEGRAM
from storage.members import Member, telegram_chats
from storage.report_readers import NOT_AT_ALL, WAYS, Reader
from storage.report_readers import readers as stored_readers

SHOWN = 40
"""Members that one message lists."""
_NAMES = {
    BY_TELEGRAM: N_("in Telegram"),
    BY_EMAIL: N_("by e-mail"),
    BY_BOTH: N_("in Telegram and by e-mail"),
    NOT_AT_ALL: N_("not sent"),
}
_CHOICES = {BY_TELEGRAM: N_("Telegram"), BY_EMAIL: N_("E-mail"), BY_BOTH: N_("Both"), NOT_AT_ALL: N_("Do not send")}


def recipients(ctx: Context) -> list[tuple[Member, int]]:
    """Members with the chats and mailboxes to which their reports go.

    Where nobody has chosen and there is no methodologist in reach, the administrators. Beside them the addresses of
    people outside.
    """
    found = _readers(ctx)
    ways = [(one.member, chat) for one in found for chat in (one.chat, one.box) if chat is not None]
    if not ways and not any(one.member.reports_by for one in found):
        ways = telegram_chats(ctx.session, ADMIN)
    return [*ways, *outside.mailboxes(ctx)]


def show(ctx: Context) -> None:
    """*Reports* in the settings."""
    found = _readers(ctx)[:SHOWN]
    rows = [[button(one.member.name, f"rr:{one.member.id}")] for one in found]
    text = join_lines([_all(ctx.texts, found), *outside.lines(ctx), "", ctx.texts.t("Choose one to change it.")])
    ctx.show(text, [*rows, *outside.rows(ctx), [button(ctx.texts.plain("◀ Settings"), "set")]])


def show_reader(ctx: Context) -> None:
    """A member of the list: by what way."""
    one = _reader(ctx, int(ctx.match[0]))
    ctx.show(_one(ctx.texts, one, mails=ctx.region.mails), _ways(ctx.texts, one))


def choose(ctx: Context) -> None:
    """A way for a member; raises UserError for one that they do not have (any more)."""
    one, way = _reader(ctx, int(ctx.match[0])), ctx.match[1]
    if way not in WAYS or (way != NOT_AT_ALL and way not in one.possible):
        raise UserError(N_("This member has no such way. A letter needs an address that its owner has confirmed."))
    one.member.reports_by = way
    ctx.session.flush()
    ctx.note("report_way", "member", one.member.id, way=way)
    ctx.toast = ctx.texts.plain("Saved")
    show(ctx)


def _readers(ctx: Context) -> list[Reader]:
    return stored_readers(ctx.session, STAFF, METHODOLOGIST, mails=ctx.region.mails)


def _reader(ctx: Context, member_id: int) -> Reader:
    found = [one for one in _readers(ctx) if one.member.id == member_id]
    if not found:
        raise UserError(N_("There is no such member any more."))
    return found[0]


def _all(texts: Texts, found: list[Reader]) -> Markup:
    return join_lines(
        [
            texts.t("📊 <b>Reports</b>"),
            texts.t("On the first working day they come by themselves: of the month, the quarter and the year."),
            "",
            *(texts.t("{name}: {way}", name=one.member.name, way=texts.plain(_NAMES[one.way])) for one in found),
        ]
    )


def _one(texts: Texts, one: Reader, *, mails: bool) -> Markup:
    no_address = mails and BY_EMAIL not in one.possible
    return join_lines(
        [
            texts.t("📊 <b>Reports: {name}</b>", name=one.member.name),
            texts.t("Now: {way}", way=texts.plain(_NAMES[one.way])),
            texts.t("A letter needs an address that its owner has confirmed: Profile, E-mail.") if no_address else None,
        ]
    )


def _ways(texts: Texts, one: Reader) -> Rows:
    ways = [button(texts.plain(_CHOICES[way]), f"rr:{one.member.id}:{way}") for way in (*one.possible, NOT_AT_ALL)]
    return [ways, [button(texts.plain("◀ Reports"), "set:reports")]]


SETTING = Setting("reports", N_("📊 Reports"), Act.LISTS, show, position=40)
BUTTONS = (
    Button(r"rr:(\d{1,9})", show_reader, Act.LISTS),
    Button(r"rr:(\d{1,9}):([a-z]{4,8})", choose, Act.LISTS),
    *outside.BUTTONS,
)
