"""Privacy: the notice and who has read it; what is stored about somebody, as files; having it erased."""

from bot.access import Act
from bot.features.privacy import erasing, reading, telling
from bot.manifest import Button, Command, Feature, Setting, Tick
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
        Command(
            "manidati",
            telling.send,
            N_("Everything that is stored about you, as files"),
            aliases=("mydata",),
            act=None,
            position=96,
        ),
        Command(
            "dzest",
            erasing.ask,
            N_("Have all your data erased"),
            aliases=("forget", "aizmirst"),
            act=None,
            position=97,
        ),
    ),
    buttons=(
        Button(r"pv", reading.show_in_place, None),
        Button(r"pv:read:(\d{1,10})", reading.acknowledge, None),
        Button(r"pv:data", telling.send, None),
        Button(r"pv:data:(\d{1,9})", telling.send_for, Act.ROLES),
        Button(r"pv:erase", erasing.ask, None),
        Button(r"pv:erase:(\d{1,9})", erasing.ask_for, Act.ROLES),
        Button(r"pv:erase:yes:(\d{1,9})", erasing.confirm, None),
        Button(r"pv:erase:no", erasing.keep, None),
    ),
    settings=(Setting("privacy", N_("🔒 Privacy and my data"), Act.LISTS, reading.show_in_place, position=6),),
    afterwards=(reading.ask_to_read,),
    builders=telling.BUILDERS,
    ticks=(Tick("forget whom the last message went to", 60, erasing.forget),),
)
