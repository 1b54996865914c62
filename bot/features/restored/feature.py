"""After the database came from a backup: the administrators decide about what may have been sent since."""

from bot.access import Act
from bot.features.restored import actions
from bot.manifest import Button, Feature, Tick

feature = Feature(
    name="restored",
    buttons=(
        Button(r"held:send:(\d{1,6})", actions.let_go, Act.MEND),
        Button(r"held:drop:(\d{1,6})", actions.discard, Act.MEND),
        Button(r"held:undo:(\d{1,6})", actions.bring_back, Act.MEND),
    ),
    ticks=(Tick("ask what becomes of what is held", 10, actions.look_after),),
)
