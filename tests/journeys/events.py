"""Events in a whole region: published from outside, and what people then see of them."""

from typing import Any

from sqlalchemy.orm import Session

from bot.context import Context, Region
from bot.features.events import inviting
from bot.sandbox import Group
from bot.texts import texts_for
from storage.events import DRAFT, GOING, Event, Registration, event_numbered, registrations
from storage.members import Member, member_by_telegram
from tests.features.events.making import an_event
from tests.journeys.person import Message
from tests.journeys.world import Person, World

THREAD = "Semināri un pasākumi"


def member_of(session: Session, person: Person) -> Member:
    """Whose phone it is."""
    member, _ = member_by_telegram(session, person.chat.user.id)
    assert member is not None
    return member


def as_person(world: World, session: Session, person: Person) -> Context:
    """What this person's act has in its hands."""
    member = member_of(session, person)
    user = person.chat.user.id
    texts = texts_for(member.language)
    now = world.sandbox.clock.now()
    profile = world.profile
    return Context(
        session,
        now,
        Region(profile.region, profile.zone, profile.language, "plaukts_bot", mails=profile.mail is not None),
        texts,
        member=member,
        chat_id=user,
        user_id=user,
    )


async def publish(world: World, organiser: Person, *named: Person, **more: Any) -> int:
    """An event of this organiser is published, these people named; returns its number."""

    def job(session: Session) -> int:
        ctx = as_person(world, session, organiser)
        audience = more.pop("audience", {"roles": ["librarian", "methodologist", "admin"]})
        if named:
            audience |= {"member_ids": [member_of(session, one).id for one in named]}
        event = an_event(session, ctx.me.id, now=ctx.now, status=DRAFT, audience=audience, **more)
        inviting.publish(ctx, event)
        return event.number

    number = world.write(job)
    for _ in range(3):
        await world.move_clock(seconds=2)
    return number


def change(world: World, organiser: Person, number: int, **values: Any) -> None:
    """The event is otherwise now, and what shows it follows; a grown ``version`` asks everybody anew."""

    def job(session: Session) -> None:
        ctx = as_person(world, session, organiser)
        event = event_numbered(session, number)
        assert event is not None
        for name, value in values.items():
            setattr(event, name, value)
        inviting.refresh(ctx, event)

    world.write(job)


def put_down(
    world: World, number: int, *people: Person | str, state: str = GOING, came: bool | None = None, **more: Any
) -> None:
    """Members, and guests by name, have answered, and perhaps come; nobody is told of it."""

    def job(session: Session) -> None:
        event = event_numbered(session, number)
        assert event is not None
        for one in people:
            who: dict[str, Any] = {"guest_name": one}
            if isinstance(one, Person):
                member = member_of(session, one)
                who = {"member_id": member.id, "libraries": list(member.libraries)}
            at = world.sandbox.clock.now()
            session.add(Registration(event_id=event.id, state=state, at=at, attended=came, **(who | more)))

    world.write(job)


def stands(world: World, number: int) -> list[tuple[str, str, str | None]]:
    """(name, state, mode) of all answers, in the order in which they came."""

    def query(session: Session) -> list[tuple[str, str, str | None]]:
        event = event_numbered(session, number)
        assert event is not None
        return [(one.name, one.state, one.mode) for one in registrations(session, event)]

    return world.read(query)


def in_thread(group: Group) -> list[Message]:
    """What the bot has written in the group's thread for events."""
    thread = group.topic(THREAD).thread_id
    return [
        one
        for one in group.messages
        if one["from"]["is_bot"] and one.get("message_thread_id") == thread and not one.get("forum_topic_created")
    ]


__all__ = ["Event", "as_person", "change", "in_thread", "member_of", "publish", "put_down", "stands"]
