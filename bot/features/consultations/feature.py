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
from bot.manifest import Button, Command, Feature, Link, Listener, Tick
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
        Button(rf"c:hide:{_NUMBER}", hiding.choose, Act.MODERATE),
        Button(rf"c:take:{_NUMBER}", handlers.take, Act.ASK, in_group=True),
        Button(rf"c:release:{_NUMBER}", handlers.release, Act.ASK, in_group=True),
        Button(rf"c:answer:{_NUMBER}", handlers.answer, Act.ASK),
        Button(rf"c:add:{_NUMBER}", handlers.add, Act.ASK),
        Button(rf"c:thanks:{_NUMBER}", handlers.thanks, Act.ASK),
        Button(rf"c:close:{_NUMBER}", handlers.close, Act.ANSWER),
        Button(rf"c:reopen:{_NUMBER}", handlers.reopen, Act.ASK),
        Button(rf"c:undo:{_NUMBER}", handlers.undo, Act.ASK),
        Button(rf"c:unsay:{_NUMBER}", handlers.unsay, Act.ASK),
        Button(rf"c:library:{_NUMBER}:{_NUMBER}", handlers.choose_library, Act.ASK),
        Button(rf"c:topic:{_NUMBER}:{_NUMBER}", handlers.show_topics, Act.ASK),
        Button(rf"c:place:{_NUMBER}:{_NUMBER}", handlers.state_library, Act.REGISTER),
        Button(rf"c:set:{_NUMBER}:{_NUMBER}:([\w-]+)", handlers.set_topic, Act.ASK),
        Button(rf"c:helped:{_NUMBER}", together.helped, Act.ASK),
        Button(rf"c:noq:{_NUMBER}", together.no_question, Act.ASK, in_group=True),
        Button(rf"c:offer:{_NUMBER}", together.propose_handover, Act.ANSWER),
        Button(rf"c:pass:{_NUMBER}:(openly|anon|not)", together.decide_handover, Act.ASK),
        Button(rf"c:show:{_NUMBER}", together.let_be_shown, Act.ASK),
        Button(rf"c:unshow:{_NUMBER}", together.show_no_more, Act.ASK),
        Button(rf"c:read:{_NUMBER}", together.read, Act.SEARCH),
        Button(rf"c:served:{_NUMBER}", together.served, Act.ASK),
        Button(rf"c:anyway:{_NUMBER}", together.ask_anyway, Act.ASK),
        Button(rf"c:refer:{_NUMBER}", together.refer, Act.ANSWER),
        Button(rf"c:unlog:{_NUMBER}", handlers.undo_record, Act.REGISTER),
        Button(rf"c:unlines:{_NUMBER}", handlers.undo_lines, Act.REGISTER),
        Button(rf"c:again:{_NUMBER}", handlers.register_again, Act.REGISTER),
        Button(r"c:unsaved", pasting.go_on, Act.REGISTER),
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
    replied=(Listener(Act.ASK, handlers.replied),),
    lines=(
        Listener(Act.REGISTER, pasting.take_lines),
        Listener(Act.REGISTER, registering.take_record_line),
        Listener(Act.ASK, handlers.take_thanks),
    ),
    edited=(Listener(Act.ASK, handlers.edited, outside=True),),
    late_parts=(Listener(Act.ASK, handlers.late_part, outside=True),),
    hidable=hiding.HIDABLE,
    naming=(showing.follow_name,),
    posted=(Listener(Act.ASK, together.posted),),
    outside_replies=(together.replied_outside,),
    links=(
        Link("ask", together.follow_ask_link, Act.ASK),
        Link(rf"a{_NUMBER}", together.follow_answer_link, Act.ASK),
        Link(rf"q{_NUMBER}", together.follow_question_link, Act.SEARCH),
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
