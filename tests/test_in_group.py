"""What of a group reaches the features, and what is kept of the rest."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.access import LIBRARIAN, Act
from bot.context import Context, Region, link
from bot.incoming import Answer, Incoming, raw_update
from bot.manifest import Button, Command, Feature, Link, Listener
from bot.router import Handled, Router
from bot.sandbox import Bot, Group, Sandbox, User
from bot.typed import Posted, Typed
from storage import groups, inbox, outbox
from storage.answers import keep_answer
from storage.carrying import claim
from storage.database import Database
from storage.inbox import finish_unit, ready_units, store_updates
from storage.members import TELEGRAM, Address, Member
from storage.outbox import About, deliveries
from tests.units import handled

NOW = datetime(2026, 10, 12, 8, tzinfo=UTC)
REGION = Region("Kuldīgas reģions", ZoneInfo("Europe/Riga"), "lv", bot_username="plaukts_bot")


@dataclass
class Told:
    """What a feature was told, and what it does."""

    posted: list[Posted] = field(default_factory=list)
    edited: list[Typed] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    pressed: list[bool] = field(default_factory=list)
    happened: list[str] = field(default_factory=list)
    outsiders: list[int] = field(default_factory=list)
    answered: list[Answer] = field(default_factory=list)
    takes: bool = True

    def feature(self) -> Feature:
        def posted(_ctx: Context, one: Posted) -> bool:
            self.posted.append(one)
            return self.takes

        def edited(_ctx: Context, typed: Typed) -> bool:
            self.edited.append(typed)
            return True

        def called(ctx: Context) -> None:
            self.called.append(ctx.arguments or "-".join(ctx.match))
            ctx.say(ctx.texts.t("Help"))

        def happened(_ctx: Context, update: Incoming) -> None:
            self.happened.append(update.kind)

        return Feature(
            "told",
            commands=(
                Command("jautat", called, "x", act=Act.ASK, in_group=True),
                Command("parskats", called, "x", act=Act.REPORT),
                Command("grupa", called, "x", act=None, in_any_group=True),
                Command("start", called, "x", act=None),
            ),
            buttons=(Button(r"x:(\d)", lambda ctx: self.pressed.append(ctx.private), None, in_group=True),),
            links=(Link(r"a(\d{1,3})", called, Act.ASK),),
            posted=(Listener(Act.ASK, posted),),
            edited=(Listener(Act.ASK, edited),),
            happened=(happened,),
            outsiders=(lambda ctx: self.outsiders.append(ctx.user_id),),
            answered={"question": lambda _ctx, answer: self.answered.append(answer)},
        )


@dataclass
class Scene:
    """A region's group, people in it, and a router that is handed what they do."""

    database: Database
    sandbox: Sandbox
    bot: Bot
    group: Group
    member: User
    outsider: User
    told: Told
    router: Router

    def handle(self) -> Handled:
        """Hand over what has come; the last thing's outcome."""
        raw = [raw_update(update) for update in self.bot.updates.pending]
        self.bot.updates.drop()
        outcome = Handled()

        def job(session: Session) -> Handled:
            nonlocal outcome
            store_updates(session, raw, NOW)
            for unit in ready_units(session, NOW.replace(minute=1))[0]:
                outcome = handled(self.router, session, unit, NOW)
                session.flush()
                finish_unit(session, unit.update_ids, NOW, forget=not outcome.is_ours)
            return outcome

        return self.database.submit(job).result()

    def post(self, who: User, text: str, topic: str | None = None, reply_to: Any = None) -> list[Posted]:
        """Somebody writes; what the feature was handed for it."""
        self.told.posted.clear()
        self.group.send(who, text, topic=topic, reply_to=reply_to)
        self.handle()
        return self.told.posted

    def rows(self) -> list[Any]:
        return self.database.submit(
            lambda session: list(session.execute(select(inbox.inbox).order_by(inbox.inbox.c.update_id)).all())
        ).result()

    def said(self) -> list[tuple[int, str]]:
        """To which chat what was put into the outbox."""
        query = select(deliveries.c.chat_id, deliveries.c.payload)
        rows = self.database.submit(lambda session: session.execute(query).all()).result()
        return [(chat_id, payload.get("text", "")) for chat_id, payload in rows]

    def sent(self, who: User, about: About) -> dict[str, Any]:
        """A message of ours that stands in the group."""
        message = self.group.post(self.bot.user, {"text": "karte"})

        def job(session: Session) -> None:
            delivery = outbox.enqueue(
                session,
                chat_id=self.group.id,
                method="sendMessage",
                payload={"text": "karte"},
                about=about,
                lane=outbox.Lane.ANSWER,
                now=NOW,
            )
            values = {"state": outbox.SENT, "message_id": message["message_id"]}
            session.execute(deliveries.update().where(deliveries.c.id == delivery).values(values))

        self.database.submit(job).result()
        return message


