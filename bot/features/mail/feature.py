"""E-mail: a member's address, confirmed by a code, and what goes there; reached from the profile."""

from bot.access import Act
from bot.features.mail import forms, handlers, views
from bot.features.mail.actions import MAIL_ADDRESS
from bot.manifest import Button, Feature

feature = Feature(
    name="mail",
    buttons=(
        Button(r"em", handlers.page, Act.OWN_PROFILE),
        Button(r"em:enter", handlers.enter, Act.OWN_PROFILE),
        Button(r"em:code", handlers.code, Act.OWN_PROFILE),
        Button(r"em:again", handlers.again, Act.OWN_PROFILE),
        Button(r"em:remove", handlers.ask_to_remove, Act.OWN_PROFILE),
        Button(r"em:remove:yes", handlers.remove, Act.OWN_PROFILE),
        Button(r"em:kind:([a-z]{3,13})", handlers.kind, Act.OWN_PROFILE),
        Button(r"em:set:([a-z]{3,13}):([teb])", handlers.choose, Act.OWN_PROFILE),
    ),
    forms=(forms.ADDRESS, forms.CODE),
    undelivered={MAIL_ADDRESS: views.undelivered},
)
