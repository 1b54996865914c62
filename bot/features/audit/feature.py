"""The audit log, read by administrators: who did what, when."""

from bot.access import Act
from bot.features.audit import pages
from bot.manifest import Button, Command, Feature, Setting
from bot.texts import N_

_PART = r"([a-z]{1,15})"

feature = Feature(
    name="audit",
    commands=(
        Command(
            "zurnals",
            pages.first_page,
            N_("The audit log: who did what, when"),
            aliases=("audit", "darbibas"),
            act=Act.AUDIT,
            position=87,
        ),
    ),
    buttons=(
        Button(rf"au:page:(\d{{1,5}}):{_PART}:(\d{{1,9}})", pages.page, Act.AUDIT),
        Button(r"au:parts:(\d{1,9})", pages.choose_part, Act.AUDIT),
        Button(rf"au:who:{_PART}", pages.choose_person, Act.AUDIT),
        Button(rf"au:file:{_PART}:(\d{{1,9}})", pages.order, Act.AUDIT),
    ),
    forms=(pages.PERSON,),
    settings=(Setting("audit", N_("📜 Audit log"), Act.AUDIT, pages.first_page, position=80),),
    builders={pages.BUILDER: pages.build},
)
