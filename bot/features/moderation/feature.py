"""Moderation: muting a member for a time, with a reason, an end, undo and a trace."""

from bot.access import Act
from bot.features.moderation import actions, forms, handlers
from bot.manifest import Button, Command, Feature, Tick
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
    ),
    buttons=(
        Button(r"mo:overview", handlers.overview),
        Button(r"mo:mute(?::(\d{1,9}))?", handlers.mute),
        Button(r"mo:lift:(\d{1,9})", handlers.lift),
        Button(r"mo:journal:(\d{1,4})", handlers.journal),
    ),
    forms=(forms.MUTE,),
    ticks=(Tick("end mutes", 60, actions.end_mutes),),
)
