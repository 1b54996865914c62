"""Privacy: the notice and who has read it; what is stored about somebody, as files; having it erased."""

from bot.access import Act
from bot.features.privacy import reading
from bot.manifest import Button, Command, Feature, Setting
from bot.texts import N_

feature = Feature(
    name="privacy",
    commands=(
        Command(
            "privatums",
            reading.show_notice,
            N_("What is stored about you and why"),
            aliases=("privacy",),
            act=None,
            position=93,
        ),
    ),
    buttons=(
        Button(r"pv", reading.show_in_place, None),
        Button(r"pv:read:(\d{1,10})", reading.acknowledge, None),
    ),
    settings=(Setting("privacy", N_("🔒 Privacy and my data"), Act.LISTS, reading.show_in_place, position=6),),
    afterwards=(reading.ask_to_read,),
)
