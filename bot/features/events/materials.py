"""Materials: what the organiser hands out to those who came, or to all who registered."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.access import ROLES, Act
from bot.albums import joined
from bot.context import Context, attachment_messages
from bot.errors import UserError
from bot.features.events import cards, organising, views
from bot.payloads import with_attachments
from bot.texts import LANGUAGES, N_, Texts, bold, join_lines, length, texts_for
from bot.typed import Typed
from storage import attendance, outbox
from storage.audience import Audience
from storage.authored import authored_at, of_album
from storage.broadcasts import Content, announce
from storage.events import CANCELLED, DRAFT, EVENT, Event
from storage.materials import EventMaterial, next_position
from storage.members import Member
from storage.outbox import About
from storage.revisions import broadcast_kinds, revise, withdraw

MATERIALS, FILES = "materials", "files"
"""Part of an event in the outbox: ``materials1``, ``materials1files0`` … by the position of each."""
LONGEST = 3500
"""UTF-16 units of a text: with its heading it has to fit into one message."""
TOO_LONG = N_("This text is too long: {most} characters are the most. Send the rest as another message or a file.")
NOBODY = N_("There is nobody yet whom materials of event No. {number} could be sent to.")


def recipients(ctx: Context, event: Event, *, for_all: bool) -> list[int]:
    """Ids of the members who came, or who registered as well; the acting one has it already."""
    found = attendance.came_or_going if for_all else attendance.came
    return [one for one in found(ctx.session, event) if one != ctx.me.id]


def send(ctx: Context, event: Event, typed: Typed, *, for_all: bool) -> tuple[EventMaterial, int]:
    """Hand it out; returns it and to how many. Raises UserError where it cannot be, and NotAllowedError."""
    to = recipients(ctx, event, for_all=for_all) if event.status not in (CANCELLED, DRAFT) else []
    files = [item for item in typed.attachments if item["kind"] != "sticker"]
    if not to:
        raise UserError(NOBODY, number=event.number)
    if not typed.text.strip() and not files:
        raise UserError(N_("This kind of message cannot be passed on. Write it in words, or send a photo or file."))
    if length(typed.text) > LONGEST:
        raise UserError(TOO_LONG, most=LONGEST)
    material = EventMaterial(
        event_id=event.id,
        position=next_position(ctx.session, event),
        author_id=ctx.me.id,
        text=typed.text.strip(),
        at=ctx.now,
        attachments=files,
        for_all=for_all,
        chat_id=typed.chat_id,
        message_id=typed.message_id,
        album=typed.album,
    )
    ctx.session.add(material)
    ctx.session.flush()
    material.captioned = len(files) == 1 and _fits_caption(ctx, material)
    _announce(ctx, material, _kind(material), _contents(ctx, material), to)
    _announce_files(ctx, material, () if material.captioned else files, to)
    ctx.note("send_materials", EVENT, event.number, recipients=len(to))
    _follow(ctx, event)
    return material, len(to)


def say(ctx: Context, material: EventMaterial) -> None:
    """Show it to the acting person, as others have got it."""
    content = _content(ctx, material, ctx.texts)
    ctx.say_as_is(content.method, content.payload, about=_opened(material))
    files = material.attachments[1:] if material.captioned else material.attachments
    for method, payload in attachment_messages(files) if files else ():
        ctx.say_as_is(method, payload, about=_opened(material, FILES))


def take_back(ctx: Context, material: EventMaterial) -> None:
    """It was sent by mistake: nobody has it any more."""
    material.withdrawn_at = ctx.now
    ctx.session.flush()
    number, files = material.event.number, _files_kind(material)
    for kind in broadcast_kinds(ctx.session, EVENT, number):
        if kind == _kind(material) or kind.startswith(files):
            withdraw(ctx.session, About(kind, EVENT, number), ctx.now, update_id=ctx.update_id)
    for about in (_opened(material), _opened(material, FILES)):
        for delivery, _ in outbox.deliveries_about(ctx.session, about):
            ctx.take_back(delivery)
    ctx.note("withdraw_materials", EVENT, number)
    _follow(ctx, material.event)


def late_part(ctx: Context, typed: Typed) -> bool:
    """A part of an album that came after the rest was sent: it follows to the same people."""
    material = of_album(ctx.session, EventMaterial, typed.chat_id, typed.album) if typed.album else None
    if material is None or material.withdrawn_at is not None or not ctx.may(Act.EVENTS):
        return False
    material.attachments = joined(material.attachments, typed, captioned=material.captioned)
    to = recipients(ctx, material.event, for_all=material.for_all)
    _announce_files(ctx, material, typed.attachments, to)
    return True


def edited(ctx: Context, typed: Typed) -> bool:
    """The author changed their message: what was sent follows. Tells whether it was one; raises UserError."""
    material = authored_at(ctx.session, EventMaterial, typed.chat_id, typed.message_id)
    if material is None or material.withdrawn_at is not None or not ctx.may(Act.EVENTS):
        return False
    if length(typed.text) > LONGEST:
        raise UserError(TOO_LONG, most=LONGEST)
    material.text = typed.text.strip()
    if material.captioned and not _fits_caption(ctx, material):
        raise UserError(N_("With a photo or a file a text can have 1024 characters. Please shorten it."))
    about = About(_kind(material), EVENT, material.event.number)
    revise(ctx.session, about, _contents(ctx, material), ctx.now, update_id=ctx.update_id)
    for delivery, reader_id in outbox.deliveries_about(ctx.session, _opened(material)):
        if reader := ctx.session.get(Member, reader_id):
            ctx.edit(delivery, _text(ctx, material, texts_for(reader.language)))
    return True


def _kind(material: EventMaterial) -> str:
    return f"{MATERIALS}{material.position}"


def _files_kind(material: EventMaterial) -> str:
    return f"{_kind(material)}{FILES}"


def _opened(material: EventMaterial, part: str = "") -> About:
    """What somebody has looked at once more: its words, or its files."""
    return About(f"{_kind(material)}opened{part}", EVENT, material.event.number)


def _follow(ctx: Context, event: Event) -> None:
    cards.refresh_all(ctx, event)
    organising.refresh(ctx, event)


def _announce(ctx: Context, material: EventMaterial, kind: str, said: dict[str, Content], to: Sequence[int]) -> None:
    announce(
        ctx.session,
        About(kind, EVENT, material.event.number),
        said,
        roles=ROLES,
        now=ctx.now,
        update_id=ctx.update_id,
        audience=Audience(member_ids=tuple(to), only_named=True),
    )


def _announce_files(ctx: Context, material: EventMaterial, files: Sequence[dict[str, str]], to: Sequence[int]) -> None:
    kinds = broadcast_kinds(ctx.session, EVENT, material.event.number)
    first = sum(kind.startswith(_files_kind(material)) for kind in kinds)
    for number, (method, payload) in enumerate(attachment_messages(files) if files else (), start=first):
        content = {ctx.region.language: Content(method, payload)}
        _announce(ctx, material, f"{_files_kind(material)}{number}", content, to)


def _text(ctx: Context, material: EventMaterial, texts: Texts) -> Markup:
    event = material.event
    kind = views.kind_name(ctx, event, texts)
    head = texts.t("📎 <b>Materials</b> · {kind} · No. {number}", kind=kind, number=event.number)
    return join_lines([head, bold(event.title), *(["", material.text] if material.text else [])])


def _contents(ctx: Context, material: EventMaterial) -> dict[str, Content]:
    languages = sorted(LANGUAGES, key=lambda language: language != ctx.region.language)
    return {language: _content(ctx, material, texts_for(language)) for language in languages}


def _content(ctx: Context, material: EventMaterial, texts: Texts) -> Content:
    carried = material.attachments[:1] if material.captioned else ()
    method, payload, _ = with_attachments(_text(ctx, material, texts), (), carried)
    return Content(method, payload)


def _fits_caption(ctx: Context, material: EventMaterial) -> bool:
    """Whether one file can carry the text in every language."""
    texts = (_text(ctx, material, texts_for(language)) for language in LANGUAGES)
    return not any(with_attachments(text, (), material.attachments[:1])[2] for text in texts)
