"""The calendar in chat and as a file."""

from bot.access import Act
from bot.context import Context
from bot.features.events import answering, calendar_file_copies, listing
from bot.features.events.listing import ALL, NUMBER, PAST, TO_COME
from bot.manifest import Button, Command, Link
from bot.texts import N_
from storage.events import EVENT

_SIDE = f"({TO_COME}|{PAST})"


def show(ctx: Context) -> None:
    """``/kalendars`` and 📅 in the menu."""
    listing.show_page(ctx, TO_COME, 0, ALL)


def turn(ctx: Context) -> None:
    """◀ and ▶, *Only mine*, *Past*, a kind."""
    side, page, chosen = ctx.match
    listing.show_page(ctx, side, int(page), chosen)


def choose_kind(ctx: Context) -> None:
    """*By kind*."""
    listing.show_kinds(ctx, ctx.match[0])


def open_below(ctx: Context) -> None:
    """An event's number in the list, or its deep link: the card comes below, and the list stays."""
    open_event(ctx, int(ctx.match[0]))


def open_event(ctx: Context, number: int) -> None:
    """The card in a message of its own, as who found it, or followed its link, gets it."""
    ctx.pressed_delivery = None
    answering.open_event(ctx, number)


def send_file(ctx: Context) -> None:
    """🗓 *Calendar file*."""
    calendar_file_copies.send(ctx, int(ctx.match[0]))


BUTTONS = (
    Button(rf"ev:list:{_SIDE}:(\d{{1,3}}):([\w-]{{1,20}})", turn, Act.ATTEND),
    Button(rf"ev:kinds:{_SIDE}", choose_kind, Act.ATTEND),
    Button(rf"ev:see:{NUMBER}", open_below, Act.ATTEND),
    Button(rf"ev:ics:{NUMBER}", send_file, Act.ATTEND),
)
FORMS = ()
TICKS = ()
COMMANDS = (
    Command(
        "kalendars",
        show,
        N_("Calendar: what events there will be and where you go"),
        aliases=("calendar", "pasakumi", "events"),
        act=Act.ATTEND,
        sign="📅",
        label=N_("Calendar"),
        position=50,
    ),
)
LINKS = (Link(r"e(\d{1,8})", open_below, Act.ATTEND),)
FOUND = {EVENT: open_event}