@pytest.fixture
def scene(database: Database) -> Scene:
    """A forum with threads for news, questions and one of people's own; one member of Plaukts, one not."""
    sandbox = Sandbox(start=NOW, frozen=True)
    bot = sandbox.add_bot("1:local", username="plaukts_bot", name="Plaukts", sees_all=True)
    bot.updates.allow(["message", "edited_message", "callback_query", "my_chat_member", "chat_member"])
    owner, member, outsider = (sandbox.add_user(name) for name in ("Īpašniece", "Biedre", "Viešņa"))
    names = ["Jaunumi", "Konsultācijas", "Sarunas", "Ekskursijas"]
    group = sandbox.add_group("Reģions", [owner, member, outsider, bot], topics=names)
    bot.updates.drop()
    told = Told()

    def job(session: Session) -> None:
        found = groups.seen_group(session, group.chat())
        groups.adopt(session, found, NOW)
        for name, kind in zip(names, (groups.NEWS, groups.QUESTIONS, groups.TALK, None), strict=True):
            thread = groups.GroupThread(group_id=found.id, name=name, kind=kind, thread_id=group.topic(name).thread_id)
            session.add(thread)
        person = Member(name="Biedre", role=LIBRARIAN, language="lv", created_at=NOW)
        session.add(Address(member=person, channel=TELEGRAM, address=str(member.id)))

    database.submit(job).result()
    return Scene(database, sandbox, bot, group, member, outsider, told, Router([told.feature()], REGION))


def test_what_a_member_writes_in_our_threads_is_handed_over(scene: Scene) -> None:
    (question,) = scene.post(scene.member, "Kā norakstīt?", "Konsultācijas")
    assert (question.thread, question.typed.text) == (groups.QUESTIONS, "Kā norakstīt?")
    assert (question.replied_message, question.about, question.mentions_bot) == (None, None, False)
    (news,) = scene.post(scene.member, "Lasījums", "Jaunumi")
    assert news.thread == groups.NEWS
    assert [row.chat_id for row in scene.rows()] == [scene.group.id] * 2


@pytest.mark.parametrize("topic", [None, "Sarunas", "Ekskursijas"])
def test_elsewhere_people_talk_to_each_other_and_nothing_of_it_is_kept(scene: Scene, topic: str | None) -> None:
    assert not scene.post(scene.member, "Vai ejam pusdienās?", topic)
    scene.group.seat(scene.member).send_album([None, None], caption="Pusdienas", topic=topic)
    scene.handle()
    scene.group.seat(scene.member).edit(scene.group.messages[-1], "Vakariņas")
    scene.handle()
    assert not scene.told.posted
    for row in scene.rows():
        assert row.done_at is not None
        assert not row.body
        if row.update_id != scene.rows()[-1].update_id:
            assert (row.chat_id, row.group_key, row.error) == (None, None, None)


@pytest.mark.parametrize("topic", [None, "Sarunas", "Ekskursijas"])
def test_a_mention_is_meant_for_us_everywhere(scene: Scene, topic: str | None) -> None:
    (posted,) = scene.post(scene.member, "@Plaukts_Bot, kā norakstīt?", topic)
    assert (posted.mentions_bot, posted.typed.text) == (True, "kā norakstīt?")
    assert not scene.post(scene.member, "@plaukts_bottle kā norakstīt?", topic)


@pytest.mark.parametrize("topic", [None, "Ekskursijas"])
def test_what_nobody_takes_is_not_kept_though_it_mentions_us(scene: Scene, topic: str | None) -> None:
    scene.told.takes = False
    assert scene.post(scene.member, "@plaukts_bot paldies", topic)
    assert [row.chat_id for row in scene.rows()] == [None]


