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
        Button(rf"voc:list:{_LIST}", handlers.choose),
        Button(rf"voc:old:{_LIST}", handlers.retired),
        Button(rf"voc:add:{_LIST}", handlers.add),
        Button(rf"voc:entry:{_ID}", handlers.entry),
        Button(rf"voc:rename:{_ID}", handlers.rename),
        Button(rf"voc:words:{_ID}", handlers.words),
        Button(rf"voc:up:{_ID}", handlers.up),
        Button(rf"voc:down:{_ID}", handlers.down),
        Button(rf"voc:retire:{_ID}", handlers.retire),
        Button(rf"voc:back:{_ID}", handlers.bring_back),
        Button(rf"voc:undo:{_ID}", handlers.undo),
    ),
    forms=(forms.ADD, forms.RENAME, forms.WORDS),
)
