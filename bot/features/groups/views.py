"""What the region's group and its administrators are shown of its set-up."""

from collections.abc import Collection, Mapping, Sequence

from markupsafe import Markup

from bot.context import Context, Rows, button, link
from bot.group_threads import THREAD_NAMES
from bot.texts import N_, Texts, join_lines
from storage import groups
from storage.groups import Group, GroupThread
from storage.outbox import About

RIGHTS = {
    groups.ADMINISTRATOR: N_(
        "• to be an <b>administrator</b> of the group, so that questions and answers are seen without a command"
    ),
    groups.DELETE_MESSAGES: N_("• <b>Delete messages</b>, so that what is no question can be taken back"),
    groups.PIN_MESSAGES: N_("• <b>Pin messages</b>, so that the welcome stays in sight"),
    groups.MANAGE_TOPICS: N_("• <b>Manage topics</b>, so that threads can be made"),
}
"""What each right is called in Telegram, and why it is needed (msgids)."""
SIGNS = {groups.NEWS: "📰", groups.QUESTIONS: "❓", groups.EVENTS: "📅", groups.TALK: "💬"}
_DOORS = (
    ("jautat", N_("❓ Ask")),
    ("jaunums", N_("📰 News")),
    ("meklet", N_("🔎 Search")),
    ("kalendars", N_("📅 Calendar")),
    ("profils", N_("👤 Profile")),
)
"""Commands to which the welcome leads in the private chat, as far as they exist."""
ADMIN_LINK_RIGHTS = "delete_messages+pin_messages+manage_topics"
"""What a link asks for that adds the bot to a group (https://core.telegram.org/api/links#groupchannel-bot-links)."""


def thread_name(texts: Texts, kind: str) -> str:
    """What a thread of this kind is called."""
    return texts.plain(THREAD_NAMES[kind])


def checking(texts: Texts) -> Markup:
    """Until Telegram has answered."""
    return texts.t("⏳ Telegram is being asked which rights Plaukts has in this group…")


def not_checked(texts: Texts) -> Markup:
    """Telegram refused to say."""
    return texts.t("⚠️ Telegram does not say which rights Plaukts has here. Is it still in the group? Say /grupa again.")


def setup_card(
    texts: Texts, group: Group, missing: Sequence[str], threads: Mapping[str, GroupThread], bot_username: str
) -> Markup:
    """How the group's set-up stands: its rights, its threads, what is to be done."""
    lines: list[str] = [texts.t("👥 <b>{title}</b> is the region's group.", title=group.title)]
    if missing:
        lines += ["", texts.t("<b>Still missing:</b>"), *(texts.t(RIGHTS[right]) for right in missing), ""]
        lines.append(how_to_give(texts, bot_username))
    else:
        lines.append(texts.t("Rights: all that are needed."))
    lines.append("")
    if group.forum:
        lines.append(texts.t("<b>Threads:</b>"))
        lines += [_thread_line(texts, kind, threads.get(kind)) for kind in groups.KINDS]
        lines += ["", texts.t("To use another thread for one of these, say /grupa in that thread.")]
    else:
        lines.append(
            texts.t(
                "The group has no threads: a question is what follows /jautat, mentions @{bot}, or replies to a card. "
                "For threads switch on “Topics” in the group's settings.",
                bot=bot_username,
            )
        )
    return join_lines(lines)


def how_to_give(texts: Texts, bot_username: str) -> Markup:
    """Where in Telegram rights are given."""
    return texts.t(
        "How to give them: tap the group's name, then the pencil (“Edit”) → “Administrators” → “Add Admin” or @{bot} → "
        "switch on what is missing → save. This message changes by itself.",
        bot=bot_username,
    )


def _thread_line(texts: Texts, kind: str, thread: GroupThread | None) -> Markup:
    name = f"{SIGNS[kind]} {thread.name if thread is not None else thread_name(texts, kind)}"
    if thread is None:
        return texts.t("{name}: there is none", name=name)
    return Markup("{}").format(name) if thread.thread_id else texts.t("{name}: is being made…", name=name)


