"""Whom something is for, in words; years in the profession as people type them."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import select

from bot.access import ADMIN, GUEST, LIBRARIAN, METHODOLOGIST, ROLES
from bot.context import Context
from bot.texts import N_, cut
from storage.alphabet import latvian_order
from storage.audience import Audience
from storage.consultations import entry_names
from storage.latvian import fold
from storage.libraries import Library, Municipality
from storage.vocabulary import LIBRARY_KIND, TOPIC, entries_of

COLLEAGUES = Audience(roles=(LIBRARIAN, METHODOLOGIST, ADMIN))
"""All who work in a library of the region."""
EXPERIENCE: tuple[tuple[int | None, int | None], ...] = ((None, 2), (3, 10), (11, None))
"""Years in the profession, from and to: those who begin, those who know it, those who have long done it."""
MOST_YEARS = 60

ROLE_NAMES = {
    LIBRARIAN: N_("Librarians"),
    METHODOLOGIST: N_("Methodologists"),
    ADMIN: N_("Administrators"),
    GUEST: N_("Guests (municipality representatives and others)"),
}
_SPAN = re.compile(r"(\d{1,2})\s*(?:-|–|lidz|to)\s*(\d{1,2})")
_UP_TO = re.compile(r"(?:lidz|up to|under)\s+(\d{1,2})")
_OVER = re.compile(r"(?:vairak(?:\s+(?:neka|par|ka))?|virs|more than|over)\s+(\d{1,2})")
_FROM = re.compile(r"(?:no|vismaz|from|at least)\s+(\d{1,2})|(\d{1,2})\s*\+")


def describe(ctx: Context, audience: Audience) -> str:
    """Whom it means, in one line: *Librarians, Methodologists · kind of library: school · Kuldīgas novads*."""
    named = len(audience.member_ids)
    by_name = ctx.texts.plain_n("{n} person by name", "{n} people by name", named) if named else None
    if audience.only_named:
        return by_name or ctx.texts.plain("nobody yet")
    said = [_roles(ctx, audience), *_libraries(ctx, audience)]
    if (audience.years_from, audience.years_to) != (None, None):
        said.append(years_in_words(ctx, audience.years_from, audience.years_to))
    said += _interests(ctx, audience)
    return " · ".join([*said, *([f"+ {by_name}"] if by_name else [])])


def _roles(ctx: Context, audience: Audience) -> str:
    if set(audience.roles) == set(COLLEAGUES.roles):
        return ctx.texts.plain("All colleagues") if _plain(audience) else ctx.texts.plain("Colleagues")
    if not audience.roles or set(audience.roles) == set(ROLES):
        return ctx.texts.plain("Everybody, guests too")
    return ", ".join(ctx.texts.plain(ROLE_NAMES[role]) for role in reversed(ROLES) if role in audience.roles)


def _plain(audience: Audience) -> bool:
    return replace(audience, member_ids=(), roles=()) == Audience()


def _libraries(ctx: Context, audience: Audience) -> Iterator[str]:
    if audience.library_kinds:
        kinds = {one.key: one.name(ctx.texts.language) for one in entries_of(ctx.session, LIBRARY_KIND, retired=True)}
        named = ", ".join(kinds.get(key, key) for key in audience.library_kinds)
        yield ctx.texts.plain("kind of library: {kinds}", kinds=named)
    for model, ids in ((Municipality, audience.municipality_ids), (Library, audience.library_ids)):
        if ids:
            names = ctx.session.scalars(select(model.name).where(model.id.in_(ids)))
            yield cut(", ".join(sorted(names, key=latvian_order)), 200)


def _interests(ctx: Context, audience: Audience) -> Iterator[str]:
    if audience.topics:
        names = entry_names(ctx.session, TOPIC, ctx.texts.language)
        named = ", ".join(names.get(key, key) for key in audience.topics)
        yield ctx.texts.plain("interested in: {topics}", topics=cut(named, 200))
    if audience.event_numbers:
        numbers = ", ".join(map(str, audience.event_numbers))
        yield ctx.texts.plain("registered for event No. {numbers}", numbers=numbers)


def years_in_words(ctx: Context, first: int | None, last: int | None) -> str:
    """Years in the profession, from and to."""
    if first is None:
        return ctx.texts.plain_n("up to {n} year in the profession", "up to {n} years in the profession", last or 0)
    if last is None:
        return ctx.texts.plain_n("from {n} year in the profession", "from {n} years in the profession", first)
    return ctx.texts.plain("{first}–{last} years in the profession", first=first, last=last)


def read_years(text: str) -> tuple[int | None, int | None] | None:
    """Years in the profession as people type them: ``3-10``, ``līdz 5``, ``vairāk nekā 10``, ``no 3``, ``10+``."""
    said = fold(" ".join(text.split()))
    if found := _SPAN.search(said):
        first, last = sorted((int(found[1]), int(found[2])))
    elif found := _UP_TO.search(said):
        first, last = None, int(found[1])
    elif found := _OVER.search(said):
        first, last = int(found[1]) + 1, None
    elif found := _FROM.search(said):
        first, last = int(found[1] or found[2]), None
    else:
        return None
    return (first, last) if (first or 0) <= MOST_YEARS and (last or 0) <= MOST_YEARS else None
