"""News of the libraries: published in one step or by a form, read by preference, changed and withdrawn everywhere."""

from bot.access import Act
from bot.dialogs.typed import Offer
from bot.features.news import copies, digest, due, forms, handlers, hiding, listing, talks
from bot.manifest import Button, Command, Feature, Link, Listener, Tick
from bot.texts import N_
from storage.news import NEWS, NEWS_MESSAGE

_NUMBER = r"(\d{1,9})"
_KEY = r"([\w-]{1,20})"

feature = Feature(
    name="news",
    commands=(
        Command(
            "jaunums",
            handlers.news,
            N_("News: what is new, or publish something in one step"),
            aliases=("news", "jaunumi", "zinas"),
            act=Act.SEARCH,
            sign="📰",
            label=N_("News"),
            position=40,
        ),
    ),
    buttons=(
        Button(rf"n:page:(\d{{1,3}}):{_KEY}", handlers.page, Act.SEARCH),
        Button(r"n:filter", handlers.choose_filter, Act.SEARCH),
        Button(r"n:new", handlers.new, Act.POST_NEWS),
        Button(rf"n:open:{_NUMBER}", handlers.open_post, Act.SEARCH),
        Button(rf"n:own:{_NUMBER}", handlers.own, Act.POST_NEWS),
        Button(rf"n:edit:{_NUMBER}", handlers.edit, Act.POST_NEWS),
        Button(rf"n:deadline:{_NUMBER}", handlers.deadline, Act.POST_NEWS),
        Button(rf"n:categories:{_NUMBER}", handlers.categories, Act.POST_NEWS),
        Button(rf"n:set:{_NUMBER}:{_KEY}", handlers.set_category, Act.POST_NEWS),
        Button(rf"n:withdraw:{_NUMBER}", handlers.withdraw, Act.POST_NEWS),
        Button(rf"n:gone:{_NUMBER}", handlers.withdraw_surely, Act.POST_NEWS),
        Button(rf"n:nonews:{_NUMBER}", handlers.no_news, Act.POST_NEWS),
        Button(rf"n:ask:{_NUMBER}", handlers.ask, Act.SEARCH),
        Button(rf"n:answer:{_NUMBER}", handlers.answer, Act.EXCHANGE),
        Button(rf"n:unsay:{_NUMBER}", handlers.unsay, Act.EXCHANGE),
    ),
    forms=(forms.PUBLISH, forms.EDIT, forms.DEADLINE, forms.ASK, forms.ANSWER),
    offers=(Offer("news", Act.POST_NEWS, handlers.offer_choices, handlers.take_as_news, position=30),),
    replied=(Listener(Act.SEARCH, handlers.replied),),
    edited=(Listener(Act.SEARCH, handlers.edited),),
    late_parts=(Listener(Act.SEARCH, handlers.late_part),),
    links=(Link(r"n(\d{1,8})", handlers.open_post, Act.SEARCH), Link(r"na(\d{1,7})", handlers.ask, Act.SEARCH)),
    posted=(Listener(Act.SEARCH, handlers.posted),),
    hidable=hiding.HIDABLE,
    found={NEWS: listing.open_post},
    subscriptions=(digest.SUBSCRIPTION,),
    undelivered={NEWS: copies.undelivered, NEWS_MESSAGE: talks.TALKS.undelivered},
    ticks=(
        Tick("remind of deadlines", 300, due.remind),
        Tick("mark news as past", 300, due.mark_past),
    ),
)
