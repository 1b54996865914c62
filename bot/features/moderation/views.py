"""What moderation looks like, for those who moderate and for those whom it concerns."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.context import Context, Rows, button
from bot.refusals import ends
from bot.texts import N_, Texts, bold, cut, italic, join_lines
from storage.members import Member
from storage.moderation import Hiding, Journal, Mute

DURATION_NAMES = {"hour": N_("An hour"), "day": N_("A day"), "week": N_("A week"), "open": N_("Until it is lifted")}
LINE = 80
"""Characters of a reason in a list."""


def overview(ctx: Context, mutes: Sequence[Mute]) -> Markup:
    """Who is muted now."""
    texts = ctx.texts
    lines = [
        Markup("• {}\n{} {}").format(bold(one.member.name), ends(ctx, texts, one), italic(cut(one.reason, LINE)))
        for one in mutes
    ]
    return join_lines(
        [
            texts.t("🛡 <b>Moderation</b>"),
            "",
            texts.t("These members cannot write to colleagues now:")
            if mutes
            else texts.t("Everyone can write to colleagues now."),
            *lines,
            "",
            texts.t("To hide news, a question or an answer, reply to it with /paslept."),
        ]
    )


def overview_buttons(texts: Texts, mutes: Sequence[Mute]) -> Rows:
    """Lift one, mute somebody, look back."""
    lifting = [
        [button(texts.plain("Lift: {name}", name=cut(one.member.name, 40)), f"mo:lift:{one.id}")] for one in mutes
    ]
    return [
        *lifting,
        [button(texts.plain("Mute a member"), "mo:mute")],
        [button(texts.plain("Journal of moderation"), "mo:journal:0")],
    ]


def muted(ctx: Context, mute: Mute, *, reachable: bool) -> Markup:
    """For who muted, now that it is in force."""
    texts = ctx.texts
    return join_lines(
        [
            texts.t("🔇 <b>{name}</b> cannot write to colleagues for now.", name=mute.member.name),
            ends(ctx, texts, mute),
            texts.t("Reason: {reason}", reason=mute.reason),
            "",
            texts.t("The member has been told, with the reason; asking the methodologists stays possible.")
            if reachable
            else texts.t("The member cannot be reached in Telegram now, and will be told as soon as that is possible."),
        ]
    )


def lift_button(texts: Texts, mute: Mute) -> Rows:
    """Under it."""
    return [[button(texts.plain("Undo"), f"mo:lift:{mute.id}")]]


def lifted(texts: Texts, mute: Mute) -> Markup:
    """For who lifted it."""
    return texts.t("✅ <b>{name}</b> can write to colleagues again, and has been told.", name=mute.member.name)


def notice(ctx: Context, mute: Mute) -> Markup:
    """For the member: it began, was lifted, or is over."""
    texts = ctx.texts
    if mute.ended_at is not None:
        return join_lines(
            [
                texts.t("✅ You can write to colleagues again."),
                texts.t("Lifted by: {name}", name=mute.lifted_by.name) if mute.lifted_by else None,
            ]
        )
    return join_lines(
        [
            texts.t("🔇 <b>Writing to colleagues is paused for you</b>"),
            ends(ctx, texts, mute),
            texts.t("Reason: {reason}", reason=mute.reason),
            texts.t("Decided by: {name}", name=mute.by.name) if mute.by else None,
            "",
            texts.t("Reading, searching and asking the methodologists work as ever."),
            texts.t("To talk about it: /jautat (only the methodologists read it)."),
        ]
    )


def journal(ctx: Context, page: int, found: Journal) -> Markup:
    """A page of what was moderated, the newest first."""
    lines: list[str | None] = [ctx.texts.t("🗒 <b>Journal of moderation</b>")]
    for entry in found.entries:
        lines += ["", *_entry(ctx, entry)]
    if not found.entries:
        lines += [
            "",
            ctx.texts.t("Nothing has been moderated.") if page == 0 else ctx.texts.t("There is nothing more."),
        ]
    return join_lines(lines)


def journal_buttons(ctx: Context, page: int, found: Journal) -> Rows:
    """Show again what is hidden; newer, older, back."""
    texts = ctx.texts
    hidings = [entry for entry in found.entries if isinstance(entry, Hiding) and entry.undone_at is None]
    hidden = [(entry, hidden_title(ctx, entry)) for entry in hidings]
    turning = [button("◀", f"mo:journal:{page - 1}")] if page else []
    if found.more:
        turning.append(button("▶", f"mo:journal:{page + 1}"))
    again = [
        [button(texts.plain("Show again: {what}", what=cut(title, 40)), f"mo:show:{entry.id}")]
        for entry, title in hidden
    ]
    back = [button(texts.plain("◀ Back"), "mo:overview")]
    return [*again, turning, back] if turning else [*again, back]


def _entry(ctx: Context, entry: Mute | Hiding) -> list[Markup]:
    texts = ctx.texts
    if isinstance(entry, Mute):
        sign, whom, over, by = "🔇", entry.member.name, entry.ended_at, entry.lifted_by
    else:
        sign, whom, over, by = "🙈", hidden_title(ctx, entry), entry.undone_at, entry.undone_by
    begun = texts.short(ctx.region.local(entry.at))
    lines = [Markup("{} {} · {} · {}").format(sign, bold(whom), begun, _name(entry.by)), italic(entry.reason)]
    if over is None:
        return [*lines, Markup.escape(ends(ctx, texts, entry))] if isinstance(entry, Mute) else lines
    moment = texts.short(ctx.region.local(over))
    if by is None:
        return [*lines, texts.t("Over since: {moment}", moment=moment)]
    return [*lines, texts.t("Undone by: {name}, {moment}", name=by.name, moment=moment)]


def hidden_title(ctx: Context, hiding: Hiding) -> str:
    """What was hidden and who wrote it."""
    way = ctx.hidable.get(hiding.object_kind)
    written = way.look(ctx, hiding.object_id) if way is not None else None
    title = written.title if written is not None else ctx.texts.plain("what is no longer there")
    return f"{title} ({hiding.author.name})" if hiding.author is not None else title


def _name(member: Member | None) -> str:
    return member.name if member is not None else "–"
