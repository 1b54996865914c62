"""Members: joining by code or request, profile, language."""

from bot.access import Act
from bot.features.members import accounts, actions, forms, handlers, leaving, requests, roles, views
from bot.guessing import look_at_guessing
from bot.manifest import Button, Command, Feature, Setting, Tick
from bot.texts import N_

feature = Feature(
    name="members",
    commands=(
        Command("start", handlers.begin, N_("Begin, or show the menu"), act=None, position=95),
        Command(
            "profils",
            handlers.profile,
            N_("Name, libraries, language, what to receive and when"),
            aliases=("profile",),
            act=Act.OWN_PROFILE,
            sign="👤",
            label=N_("Profile"),
            elsewhere=Act.LISTS,  # under the settings
            position=80,
        ),
        Command(
            "valoda",
            handlers.switch_language,
            N_("Change the language"),
            aliases=("language",),
            act=Act.OWN_PROFILE,
            position=92,
        ),
    ),
    buttons=(
        Button(r"m:approve:(\d{1,9})", handlers.approve, Act.LET_IN),
        Button(r"m:guest:(\d{1,9})", handlers.approve_guest, Act.LET_IN),
        Button(r"m:decline:(\d{1,9})", handlers.decline, Act.LET_IN),
        Button(r"m:crowd", handlers.ask_to_decline, Act.LET_IN),
        Button(r"m:crowd:yes:(\d{1,9})", handlers.decline_all, Act.LET_IN),
        Button(r"m:crowd:no", handlers.decline_nobody, Act.LET_IN),
        Button(r"m:profile", handlers.profile, Act.OWN_PROFILE),
        Button(r"m:people", roles.choose, Act.LISTS),
        Button(r"m:person:(\d{1,9})", roles.show_again, Act.LISTS),
        Button(r"m:role:(\d{1,9}):([a-z]{5,13})", roles.ask_to_give, Act.ROLES),
        Button(r"m:give:(\d{1,9}):([a-z]{5,13})", roles.give_role, Act.ROLES),
        Button(r"m:remove:(\d{1,9})", roles.ask_to_remove, Act.ROLES),
        Button(r"m:remove:yes:(\d{1,9})", roles.remove, Act.ROLES),
        Button(r"m:noletters:(\d{1,9})", roles.end_letters, Act.LISTS),
        Button(r"m:letters:(\d{1,9})", roles.begin_letters, Act.LISTS),
        Button(r"m:account:(\d{1,9})", accounts.ask_to_make, Act.LET_IN),
        Button(r"m:account:yes:(\d{1,9})", accounts.make, Act.LET_IN),
        Button(r"m:account:off:(\d{1,9})", accounts.call_back, Act.LET_IN),
        Button(r"m:account:here:([A-Z2-9]{10})", accounts.confirm, None),
        Button(r"m:account:agree:(\d{1,9})", accounts.agree, Act.OWN_PROFILE),
        Button(r"m:account:object:(\d{1,9})", accounts.object_to, Act.OWN_PROFILE),
        Button(r"m:leave", leaving.ask, Act.OWN_PROFILE),
        Button(r"m:leave:yes", leaving.leave, Act.OWN_PROFILE),
        Button(r"m:stay", leaving.stay, None),
        Button(r"m:name", handlers.change_name, Act.OWN_PROFILE),
        Button(r"m:libraries", handlers.change_libraries, Act.OWN_PROFILE),
        Button(r"m:language:(\w{2})", handlers.choose_language, Act.OWN_PROFILE),
    ),
    settings=(
        Setting("profile", N_("👤 Profile"), Act.LISTS, handlers.profile, position=5),
        Setting("members", N_("👥 Members and roles"), Act.LISTS, roles.show_people, position=20),
    ),
    outside=(handlers.take_code,),
    forms=(forms.JOIN, forms.RENAME, forms.SET_LIBRARIES, roles.PICK_MEMBER),
    naming=(requests.follow_name,),
    undelivered={"join_request": views.undelivered_request},
    ticks=(
        Tick("another Telegram account", 60, accounts.move_due),
        Tick("show open requests to join", 60, requests.look),
        Tick("offer changed commands", 5, actions.offer_changed_commands),
        Tick("look at guessed codes", 3600, look_at_guessing),
    ),
)
