"""What is said and done in groups, handed to the features that take it.

People talk to each other there. What a member writes is looked at only where it is meant for us: in the threads for
news and questions, as a command of ours, where the bot is mentioned, or as a reply to a message of ours.
"""

import re
from collections.abc import Callable, Sequence

from bot.access import Act
from bot.context import Context, Region
from bot.errors import UserError
from bot.incoming import EDITED, MEMBERSHIP, OTHERS_MEMBERSHIP, PRESSED, Incoming, Json, is_service
from bot.manifest import Command, Feature, split_command
from bot.menu import CommandMenu
from bot.texts import N_, texts_for
from bot.typed import Posted, Typed
from storage import groups
from storage.outbox import About, delivery_at

START = "start"
"""The command by which deep links are followed."""
OURS = (groups.NEWS, groups.QUESTIONS)
"""Threads in which everything that a member writes is meant for us."""


class InGroup:
    """Knows what the features do in groups."""

    def __init__(self, features: Sequence[Feature], menu: CommandMenu, region: Region) -> None:
        self._menu = menu
        self._username, self._language = region.bot_username, region.language
        self._mention = re.compile(rf"\s*@{re.escape(region.bot_username)}\b[,:]?\s*", re.IGNORECASE)
        self._posted = [posted for feature in features for posted in feature.posted]
        self._edited = [edited for feature in features for edited in feature.edited]
        self._late_parts = [late for feature in features for late in feature.late_parts]
        self._happened = [happened for feature in features for happened in feature.happened]
        self._outside_replies = [one for feature in features for one in feature.outside_replies]
        self._outsiders = [outsider for feature in features for outsider in feature.outsiders]

    def take(self, ctx: Context, update: Incoming, press: Callable[[], None]) -> bool:
        """Hand it to whom it is meant for; tells whether it is more than people's talk with each other."""
        if update.kind in (MEMBERSHIP, OTHERS_MEMBERSHIP) or is_service(update.content):
            for happened in self._happened:
                happened(ctx, update)
            return False
        if update.kind == PRESSED:
            self._pressed(ctx, press)
            return True
        return ctx.typed is not None and self._written(ctx, update, ctx.typed)

    def _written(self, ctx: Context, update: Incoming, typed: Typed) -> bool:
        self._learn_thread(ctx, update.content)
        if not update.by_person:
            return self._from_hiding(ctx, update, typed)
        if update.kind == EDITED:
            return self._is_ours(ctx) and any(one.takes(ctx, typed) for one in self._edited)
        if typed.text.startswith("/"):
            return self._called(ctx, typed)
        return self._is_ours(ctx) and self._said(ctx, update.content, typed)

    def _pressed(self, ctx: Context, press: Callable[[], None]) -> None:
        if ctx.role is None and self._is_ours(ctx):
            self._show_outsider(ctx)
            ctx.toast = ctx.texts.plain(
                "This is for members of Plaukts. To join, open @{bot} and press Start.", bot=self._username
            )
            return
        press()

    def _called(self, ctx: Context, typed: Typed) -> bool:
        """A command: ours, or of another bot in the group, which is none of our business."""
        command, ctx.arguments = self._find(ctx, typed.text)
        if command is None:
            return False
        if ctx.role is None:
            self._show_outsider(ctx)
            return False
        if not (command.in_group or command.in_any_group):
            name = (split_command(typed.text) or ("",))[0].partition("@")[0]
            raise UserError(
                N_("The command /{command} is for this chat: write it here, and not in the group."), command=name
            )
        if command.act is not None:
            ctx.require(command.act)
        command.handler(ctx)
        return True

    def _find(self, ctx: Context, text: str) -> tuple[Command | None, str]:
        """The command that is meant for us in this group, and what follows it."""
        command, arguments = self._menu.find(text, self._username) or (None, "")
        if command is not None and command.name == START:
            # A link that adds the bot to a group says "/start PAYLOAD" there; the payload is a command's name.
            command, arguments = self._menu.named(arguments), ""
            command = command if command is not None and command.in_any_group else None
        if command is None or not (command.in_any_group or self._is_ours(ctx)):
            return None, ""
        return command, arguments

    def _from_hiding(self, ctx: Context, update: Incoming, typed: Typed) -> bool:
        """An administrator who writes in the group's name gives a command: nobody knows who that is."""
        sender = update.content.get("sender_chat") or {}
        if sender.get("id") != ctx.chat_id or not typed.text.startswith("/"):
            return False
        command, _ = self._find(ctx, typed.text)
        if command is None or not (command.in_group or command.in_any_group):
            return False
        texts = texts_for(self._language)
        sentence = texts.t(
            "You write in the group's name, so that Plaukts does not know who you are. Write under your own name: in "
            "the group's list of administrators switch off “Remain Anonymous” for yourself."
        )
        ctx.say_here(sentence, about=About("hidden"), key=f"hidden:{ctx.chat_id}:{ctx.today}")
        return True

    @staticmethod
    def _learn_thread(ctx: Context, message: Json) -> None:
        """Telegram tells a thread's name only when it is made; but every message there names the thread's beginning."""
        if ctx.group is not None and ctx.thread is not None:
            begun = (message.get("reply_to_message") or {}).get("forum_topic_created") or {}
            if groups.thread_at(ctx.session, ctx.group, ctx.thread) is None:
                groups.note_thread(ctx.session, ctx.group, ctx.thread, begun.get("name"))

    def _said(self, ctx: Context, message: Json, typed: Typed) -> bool:
        if not ctx.may(Act.ASK):
            if ctx.role is None:
                self._show_outsider(ctx)
            posted = self._read(ctx, message, typed)
            return posted.replied_message is not None and any(one(ctx, posted) for one in self._outside_replies)
        if typed.empty:
            return False
        if any(late.takes(ctx, typed) for late in self._late_parts):
            return True
        posted = self._read(ctx, message, typed)
        meant_for_us = posted.thread in OURS or posted.mentions_bot or posted.about is not None
        if meant_for_us and ctx.muted:
            ctx.require(Act.EXCHANGE)  # who is muted is told so, whatever it was meant as
        taken = meant_for_us and any(one.takes(ctx, posted) for one in self._posted)
        return taken or posted.thread in OURS

    def _read(self, ctx: Context, message: Json, typed: Typed) -> Posted:
        replied = message.get("reply_to_message")
        if replied is not None and (is_service(replied) or replied["message_id"] == ctx.thread):
            replied = None  # in a thread everything replies to the service message with which it begins
        found = delivery_at(ctx.session, ctx.chat_id, replied["message_id"]) if replied is not None else None
        text = self._mention.sub(" ", typed.text).strip()
        return Posted(
            typed=typed.with_text(text),
            thread=self._kind(ctx),
            mentions_bot=bool(self._mention.search(typed.text)),
            replied_message=replied["message_id"] if replied is not None else None,
            delivery=found[0] if found is not None else None,
            about=found[1] if found is not None else None,
        )

    @staticmethod
    def _kind(ctx: Context) -> str | None:
        if ctx.group is None or ctx.thread is None:
            return None
        thread = groups.thread_at(ctx.session, ctx.group, ctx.thread)
        return thread.kind if thread is not None else None

    def _show_outsider(self, ctx: Context) -> None:
        if self._is_ours(ctx):
            for outsider in self._outsiders:
                outsider(ctx)

    @staticmethod
    def _is_ours(ctx: Context) -> bool:
        return ctx.group is not None and bool(ctx.group.adopted)
