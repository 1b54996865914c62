"""Moderation: hiding what was written, muting a member for a time; each with a reason, undo and a trace."""

from bot.access import Act
from bot.features.moderation import actions, forms, handlers
from bot.manifest import Button, Command, Feature, Setting, Tick
from bot.texts import N_

feature = Feature(
    name="moderation",
    commands=(
        Command(
            "moderesana",
            handlers.overview,
            N_("Mute a member for a time, look back at what was moderated"),
            aliases=("moderation", "moderate"),
            act=Act.MODERATE,
            position=88,
        ),
        Command(
            "paslept",
            handlers.hide,
            N_("Hide the message to which you reply, with a reason to its author"),
            aliases=("hide",),
            act=Act.MODERATE,
            in_group=True,
            position=89,
        ),
    ),
    buttons=(
        Button(r"mo:overview", handlers.overview, Act.MODERATE),
        Button(r"mo:mute(?::(\d{1,9}))?", handlers.mute, Act.MODERATE),
        Button(r"mo:lift:(\d{1,9})", handlers.lift, Act.MODERATE),
        Button(r"mo:hide:([a-z_]{1,20}):(\d{1,9})", handlers.hide_this, Act.MODERATE),
        Button(r"mo:show:(\d{1,9})", handlers.show_again, Act.MODERATE),
        Button(r"mo:journal:(\d{1,4})", handlers.journal, Act.MODERATE),
    ),
    forms=(forms.MUTE, forms.HIDE),
    settings=(Setting("moderation", N_("🛡 Moderation"), Act.MODERATE, handlers.overview, position=60),),
    ticks=(Tick("end mutes", 60, actions.end_mutes),),
)
