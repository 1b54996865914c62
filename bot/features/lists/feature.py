"""Lists: topics, channels and kinds, filled from the configuration and changed under ⚙️ *Settings*."""

from bot.access import Act
from bot.features.lists import forms, handlers
from bot.manifest import Button, Feature, Setting
from bot.texts import N_

_LIST, _ID = r"([a-z_]{1,20})", r"(\d{1,9})"

feature = Feature(
    name="lists",
    settings=(Setting("lists", N_("🗂 Lists"), Act.LISTS, handlers.show, position=15),),
    buttons=(
        Button(rf"voc:list:{_LIST}", handlers.choose, Act.LISTS),
        Button(rf"voc:old:{_LIST}", handlers.retired, Act.LISTS),
        Button(rf"voc:add:{_LIST}", handlers.add, Act.LISTS),
        Button(rf"voc:entry:{_ID}", handlers.entry, Act.LISTS),
        Button(rf"voc:rename:{_ID}", handlers.rename, Act.LISTS),
        Button(rf"voc:words:{_ID}", handlers.words, Act.LISTS),
        Button(rf"voc:up:{_ID}", handlers.up, Act.LISTS),
        Button(rf"voc:down:{_ID}", handlers.down, Act.LISTS),
        Button(rf"voc:retire:{_ID}", handlers.retire, Act.LISTS),
        Button(rf"voc:back:{_ID}", handlers.bring_back, Act.LISTS),
        Button(rf"voc:undo:{_ID}", handlers.undo, Act.LISTS),
    ),
    forms=(forms.ADD, forms.RENAME, forms.WORDS),
)
