"""Consultations: questions to the methodologists, their threads, and records of what happened elsewhere."""

from bot.access import Act
from bot.dialogs.typed import Offer
from bot.features.consultations import (
    asking,
    chats,
    digesting,
    forms,
    handlers,
    hiding,
    nudges,
    pasting,
    referring,
    registering,
    showing,
    similar,
    views,
)
from bot.features.consultations import colleagues_handlers as together
from bot.features.consultations.log import handlers as log
from bot.manifest import Button, Command, Feature, Link, Tick
from bot.texts import N_

_NUMBER = r"(\d{1,9})"

feature = Feature(
    name="consultations",
    commands=(
        Command(
            "registret",
            handlers.register,
            N_("Register consultations: in a line or four taps; a forwarded chat, too; today's list, corrections"),
            aliases=("log", "pieraksts"),
            act=Act.REGISTER,
            sign="📝",
            label=N_("Register"),
            position=10,
        ),
        Command(
            "jautat",
            handlers.ask,
            N_("Ask the methodologists (only they read it); in the group, the colleagues"),
            aliases=("ask", "jautajums"),
            in_group=True,
            act=Act.ASK,
            sign="❓",
            label=N_("Ask"),
            elsewhere=Act.REGISTER,  # who writes a question is offered to ask it
            position=30,
        ),
    ),
    buttons=(
        Button(rf"c:hide:{_NUMBER}", hiding.choose),
        Button(rf"c:take:{_NUMBER}", handlers.take, in_group=True),
        Button(rf"c:release:{_NUMBER}", handlers.release, in_group=True),
        Button(rf"c:answer:{_NUMBER}", handlers.answer),
        Button(rf"c:add:{_NUMBER}", handlers.add),
        Button(rf"c:thanks:{_NUMBER}", handlers.thanks),
        Button(rf"c:close:{_NUMBER}", handlers.close),
        Button(rf"c:reopen:{_NUMBER}", handlers.reopen),
        Button(rf"c:undo:{_NUMBER}", handlers.undo),
        Button(rf"c:unsay:{_NUMBER}", handlers.unsay),
        Button(rf"c:library:{_NUMBER}:{_NUMBER}", handlers.choose_library),
        Button(rf"c:topic:{_NUMBER}:{_NUMBER}", handlers.show_topics),
        Button(rf"c:place:{_NUMBER}:{_NUMBER}", handlers.state_library),
        Button(rf"c:set:{_NUMBER}:{_NUMBER}:([\w-]+)", handlers.set_topic),
        Button(rf"c:helped:{_NUMBER}", together.helped),
        Button(rf"c:noq:{_NUMBER}", together.no_question, in_group=True),
        Button(rf"c:offer:{_NUMBER}", together.propose_handover),
        Button(rf"c:pass:{_NUMBER}:(openly|anon|not)", together.decide_handover),
        Button(rf"c:show:{_NUMBER}", together.let_be_shown),
        Button(rf"c:unshow:{_NUMBER}", together.show_no_more),
        Button(rf"c:read:{_NUMBER}", together.read),
        Button(rf"c:served:{_NUMBER}", together.served),
        Button(rf"c:anyway:{_NUMBER}", together.ask_anyway),
        Button(rf"c:refer:{_NUMBER}", together.refer),
        Button(rf"c:unlog:{_NUMBER}", handlers.undo_record),
        Button(rf"c:unlines:{_NUMBER}", handlers.undo_lines),
        Button(rf"c:again:{_NUMBER}", handlers.register_again),
        *log.BUTTONS,
    ),
    forms=(
        asking.ASK,
        forms.ANSWER,
        forms.ADD,
        forms.PLACE,
        referring.REFER,
        pasting.ONE,
        pasting.LINES,
        *log.FORMS,
    ),
    offers=(
        Offer("thread", Act.ASK, handlers.thread_choices, handlers.take_for_thread, position=10),
        Offer("ask", Act.ASK, handlers.ask_choices, handlers.take_as_question, position=20),
        Offer(
            "register",
            Act.REGISTER,
            handlers.register_choices,
            handlers.take_as_record,
            position=90,
            recognises=chats.recognised,
        ),
    ),
    replied=(handlers.replied,),
    lines=(pasting.take_lines, registering.take_record_line, handlers.take_thanks),
    edited=(handlers.edited,),
    late_parts=(handlers.late_part,),
    hidable=hiding.HIDABLE,
    posted=(together.posted,),
    outside_replies=(together.replied_outside,),
    links=(
        Link("ask", together.follow_ask_link),
        Link(rf"a{_NUMBER}", together.follow_answer_link),
        Link(rf"q{_NUMBER}", together.follow_question_link),
    ),
    found={"question": similar.open_question},
    subscriptions=(digesting.QUESTIONS,),
    undelivered={"message": showing.undelivered_message, "consultation": views.undelivered_question},
    ticks=(
        Tick("show open questions", 60, showing.show_open_questions),
        Tick("morning list", 60, nudges.look_in_the_morning),
        *log.TICKS,
    ),
)
