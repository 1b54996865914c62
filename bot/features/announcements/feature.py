"""Announcements: composed, looked at, sent to whom they are for, steered while they go, changed and withdrawn."""

from bot.access import Act
from bot.dialogs.typed import Offer
from bot.features.announcements import copies, forms, going, handlers, people, receiving, talks
from bot.manifest import Button, Command, Feature, Handler, Link, Listener, Tick
from bot.texts import N_
from storage.announcements import ANNOUNCEMENT, ANNOUNCEMENT_MESSAGE

_NUMBER = r"(\d{1,9})"
_VERBS: dict[str, Handler] = {
    "page": handlers.page,
    "new": handlers.new,
    "card": handlers.card,
    "back": handlers.back,
    "whom": handlers.whom,
    "when": handlers.when,
    "edit": handlers.edit,
    "link": handlers.link,
    "until": handlers.until,
    "receipts": handlers.switch_receipts,
    "urgent": handlers.switch_urgent,
    "group": handlers.switch_group,
    "discard": handlers.discard,
    "restore": handlers.restore,
    "look": handlers.look,
    "test": handlers.test,
    "send": handlers.send,
    "now": handlers.at_once,
    "stop": handlers.stop,
    "goon": handlers.go_on,
    "withdraw": handlers.withdraw,
    "gone": handlers.withdraw_surely,
    "gonetold": handlers.withdraw_and_tell,
    "correct": handlers.correct,
    "nocorrect": handlers.stop_correcting,
    "mend": handlers.correct_again,
    "repeat": handlers.repeat,
    "again": handlers.repeat_surely,
    "remind": handlers.remind,
    "reminded": handlers.remind_surely,
}
_RECEIVED: dict[str, tuple[Handler, Act]] = {
    "read": (receiving.read, Act.OWN_PROFILE),
    "open": (receiving.open_again, Act.OWN_PROFILE),
    "reply": (receiving.reply, Act.OWN_PROFILE),
    "answer": (receiving.answer, Act.OWN_PROFILE),
    "record": (receiving.record, Act.REGISTER),
    "ask": (receiving.ask, Act.ASK),
    "unsay": (receiving.unsay, Act.OWN_PROFILE),
}
_LISTS: dict[str, Handler] = {"missed": people.missed, "unread": people.unread}

feature = Feature(
    name="announcements",
    commands=(
        Command(
            "pazinot",
            handlers.announce,
            N_("Announce something to many: to whom, when; look back at what was announced"),
            aliases=("announce", "pazinojums", "pazinojumi"),
            act=Act.ANNOUNCE,
            sign="📣",
            label=N_("Announce"),
            position=60,
        ),
    ),
    buttons=(
        *(Button(rf"an:{verb}:{_NUMBER}", handler, Act.ANNOUNCE) for verb, handler in _VERBS.items()),
        *(Button(rf"an:{verb}:{_NUMBER}", handler, act) for verb, (handler, act) in _RECEIVED.items()),
        *(Button(rf"an:{verb}:{_NUMBER}(?::(\d{{1,3}}))?", handler, Act.ANNOUNCE) for verb, handler in _LISTS.items()),
    ),
    forms=(forms.COMPOSE, forms.CHANGE, forms.WHOM, forms.WHEN, forms.LINK, forms.UNTIL, forms.REPLY),
    offers=(Offer("announcement", Act.ANNOUNCE, handlers.offer_choices, handlers.take, position=32),),
    replied=(Listener(Act.OWN_PROFILE, receiving.replied),),
    edited=(Listener(Act.OWN_PROFILE, handlers.edited),),
    late_parts=(Listener(Act.OWN_PROFILE, handlers.late_part),),
    links=(
        Link(r"aa(\d{1,7})", receiving.reply, Act.OWN_PROFILE),
        Link(r"ao(\d{1,7})", receiving.open_again, Act.OWN_PROFILE),
    ),
    posted=(Listener(Act.ASK, receiving.posted),),
    undelivered={ANNOUNCEMENT: handlers.undelivered, ANNOUNCEMENT_MESSAGE: talks.TALKS.undelivered},
    naming=(copies.follow_name,),
    ticks=(
        Tick("announcements on their way", 3, going.look),
        Tick("corrections of announcements", 10, going.look_at_corrections),
        Tick("announcements for who joined", 60, going.welcome),
    ),
)
