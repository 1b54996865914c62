"""E-mail: a member's address, confirmed by a code, and what goes there; reached from the profile."""

from bot.features.mail import forms, handlers, views
from bot.features.mail.actions import MAIL_ADDRESS
from bot.manifest import Button, Feature

feature = Feature(
    name="mail",
    buttons=(
        Button(r"em", handlers.page),
        Button(r"em:enter", handlers.enter),
        Button(r"em:code", handlers.code),
        Button(r"em:again", handlers.again),
        Button(r"em:remove", handlers.ask_to_remove),
        Button(r"em:remove:yes", handlers.remove),
        Button(r"em:kind:([a-z]{3,13})", handlers.kind),
        Button(r"em:set:([a-z]{3,13}):([teb])", handlers.choose),
    ),
    forms=(forms.ADDRESS, forms.CODE),
    undelivered={MAIL_ADDRESS: views.undelivered},
)
