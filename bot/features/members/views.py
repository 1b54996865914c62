"""What joining and belonging look like."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from bot.access import ADMIN, GUEST, LIBRARIAN, METHODOLOGIST, Act, may
from bot.context import Context, Region, Rows, button
from bot.texts import LANGUAGES, N_, Texts, bold, join_lines
from storage.members import JoinRequest, Member
from storage.outbox import About

ROLE_NAMES = {
    GUEST: N_("guest"),
    LIBRARIAN: N_("librarian"),
    METHODOLOGIST: N_("methodologist"),
    ADMIN: N_("administrator"),
}
ROLE_MEANINGS = {
    GUEST: N_("Sees the events that they are invited to and answers the invitations; nothing else."),
    LIBRARIAN: N_("Can ask, answer colleagues, publish news and search."),
    METHODOLOGIST: N_(
        "Can also read and answer private questions, register consultations, make reports, events and announcements, "
        "and let people in."
    ),
    ADMIN: N_("Can also give and take roles, attach the group and read the audit log."),
}
"""What somebody with the role can do (msgids), each but the first beside what the one before can."""
LANGUAGE_NAMES = {"lv": "Latviešu", "en": "English"}


def role_name(texts: Texts, role: str | None) -> str:
    """The role in words."""
    return texts.plain(ROLE_NAMES[role]) if role else texts.plain("not let in yet")


def greeting(texts: Texts, region: Region) -> Markup:
    """First words, above the notice."""
    return texts.t(
        "👋 Welcome to <b>Plaukts</b>, where the librarians of {region} exchange what they know.", region=region.name
    )


def invited(texts: Texts, name: str, libraries: Sequence[str]) -> Markup:
    """The invitation knows whom it is for."""
    return join_lines(
        [
            texts.t("You are invited as <b>{name}</b>.", name=name),
            texts.tn("Library: {names}", "Libraries: {names}", len(libraries), names=", ".join(libraries))
            if libraries
            else None,
            texts.t("If something in this is not right, it can be changed after joining, with /profils."),
        ]
    )


def request_sent(texts: Texts) -> Markup:
    """The person waits now."""
    return join_lines(
        [
            texts.t("✅ Your request has been sent to the methodologists."),
            texts.t("As soon as it is approved, a message will arrive here."),
        ]
    )


def request_waits(texts: Texts) -> Markup:
    """They asked before."""
    return texts.t("Your request is with the methodologists. As soon as it is decided, a message will arrive here.")


def request_card(texts: Texts, request: JoinRequest) -> Markup:
    """For those who may let people in."""
    return join_lines([texts.t("🙋 <b>Request to join</b>"), *_who(request.member)])


def undelivered_request(ctx: Context, _about: About, reason: str) -> Markup:
    """For who asked to be let in: a methodologist did not get the card."""
    return ctx.texts.t("⚠️ Your request to join was not delivered to every methodologist: {reason}.", reason=reason)


def request_buttons(texts: Texts, request: JoinRequest) -> Rows:
    """Yes, only to events, and no."""
    return [
        [
            button(texts.plain("Approve"), f"m:approve:{request.id}"),
            button(texts.plain("Decline"), f"m:decline:{request.id}"),
        ],
        [button(texts.plain("Approve as a guest (events only)"), f"m:guest:{request.id}")],
    ]


def crowd(texts: Texts, others: int) -> tuple[Markup, Rows]:
    """For those who decide: more ask than have cards."""
    if not others:
        return texts.t("🙋 No request to join is without a card any more."), ()
    text = join_lines(
        [
            texts.t("🙋 <b>Many requests to join</b>"),
            texts.t("Others that wait: {n}. Their cards come as the earlier ones are decided.", n=others),
            texts.t(
                "If these are not people of the region, all can be declined at once. Whoever is declined by mistake "
                "can ask again."
            ),
        ]
    )
    return text, [[button(texts.plain("Decline all…"), "m:crowd")]]


def ask_to_decline(texts: Texts, waiting: int, last: int) -> tuple[Markup, Rows]:
    """Before all are declined."""
    yes = button(texts.plain("Yes, decline all"), f"m:crowd:yes:{last}")
    no = button(texts.plain("No"), "m:crowd:no")
    return texts.t("Decline all requests that wait ({n})? Each is told that they were not let in.", n=waiting), [
        [yes],
        [no],
    ]


def decided_card(texts: Texts, request: JoinRequest, by: str | None) -> Markup:
    """The card after the decision; nobody had to decide where the person then came by a code."""
    if request.member.erased_at is not None and request.decided_at is None:
        result = texts.t("✖ Withdrawn: everything about the person was erased")
    elif by is None:
        result = texts.t("✅ Joined with an invite code")
    elif request.approved:
        result = texts.t("✅ Approved by: {name}", name=by)
    else:
        result = texts.t("✖ Declined by: {name}", name=by)
    return join_lines([request_card(texts, request), "", result])


def declined(texts: Texts) -> Markup:
    """The person was not let in."""
    return texts.t("The request was not approved. Please speak to the methodologist of your region.")


def welcome(texts: Texts, member: Member, region: str) -> Markup:
    """The person is in."""
    return _hello(
        texts, member, texts.t("✅ <b>{name}</b>, you have joined Plaukts ({region}).", name=member.name, region=region)
    )


def greeting_member(texts: Texts, member: Member, region: str) -> Markup:
    """The person has been in for long."""
    return _hello(
        texts, member, texts.t("👋 <b>{name}</b>, this is Plaukts ({region}).", name=member.name, region=region)
    )


def _hello(texts: Texts, member: Member, first: Markup) -> Markup:
    lines = [first, texts.t("Role: {role}", role=role_name(texts, member.role))]
    if member.libraries:
        lines.append(texts.tn("Library: {names}", "Libraries: {names}", len(member.libraries), names=_names(member)))
    closing = {
        LIBRARIAN: texts.t("To ask, simply write your question here, or press a button below."),
        METHODOLOGIST: texts.t(
            "Questions arrive here as cards. Consultations are registered with a line or four taps."
        ),
        ADMIN: texts.t("Questions arrive here as cards. Consultations are registered with a line or four taps."),
        GUEST: texts.t("What concerns you will arrive here."),
    }
    return join_lines([*lines, "", closing[member.role or GUEST]])


def profile(texts: Texts, member: Member) -> Markup:
    """What is known of the member."""
    return join_lines(
        [
            texts.t("👤 <b>Profile</b>"),
            *_who(member),
            texts.t("Role: {role}", role=role_name(texts, member.role)),
            _since(texts, member),
        ]
    )


def _since(texts: Texts, member: Member) -> Markup | None:
    year = member.in_profession_since
    return None if year is None else texts.t("In the profession since {year}", year=year)


def profile_buttons(texts: Texts, role: str | None, *, mails: bool) -> Rows:
    """What can be changed; what one wants to be told is chosen on pages of its own."""
    languages = [
        button(f"{'✅ ' if code == texts.language else ''}{LANGUAGE_NAMES[code]}", f"m:language:{code}")
        for code in LANGUAGES
    ]
    told = [button(texts.plain("🔔 What to receive"), "p:kinds"), button(texts.plain("🌙 Quiet hours"), "p:quiet")]
    colleagues = [
        button(texts.plain("🙋 May colleagues ask you?"), "p:asked"),
        button(texts.plain("Years in the profession"), "p:years"),
    ]
    return [
        [button(texts.plain("Change name"), "m:name"), button(texts.plain("Change libraries"), "m:libraries")],
        told,
        *([[button(texts.plain("📧 E-mail"), "em")]] if mails else []),
        *([one] for one in colleagues if may(role, Act.ASK)),
        [button(texts.plain("🔒 Privacy and my data"), "pv")],
        languages,
        [button(texts.plain("🚪 Leave Plaukts"), "m:leave")],
    ]


def language_set(texts: Texts) -> Markup:
    """In the new language."""
    return texts.t("✅ From now on in English.")


def _who(member: Member) -> list[Markup]:
    lines = [bold(member.name)]
    if member.libraries:
        lines.append(escape(_names(member)))
    return lines


def _names(member: Member) -> str:
    return ", ".join(library.name for library in member.libraries)
