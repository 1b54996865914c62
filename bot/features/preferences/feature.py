"""Preferences: what a member wants to be told and how soon, quiet hours, on what colleagues may ask them.

The pages are reached from the profile, and edited in place.
"""

from bot.access import Act
from bot.features.preferences import forms, handlers
from bot.features.preferences.reminder_views import CHOICES
from bot.manifest import Button, Feature

_KIND, _CADENCE = r"(\w{1,12})", r"([adwo])"
_SUBJECT = r"([\w-]+)"

feature = Feature(
    name="preferences",
    buttons=(
        Button(r"p:open", handlers.open_kinds, Act.OWN_PROFILE),
        Button(r"p:kinds", handlers.kinds, Act.OWN_PROFILE),
        Button(rf"p:kind:{_KIND}", handlers.kind, Act.OWN_PROFILE),
        Button(rf"p:subject:{_KIND}:{_SUBJECT}", handlers.subject, Act.OWN_PROFILE),
        Button(rf"p:all:{_KIND}:{_CADENCE}", handlers.choose_for_all, Act.OWN_PROFILE),
        Button(rf"p:set:{_KIND}:{_SUBJECT}:{_CADENCE}", handlers.choose, Act.OWN_PROFILE),
        Button(r"p:remind", handlers.reminders, Act.ATTEND),
        Button(rf"p:remind:({'|'.join(CHOICES)})", handlers.toggle_reminder, Act.ATTEND),
        Button(r"p:evening", handlers.toggle_evening, Act.REGISTER),
        Button(r"p:quiet", handlers.quiet, Act.OWN_PROFILE),
        Button(r"p:quiet:from:(\d{1,2})", handlers.quiet_from, Act.OWN_PROFILE),
        Button(r"p:quiet:until:(\d{1,2})", handlers.quiet_until, Act.OWN_PROFILE),
        Button(r"p:quiet:on", handlers.quiet_on, Act.OWN_PROFILE),
        Button(r"p:quiet:off", handlers.quiet_off, Act.OWN_PROFILE),
        Button(r"p:digest", handlers.digest, Act.OWN_PROFILE),
        Button(r"p:digest:hour:(\d{1,2})", handlers.digest_hour, Act.OWN_PROFILE),
        Button(r"p:digest:day:(\d)", handlers.digest_weekday, Act.OWN_PROFILE),
        Button(r"p:asked", handlers.asked, Act.ASK),
        Button(rf"p:asked:{_SUBJECT}", handlers.asked_topic, Act.ASK),
        Button(r"p:askall", handlers.asked_all, Act.ASK),
        Button(r"p:asknone", handlers.asked_none, Act.ASK),
        Button(r"p:years", handlers.profession, Act.ASK),
    ),
    forms=(forms.PROFESSION,),
)