def setup_buttons(texts: Texts, group: Group, missing: Collection[str]) -> Rows:
    """What can be done from the card."""
    rows = [[button(texts.plain("🔄 Check again"), f"g:check:{group.id}")]]
    if groups.PIN_MESSAGES not in missing and groups.ADMINISTRATOR not in missing:
        rows.append([button(texts.plain("📌 Welcome once more"), f"g:welcome:{group.id}")])
    return rows


def welcome(texts: Texts, group: Group, region: str) -> Markup:
    """What is pinned in the group."""
    lines: list[str] = [texts.t("📚 Welcome to the group of the librarians of {region}!", region=region)]
    if group.forum:
        named = {kind: thread_name(texts, kind) for kind in groups.KINDS}
        lines.append(
            texts.t(
                "Ask colleagues in “{questions}”, tell what is new in “{news}”, talk in “{talk}”.",
                **{kind: named[kind] for kind in (groups.QUESTIONS, groups.NEWS, groups.TALK)},
            )
        )
        lines.append(
            texts.t(
                "Seminars and other events are in “{events}”; the calendar of them all is in the private chat.",
                events=named[groups.EVENTS],
            )
        )
    else:
        lines.append(texts.t("To ask colleagues, write /jautat and your question."))
        lines.append(texts.t("The calendar of seminars and other events is in the private chat."))
    lines.append(texts.t("What only the methodologists should read is asked in the private chat with Plaukts."))
    return join_lines(lines)


def welcome_buttons(ctx: Context, commands: Collection[str]) -> Rows:
    """They lead to the private chat; only to what is there."""
    doors = [link(ctx.texts.plain(label), ctx.deep_link(name)) for name, label in _DOORS if name in commands]
    return [doors[at : at + 2] for at in range(0, len(doors), 2)]


def how_to_attach(texts: Texts) -> Markup:
    """In the private chat, where the region has no group."""
    return join_lines(
        [
            texts.t("👥 The region has no group yet. How to attach one:"),
            texts.t("1. Press the button below and choose the group: Plaukts becomes its administrator."),
            texts.t("2. If the group is to have threads, switch on “Topics” in its settings."),
            texts.t("3. Say /grupa in the group. Plaukts tells what is missing, and does the rest."),
        ]
    )


def add_button(texts: Texts, bot_username: str) -> Rows:
    """Opens Telegram's own choice of a group, with the rights that are needed."""
    address = f"https://t.me/{bot_username}?startgroup=grupa&admin={ADMIN_LINK_RIGHTS}"
    return [[link(texts.plain("➕ Add to a group"), address)]]


def another_group(texts: Texts, old: str, new: str) -> Markup:
    """The region has a group already."""
    return texts.t(
        "The region's group is “{old}”. Shall “{new}” be it from now on? What was written in the old one stays there.",
        old=old,
        new=new,
    )


def another_group_buttons(texts: Texts, group: Group) -> Rows:
    """Yes and no."""
    return [
        [
            button(texts.plain("Yes, this one"), f"g:move:{group.id}"),
            button(texts.plain("No"), f"g:keep:{group.id}"),
        ]
    ]


def stays(texts: Texts, old: str) -> Markup:
    """After *No*."""
    return texts.t("The region's group remains “{old}”.", old=old)


def which_thread(texts: Texts, thread: GroupThread) -> Markup:
    """``/grupa`` was said in a thread of the region's group."""
    return texts.t("What is the thread “{name}” for?", name=thread.name or "…")


def which_thread_buttons(texts: Texts, group: Group, thread: GroupThread) -> Rows:
    """The kinds, the present one marked."""
    kinds = [
        button(
            f"{'✅ ' if thread.kind == kind else ''}{SIGNS[kind]} {thread_name(texts, kind)}",
            f"g:kind:{thread.id}:{kind}",
        )
        for kind in groups.KINDS
    ]
    none = button(texts.plain("For none of these"), f"g:kind:{thread.id}:none")
    return [[one] for one in (*kinds, none)] + [[button(texts.plain("🔄 Check again"), f"g:check:{group.id}")]]


def thread_set(texts: Texts, thread: GroupThread) -> Markup:
    """The choice, in its place."""
    if thread.kind is None:
        return texts.t("✅ Plaukts does not use the thread “{name}”.", name=thread.name)
    return texts.t("✅ The thread “{name}” is for: {kind}.", name=thread.name, kind=thread_name(texts, thread.kind))


