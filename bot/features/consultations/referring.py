"""Referring a question to who knows better: another methodologist, the National Library, the municipality, anybody."""

from dataclasses import dataclass

from bot.access import STAFF, Act
from bot.context import Context, button
from bot.dialogs.form import Data, Form, Prompt, number_in, pick
from bot.errors import UserError
from bot.features.consultations import finding, showing, views
from bot.texts import N_
from bot.typed import Typed
from storage.consultations import GOING_ON, REFERRED, Consultation
from storage.members import Member, telegram_chat_of, telegram_chats
from storage.outbox import About

ELSEWHERE = {"national": N_("the National Library of Latvia"), "municipality": N_("the municipality")}
"""Key → whom (msgid), in the dative in Latvian: *Pāradresēts: Latvijas Nacionālajai bibliotēkai*."""
LONGEST = 200


@dataclass(frozen=True)
class WhomField:
    """One of the usual places, another methodologist, or whatever is typed."""

    name: str = "whom"

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        others = [one for one, _ in telegram_chats(ctx.session, *STAFF) if one.id != ctx.me.id]
        names = {key: ctx.texts.plain(name) for key, name in ELSEWHERE.items()}
        rows = [[button(name[:1].upper() + name[1:], pick(key))] for key, name in names.items()]
        rows += [[button(one.name, pick(one.id))] for one in others[:8]]
        text = ctx.texts.t(
            "To whom is question No. {number} referred? Press a button or write it; the asker will be told.",
            number=data["number"],
        )
        return Prompt(text, rows)

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        whom = " ".join(typed.text.split())
        if not whom or len(whom) > LONGEST:
            raise UserError(N_("Write in a few words to whom, or press a button."))
        data |= {self.name: whom, "member": None}
        return True

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        if key in ELSEWHERE:
            data |= {self.name: ctx.texts.plain(ELSEWHERE[key]), "member": None}
            return True
        number = number_in(key)
        member = ctx.session.get(Member, number) if number is not None else None
        if member is None or member.role not in STAFF:
            raise UserError(N_("Write in a few words to whom, or press a button."))
        data |= {self.name: member.name, "member": member.id}
        return True


def refer(ctx: Context, number: int, whom: str, member_id: int | None) -> Consultation:
    """Record to whom a question is referred. A methodologist answers it as theirs; elsewhere it is out of our hands."""
    consultation = finding.found(ctx, number)
    if consultation.status not in GOING_ON:
        raise UserError(N_("Question No. {number} is closed already."), number=number)
    consultation.referred_to = whom
    if member_id is not None:
        consultation.responsible = ctx.session.get(Member, member_id)
    elif consultation.answered_at is None:
        consultation.status = REFERRED
    ctx.note("refer", "consultation", number, member=member_id)
    showing.tell_asker(ctx, consultation, "referred", lambda texts: (views.referred_for_asker(texts, consultation), ()))
    if member_id is not None:
        _tell_colleague(ctx, consultation)
    showing.refresh(ctx, consultation)
    return consultation


def _tell_colleague(ctx: Context, consultation: Consultation) -> None:
    taker = consultation.responsible
    chat_id = telegram_chat_of(ctx.session, taker.id) if taker else None
    if taker is None or chat_id is None:
        return
    with ctx.speaking_to(taker) as speaking:
        speaking.tell(
            taker,
            chat_id,
            views.referred_to_you(speaking.texts, consultation, ctx.me.name),
            [[button(speaking.texts.plain("Answer"), f"c:answer:{consultation.number}")]],
            about=About("referred", "consultation", consultation.number),
        )


def _refer(ctx: Context, data: Data) -> None:
    consultation = refer(ctx, data["number"], data["whom"], data["member"])
    ctx.show(
        ctx.texts.t(
            "↗️ Question No. {number} is referred to: {whom}. The asker is told.",
            number=consultation.number,
            whom=data["whom"],
        )
    )


REFER = Form("refer", (WhomField(),), _refer, act=Act.ANSWER, left=N_("Cancelled. The question was not referred."))
