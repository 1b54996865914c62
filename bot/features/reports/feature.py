"""Reports: the month's workbook on demand, and by itself on the first working day."""

from bot.access import Act
from bot.features.reports import actions, completing, handlers, outside, readers, views
from bot.manifest import Button, Command, Feature, Tick
from bot.texts import N_

feature = Feature(
    name="reports",
    commands=(
        Command(
            "parskats",
            handlers.report,
            N_("The month's report as a workbook"),
            aliases=("report", "atskaite"),
            act=Act.REPORT,
            sign="📊",
            label=N_("Report"),
            position=20,
        ),
    ),
    buttons=(
        Button(r"r:(xlsx|public|csv|json):([\w-]{4,7})", handlers.choose, Act.REPORT),
        *readers.BUTTONS,
        *completing.BUTTONS,
    ),
    forms=outside.FORMS,
    settings=(readers.SETTING,),
    ticks=(Tick("send the reports that are due", 300, actions.send_due_report), completing.TICK),
    undelivered={
        "report": views.undelivered,
        "report_words": views.undelivered,
        "report_picture": views.picture_undelivered,
        outside.REPORT_ADDRESS: outside.undelivered,
    },
    builders={actions.BUILDER: actions.build_file, actions.PICTURE_BUILDER: actions.build_picture},
)
