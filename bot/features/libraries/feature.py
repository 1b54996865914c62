"""Libraries: the region's directory, filled from the command line and changed under ⚙️ *Settings*."""

from bot.access import Act
from bot.features.libraries import actions, forms, handlers
from bot.manifest import Button, Feature, Setting, Tick
from bot.texts import N_

feature = Feature(
    name="libraries",
    settings=(Setting("libraries", N_("🏛 Libraries"), Act.LISTS, handlers.show, position=10),),
    buttons=(
        Button(r"lib:pick", handlers.choose, Act.LISTS),
        Button(r"lib:new", handlers.new, Act.LISTS),
        Button(r"lib:places", handlers.places, Act.LISTS),
        Button(r"lib:place:(\d{1,9})", handlers.rename_place, Act.LISTS),
        Button(r"lib:rename:(\d{1,9})", handlers.rename, Act.LISTS),
        Button(r"lib:merge:(\d{1,9})", handlers.merge, Act.LISTS),
        Button(r"lib:close:(\d{1,9})", handlers.close, Act.LISTS),
        Button(r"lib:names:(\d{1,9})", handlers.names, Act.LISTS),
        Button(r"lib:undo:(\d{1,9})", handlers.undo, Act.LISTS),
    ),
    forms=(forms.PICK, forms.RENAME, forms.MERGE, forms.CLOSE, forms.OPEN, forms.ALIASES),
    ticks=(Tick("change the directory where a day has come", 60, actions.do_due_changes),),
)
