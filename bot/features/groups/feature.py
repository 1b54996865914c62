"""The region's group in Telegram: set up by an administrator, looked after, and its people invited."""

from bot.access import Act
from bot.features.groups import handlers, inviting, noticing, setup, views
from bot.manifest import Button, Command, Feature, Setting, Tick
from bot.texts import N_
from storage import groups

_NUMBER = r"(\d{1,9})"

feature = Feature(
    name="groups",
    commands=(
        Command(
            "grupa",
            handlers.group,
            N_("Attach the region's group in Telegram, or see how it stands"),
            aliases=("group",),
            act=Act.GROUP,
            position=86,
            in_group=True,
            in_any_group=True,
        ),
    ),
    buttons=(
        Button(rf"g:check:{_NUMBER}", handlers.check, Act.GROUP, in_group=True),
        Button(rf"g:welcome:{_NUMBER}", handlers.welcome, Act.GROUP, in_group=True),
        Button(rf"g:move:{_NUMBER}", handlers.move, Act.GROUP, in_group=True),
        Button(rf"g:keep:{_NUMBER}", handlers.keep, Act.GROUP, in_group=True),
        Button(rf"g:kind:{_NUMBER}:(news|questions|events|talk|none)", handlers.set_kind, Act.GROUP, in_group=True),
    ),
    settings=(Setting("group", N_("👥 Group"), Act.GROUP, handlers.group, position=70),),
    happened=(noticing.happened,),
    outsiders=(inviting.outsider,),
    answered={setup.RIGHTS: setup.answered_rights, groups.MAKING: noticing.answered_thread},
    undelivered={"group": views.undelivered},
    ticks=(
        Tick("look after the region's group", 60, noticing.look_after),
        Tick("tell of deleted threads", 10, noticing.tell_lost_threads),
        Tick("invite those who have not joined", 60, inviting.invite_together),
    ),
)
