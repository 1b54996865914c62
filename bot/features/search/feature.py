"""Search over answered questions that may be shown, news, and what else joins: ``Feature.found`` says what opens."""

from bot.access import Act
from bot.dialogs.typed import Offer
from bot.features.search import handlers
from bot.manifest import Button, Command, Feature, Tick
from bot.texts import N_

_ID = r"(\d{1,9})"

feature = Feature(
    name="search",
    commands=(
        Command(
            "meklet",
            handlers.search,
            N_("Search answered questions and news"),
            aliases=("mekle", "search"),
            act=Act.SEARCH,
            sign="🔎",
            label=N_("Search"),
            position=35,
        ),
    ),
    buttons=(
        Button(rf"s:{_ID}:page:(\d{{1,3}})", handlers.turn_page, Act.SEARCH),
        Button(rf"s:{_ID}:(kind|topic|year)", handlers.show_filter, Act.SEARCH),
        Button(rf"s:{_ID}:(kind|topic|year):([\w-]{{1,20}})", handlers.set_filter, Act.SEARCH),
        Button(rf"s:{_ID}:all", handlers.drop_filters, Act.SEARCH),
        Button(rf"s:{_ID}:ask:([\w-]+)", handlers.ask_instead, Act.SEARCH),
        Button(rf"s:open:([a-z_]{{1,16}}):{_ID}", handlers.open_hit, Act.SEARCH),
        Button(r"s:other", handlers.search_other, Act.SEARCH),
    ),
    forms=(handlers.SEARCH,),
    offers=(Offer("search", Act.SEARCH, handlers.choices, handlers.take, position=50),),
    ticks=(Tick("search index", 1, handlers.build_index),),
)
