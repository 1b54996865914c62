"""What the page of the e-mail address shows, and the letter with the code."""

from markupsafe import Markup

from bot.context import Context, Rows, button
from bot.delivery.letters import label
from bot.texts import N_, Texts, join_lines
from storage.mailing import BY_BOTH, BY_EMAIL, BY_TELEGRAM, KINDS, WAYS, way_of
from storage.members import Address, Member
from storage.outbox import About

WAY_NAMES = {BY_TELEGRAM: N_("in Telegram"), BY_EMAIL: N_("by e-mail"), BY_BOTH: N_("in Telegram and by e-mail")}
WAY_BUTTONS = {BY_TELEGRAM: N_("Telegram"), BY_EMAIL: N_("E-mail"), BY_BOTH: N_("Both")}
WAY_OF = {way[0]: way for way in WAYS}
"""In a button's data a letter says it."""


def page(texts: Texts, member: Member, used: Address | None, waiting: Address | None) -> Markup:
    """Which address there is, how it is, and what goes there."""
    heading = texts.t("📧 <b>E-mail</b>")
    if used is None and waiting is None:
        return join_lines(
            [
                heading,
                "",
                texts.t("No address is stored. With one, Plaukts can also write letters: you choose what comes there."),
            ]
        )
    lines: list[Markup | str | None] = [heading, ""]
    if used is not None:
        lines.append(Markup("<b>{}</b>").format(used.address))
        if used.unreachable_since is not None:
            lines.append(
                texts.t("⚠️ Letters do not arrive there. Until that is put right, everything comes in Telegram.")
            )
    if waiting is not None:
        lines.append(texts.t("<b>{address}</b> – waits for the code from the letter", address=waiting.address))
    if used is not None:
        lines += ["", texts.t("What comes how:")]
        lines += [
            texts.t("{kind}: {way}", kind=label(texts, kind), way=texts.plain(WAY_NAMES[_way(member, kind)]))
            for kind in KINDS
        ]
        lines += ["", texts.t("Everything else, and what has to be pressed, comes in Telegram.")]
    return join_lines(lines)


def page_buttons(texts: Texts, used: Address | None, waiting: Address | None) -> Rows:
    """What can be done with it."""
    rows = []
    if waiting is not None:
        rows.append([button(texts.plain("Type the code"), "em:code"), button(texts.plain("New code"), "em:again")])
    elif used is not None and used.unreachable_since is not None:
        rows.append([button(texts.plain("Check the address with a code"), "em:again")])
    if used is not None:
        rows += [[button(label(texts, kind), f"em:kind:{kind}")] for kind in KINDS]
    if used is None and waiting is None:
        rows.append([button(texts.plain("Enter an address"), "em:enter")])
    else:
        change, remove = texts.plain("Change the address"), texts.plain("Remove the address")
        rows.append([button(change, "em:enter"), button(remove, "em:remove")])
    return [*rows, [button(texts.plain("◀ Profile"), "m:profile")]]


def kind(texts: Texts, member: Member, name: str) -> Markup:
    """By what way one kind comes."""
    return join_lines(
        [
            Markup("📧 <b>{}</b>").format(label(texts, name)),
            "",
            texts.t("Now: {way}. How shall they come?", way=texts.plain(WAY_NAMES[_way(member, name)])),
        ]
    )


def kind_buttons(texts: Texts, member: Member, name: str) -> Rows:
    """The three ways, the present one ticked; back."""
    now = _way(member, name)
    ways = {way: f"{'✅ ' if way == now else ''}{texts.plain(words)}" for way, words in WAY_BUTTONS.items()}
    return [
        [button(words, f"em:set:{name}:{way[0]}") for way, words in ways.items()],
        [button(texts.plain("◀ Back"), "em")],
    ]


def chosen(texts: Texts, name: str, way: str) -> str:
    """Short notice on top."""
    return texts.plain("✅ {name}: {cadence}", name=label(texts, name), cadence=texts.plain(WAY_NAMES[way]))


def _way(member: Member, name: str) -> str:
    """Whoever reads this page is in Telegram."""
    return way_of(member, name) or BY_TELEGRAM


def letter(texts: Texts, region: str, code: str) -> Markup:
    """The letter by which an address is confirmed."""
    return join_lines(
        [
            texts.t("Code for Plaukts: {code}", code=code),
            "",
            texts.t("Somebody has entered this e-mail address in Plaukts, {region}.", region=region),
            texts.t(
                "If it was you, type the code <b>{code}</b> in the chat with Plaukts. It is good for 4 hours.",
                code=code,
            ),
            "",
            texts.t("If it was not you, nothing need be done: without the code no more letters will come."),
        ]
    )


def removed(texts: Texts) -> Markup:
    """Nothing goes there any more."""
    return texts.t("✅ The e-mail address is no longer stored. Everything comes in Telegram.")


def ask_to_remove(texts: Texts) -> Markup:
    """Before it is forgotten, with what was chosen."""
    return join_lines(
        [
            texts.t("📧 <b>E-mail</b>"),
            "",
            texts.t("Remove the address? Letters that wait to go will not be sent, and everything comes in Telegram."),
        ]
    )


def undelivered(ctx: Context, _about: About, reason: str) -> Markup:
    """For who entered an address: the letter with the code did not get there."""
    return ctx.texts.t(
        "⚠️ The letter with the code was not delivered: {reason}. Please check the address.", reason=reason
    )
