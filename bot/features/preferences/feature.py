"""Preferences: what a member wants to be told and how soon, quiet hours, on what colleagues may ask them.

The pages are reached from the profile, and edited in place.
"""

from bot.features.preferences import forms, handlers
from bot.features.preferences.reminder_views import CHOICES
from bot.manifest import Button, Feature

_KIND, _CADENCE = r"(\w{1,12})", r"([adwo])"
_SUBJECT = r"([\w-]+)"

feature = Feature(
    name="preferences",
    buttons=(
        Button(r"p:open", handlers.open_kinds),
        Button(r"p:kinds", handlers.kinds),
        Button(rf"p:kind:{_KIND}", handlers.kind),
        Button(rf"p:subject:{_KIND}:{_SUBJECT}", handlers.subject),
        Button(rf"p:all:{_KIND}:{_CADENCE}", handlers.choose_for_all),
        Button(rf"p:set:{_KIND}:{_SUBJECT}:{_CADENCE}", handlers.choose),
        Button(r"p:remind", handlers.reminders),
        Button(rf"p:remind:({'|'.join(CHOICES)})", handlers.toggle_reminder),
        Button(r"p:evening", handlers.toggle_evening),
        Button(r"p:quiet", handlers.quiet),
        Button(r"p:quiet:from:(\d{1,2})", handlers.quiet_from),
        Button(r"p:quiet:until:(\d{1,2})", handlers.quiet_until),
        Button(r"p:quiet:on", handlers.quiet_on),
        Button(r"p:quiet:off", handlers.quiet_off),
        Button(r"p:digest", handlers.digest),
        Button(r"p:digest:hour:(\d{1,2})", handlers.digest_hour),
        Button(r"p:digest:day:(\d)", handlers.digest_weekday),
        Button(r"p:asked", handlers.asked),
        Button(rf"p:asked:{_SUBJECT}", handlers.asked_topic),
        Button(r"p:askall", handlers.asked_all),
        Button(r"p:asknone", handlers.asked_none),
        Button(r"p:years", handlers.profession),
    ),
    forms=(forms.PROFESSION,),
)