def only_one_greeting(texts: Texts, *, has_group: bool) -> Markup:
    """The one sentence in a group that is not the region's."""
    if has_group:
        return texts.t("👋 Plaukts serves the librarians of its region in their own group, and stays silent here.")
    return texts.t(
        "👋 If this is to be the region's group, an administrator of Plaukts says /grupa here; until then it will stay "
        "silent."
    )


def removed(texts: Texts, title: str) -> Markup:
    """For the administrators: the bot is not there any more."""
    return texts.t(
        "⚠️ Plaukts was removed from the region's group “{title}”. Nothing reaches the group until it is added again.",
        title=title,
    )


def returned(texts: Texts, title: str) -> Markup:
    """For the administrators: it is there again."""
    return texts.t(
        "✅ Plaukts is in the region's group “{title}” again; what was missed there is sent now.", title=title
    )


def rights_lost(texts: Texts, title: str, lost: Sequence[str], bot_username: str) -> Markup:
    """For the administrators: somebody took rights away."""
    return join_lines(
        [
            texts.t("⚠️ In the region's group “{title}” Plaukts no longer has:", title=title),
            *(texts.t(RIGHTS[right]) for right in lost),
            "",
            how_to_give(texts, bot_username),
        ]
    )


def rights_lacking(texts: Texts, title: str, lacking: Sequence[str], bot_username: str) -> Markup:
    """For the administrators: the group has got threads, and the bot may not make any."""
    return join_lines(
        [
            texts.t("ℹ️ The region's group “{title}” has threads now. For these Plaukts still lacks:", title=title),
            *(texts.t(RIGHTS[right]) for right in lacking),
            "",
            how_to_give(texts, bot_username),
        ]
    )


def rights_complete(texts: Texts, title: str) -> Markup:
    """For the administrators: nothing is missing any more."""
    return texts.t("✅ In the region's group “{title}” Plaukts has all the rights that it needs.", title=title)


def renamed(texts: Texts, old: str, new: str) -> Markup:
    """For the administrators: the group has another name."""
    return texts.t("ℹ️ The region's group “{old}” is now called “{new}”. Nothing needs to be done.", old=old, new=new)


def migrated(texts: Texts, title: str) -> Markup:
    """For the administrators: it became a supergroup."""
    return texts.t(
        "ℹ️ Telegram has made a supergroup of the region's group “{title}”. Plaukts goes on there; its messages of "
        "before stay as they are.",
        title=title,
    )


def threads_lost(texts: Texts, title: str, made: Sequence[str], missing: Sequence[str]) -> Markup:
    """For the administrators: somebody deleted threads."""
    lines = []
    if made:
        lines.append(
            texts.t(
                "ℹ️ In the region's group “{title}” somebody had deleted, and Plaukts has made anew: {names}.",
                title=title,
                names=", ".join(made),
            )
        )
    if missing:
        lines.append(
            texts.t(
                "⚠️ In the region's group “{title}” these threads are missing and cannot be made: {names}. What belongs "
                "there goes to “General”. Say /grupa in the group to see what is wrong.",
                title=title,
                names=", ".join(missing),
            )
        )
    return join_lines(lines)


def invitation(texts: Texts, region: str) -> Markup:
    """For somebody in the group who has not joined, in private."""
    return texts.t(
        "👋 You are in the group of the librarians of {region}. With Plaukts you can also ask there, answer and get "
        "the news: to join, press /start.",
        region=region,
    )


def invitation_together(texts: Texts, count: int) -> Markup:
    """For all of those in the group whom the bot cannot write to."""
    if not count:
        return texts.t("👋 Thank you: everybody who writes here has joined Plaukts.")
    return texts.tn(
        "👋 In this group {n} colleague has not joined Plaukts yet. To ask, answer and get news, press the button.",
        "👋 In this group {n} colleagues have not joined Plaukts yet. To ask, answer and get news, press the button.",
        count,
    )


def join_button(ctx: Context) -> Rows:
    """Under it."""
    return [[link(ctx.texts.plain("Join Plaukts"), ctx.deep_link("join"))]]


def undelivered(ctx: Context, _about: About, reason: str) -> Markup:
    """For who caused a message to the group that did not arrive."""
    return ctx.texts.t("⚠️ A message of the group's set-up was not delivered: {reason}.", reason=reason)