def test_a_reply_says_what_it_replies_to(scene: Scene) -> None:
    card = scene.sent(scene.member, About("card", "consultation", 7))
    (reply,) = scene.post(scene.member, "Ar aktu.", reply_to=card)
    assert (reply.about, reply.replied_message) == (About("card", "consultation", 7), card["message_id"])
    question = scene.group.send(scene.member, "Kā?", topic="Konsultācijas")
    (reply,) = scene.post(scene.member, "Tā.", reply_to=question)[-1:]
    assert (reply.about, reply.replied_message) == (None, question["message_id"])
    assert not scene.post(scene.member, "Ejam.", reply_to=scene.group.send(scene.member, "Ejam?"))


def test_a_command_in_the_group(scene: Scene) -> None:
    scene.group.send(scene.member, "/jautat Kā?")
    scene.group.send(scene.member, "/Jautāt@plaukts_bot Kur?", topic="Ekskursijas")
    scene.group.send(scene.member, "/jautat@other_bot Kad?")
    scene.group.send(scene.member, "/nezinu")
    scene.handle()
    assert scene.told.called == ["Kā?", "Kur?"]
    assert scene.said() == [(scene.member.id, "Palīdzība")] * 2, "what it says goes to the private chat"


def test_a_command_that_is_not_for_the_group_is_answered_in_private(scene: Scene) -> None:
    scene.group.send(scene.member, "/parskats 2026-10")
    scene.handle()
    assert not scene.told.called
    sentence = "Komanda /parskats ir paredzēta šai sarunai: rakstiet to šeit, nevis grupā."
    assert scene.said() == [(scene.member.id, sentence)]


def test_who_has_not_joined_is_seen_and_not_handed_over(scene: Scene) -> None:
    assert not scene.post(scene.outsider, "Kā norakstīt?", "Konsultācijas")
    scene.group.send(scene.outsider, "/jautat Kā?")
    scene.handle()
    assert not scene.told.called
    assert scene.told.outsiders == [scene.outsider.id] * 2
    assert not scene.said()


@pytest.mark.parametrize("who", ["member", "outsider"])
def test_a_button_in_the_group(scene: Scene, who: str) -> None:
    markup = {"reply_markup": {"inline_keyboard": [[{"text": "Uzņemties", "callback_data": "x:1"}]]}}
    card = scene.group.post(scene.bot.user, {"text": "karte", **markup})
    scene.group.seat(getattr(scene, who)).press(card, "Uzņemties")
    answer = scene.handle().answer
    assert answer is not None
    assert scene.told.pressed == ([False] if who == "member" else [])
    expected = "Šī iespēja ir Plaukta dalībniekiem. Lai pievienotos, atveriet @plaukts_bot un nospiediet Start (Sākt)."
    assert answer.text == (None if who == "member" else expected)


def test_an_edit_is_handed_over(scene: Scene) -> None:
    message = scene.group.send(scene.member, "Kā?", topic="Konsultācijas")
    scene.group.seat(scene.member).edit(message, "Kā norakstīt?")
    scene.handle()
    assert [(one.text, one.chat_id) for one in scene.told.edited] == [("Kā norakstīt?", scene.group.id)]


def test_what_happens_to_the_group_is_told(scene: Scene) -> None:
    scene.group.promote(scene.bot)
    scene.group.leave(scene.outsider)
    scene.group.create_topic("Vēl viena")
    scene.handle()
    assert scene.told.happened == ["my_chat_member", "message", "chat_member", "message"]


def test_in_a_foreign_group_nothing_has_an_effect(scene: Scene) -> None:
    other = scene.sandbox.add_group("Cita", [scene.member, scene.outsider, scene.bot], topics=["Konsultācijas"])
    scene.bot.updates.drop()
    other.send(scene.member, "Kā?", topic="Konsultācijas")
    other.send(scene.member, "/jautat Kā?")
    other.send(scene.member, "/parskats")
    other.send(scene.outsider, "@plaukts_bot palīdzi")
    scene.handle()
    assert (scene.told.posted, scene.told.called, scene.told.outsiders, scene.said()) == ([], [], [], [])
    assert {row.chat_id for row in scene.rows()} == {None}
    other.send(scene.member, "/grupa šī")
    scene.handle()
    assert scene.told.called == ["šī"]


def test_those_who_hide_behind_the_group_or_are_bots_are_not_taken_for_a_person(scene: Scene) -> None:
    hidden = {"sender_chat": scene.group.chat()}
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    for sender, more in ((scene.member.as_json(), hidden), (anonymous, hidden), (anonymous, {})):
        thread = {"message_thread_id": scene.group.topic("Konsultācijas").thread_id, "is_topic_message": True}
        scene.group.tell("message", scene.group.post(sender, {"text": "Kā?", **more}, None, thread))
    scene.handle()
    assert not scene.told.posted


def test_a_deep_link_is_for_members_and_takes_others_to_where_one_joins(scene: Scene) -> None:
    scene.member.chat_with(scene.bot).start("a42")
    scene.handle()
    scene.outsider.chat_with(scene.bot).start("a42")
    scene.handle()
    scene.member.chat_with(scene.bot).send("/start ABCDEFGHJK")
    scene.handle()
    assert scene.told.called == ["42", "", "ABCDEFGHJK"]


@pytest.mark.parametrize("refused", [False, True])
def test_what_telegram_answers_to_a_question_is_handed_over_once(scene: Scene, refused: bool) -> None:
    def ask(session: Session) -> None:
        delivery = outbox.enqueue(
            session,
            chat_id=scene.group.id,
            method="getChatMember",
            payload={"user_id": 1},
            about=About("question", "group", 3),
            lane=outbox.Lane.ANSWER,
            now=NOW,
        )
        (claimed,) = claim(session, [delivery], NOW)
        for _ in range(2):
            keep_answer(session, claimed, NOW, result={"status": "member"}, error="no" if refused else None)

    scene.database.submit(ask).result()
    scene.handle()
    (answer,) = scene.told.answered
    assert (answer.about.object_id, answer.result["status"], answer.error) == (3, "member", "no" if refused else None)
    assert [row.body for row in scene.rows()] == [""]


def test_a_post_goes_to_its_thread_or_orders_it(scene: Scene) -> None:
    def job(session: Session) -> list[int | None]:
        ctx = scene.router.tick_context(session, NOW)
        group = groups.region_group(session)
        assert group is not None
        photo = [{"kind": "photo", "file_id": "p1"}]
        with ctx.for_group() as speaking:
            text = speaking.texts.t("Help")
            first = speaking.post(groups.NEWS, text, [[link("Atvērt", ctx.deep_link("a42"))]], about=About("news"))
            general = speaking.post(groups.EVENTS, text, about=About("event"))
            group.status, group.rights = groups.ADMINISTRATOR, [groups.MANAGE_TOPICS]
            made = speaking.post(groups.EVENTS, text, attachments=photo, about=About("event"))
            album = speaking.post(groups.EVENTS, text, attachments=photo * 2, about=About("event"), key="k")
            again = speaking.post(groups.EVENTS, text, attachments=photo * 2, about=About("event"), key="k")
        assert album == again
        return [first, general, made, album]

    first, general, made, album = scene.database.submit(job).result()
    rows = scene.database.submit(lambda s: {row.id: row for row in s.execute(select(deliveries)).all()}).result()
    assert rows[first].payload["message_thread_id"] == scene.group.topic("Jaunumi").thread_id
    (link_button,) = rows[first].payload["reply_markup"]["inline_keyboard"][0]
    assert link_button == {"text": "Atvērt", "url": "https://t.me/plaukts_bot?start=a42"}
    assert "message_thread_id" not in rows[general].payload, "without the right to make threads there is General"
    (creation,) = [row for row in rows.values() if row.method == "createForumTopic"]
    assert creation.payload["name"] == "Semināri un pasākumi"
    assert (rows[made].method, rows[made].payload["caption"], rows[made].target_id) == (
        "sendPhoto",
        "Palīdzība",
        creation.id,
    )
    assert (rows[album].method, rows[album].target_id) == ("sendMessage", creation.id)
    assert [row.target_id for row in rows.values() if row.method == "sendMediaGroup"] == [album]


def test_without_a_group_nothing_is_posted(scene: Scene) -> None:
    def job(session: Session) -> int | None:
        ctx = scene.router.tick_context(session, NOW)
        group = groups.region_group(session)
        assert group is not None
        group.status = groups.KICKED
        assert ctx.post(groups.NEWS, ctx.texts.t("Help"), about=About("news")) is None
        group.adopted = None
        return ctx.post(groups.NEWS, ctx.texts.t("Help"), about=About("news"))

    assert scene.database.submit(job).result() is None
    assert not scene.said()
