"""A field that lets a person pick a member by letters of the name or the library. Shared by the features' forms."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from bot.context import Context, button
from bot.dialogs.form import Data, Prompt, number_in, pick
from bot.dialogs.pickers import PAGE
from bot.errors import UserError
from bot.texts import N_, cut, join_lines
from bot.typed import Typed
from storage.alphabet import latvian_order
from storage.latvian import fold, words
from storage.libraries import Library
from storage.members import Member, member_libraries

NOBODY = N_("There is no such member any more.")


@dataclass(frozen=True)
class Listed:
    """A member, as far as a list shows them: thousands are looked through, and as members they take a second."""

    id: int
    name: str
    role: str | None
    libraries: Sequence[str] = ()
    """Their names, of those on the page that is shown."""


def with_libraries(_ctx: Context, one: Listed) -> str:
    """A name and where it belongs to, as on a button."""
    return " · ".join([cut(one.name, 40), *one.libraries[:2]])


@dataclass(frozen=True)
class MemberField:
    """Type a few letters of a name or library, or turn the pages. Keeps the member's id under its name."""

    name: str = "member"
    question: Callable[[Context, Data], str | None] = lambda _ctx, _data: None
    """What is asked, as HTML in the person's language, above the hint how to answer."""
    label: Callable[[Context, Listed], str] = with_libraries
    """What stands on the button of a member."""
    without: Callable[[Context, Data], Collection[int]] = lambda _ctx, _data: ()
    """Ids of members who cannot be picked."""

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        letters = data.get("_letters", "")
        found = self._members(ctx, data, letters)
        page = min(int(data.get("_page", 0)), max(0, len(found) - 1) // PAGE)
        shown = _with_libraries(ctx, found[page * PAGE : (page + 1) * PAGE])
        rows = [[button(self.label(ctx, one), pick(one.id))] for one in shown]
        turning = [button("◀", pick(f"page{page - 1}"))] if page else []
        if (page + 1) * PAGE < len(found):
            turning.append(button("▶", pick(f"page{page + 1}")))
        hint = ctx.texts.t("Type a few letters of the name, or choose from the list.")
        if letters and not found:
            hint = ctx.texts.t("Nothing fits “{letters}”. Type other letters.", letters=letters)
        return Prompt(join_lines([self.question(ctx, data), hint]), [*rows, *([turning] if turning else [])])

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        letters = " ".join(typed.text.split())[:60]
        found = self._members(ctx, data, letters)
        if letters and len(found) == 1:
            self._keep(data, found[0].id)
            return True
        data |= {"_letters": letters, "_page": 0}
        return False

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        page = number_in(key.removeprefix("page")) if key.startswith("page") else None
        if page is not None:
            data["_page"] = page
            return False
        member = ctx.session.get(Member, number_in(key) or 0)
        if member is None or member.role is None or member.id in self.without(ctx, data):
            raise UserError(NOBODY)
        self._keep(data, member.id)
        return True

    def _keep(self, data: Data, member_id: int) -> None:
        data[self.name] = member_id
        for name in ("_letters", "_page"):
            data.pop(name, None)

    def _members(self, ctx: Context, data: Data, letters: str) -> list[Listed]:
        return members_found(ctx, letters, self.without(ctx, data))


def members_found(ctx: Context, letters: str, without: Collection[int] = ()) -> list[Listed]:
    """Members with a word of their name or library that begins with each of the typed ones, in Latvian order."""
    rows = ctx.session.execute(select(Member.id, Member.name, Member.role).where(Member.role.is_not(None)))
    listed = [Listed(*row) for row in rows if row.id not in without]
    wanted = [fold(word) for word in words(letters)]
    if wanted:
        called = {one.id: [one.name] for one in listed}
        works_in = select(member_libraries.c.member_id, Library.name).join(Library)
        for member_id, library in ctx.session.execute(works_in):
            called.get(member_id, []).append(library)
        listed = [one for one in listed if _fits(wanted, called[one.id])]
    return sorted(listed, key=lambda one: (latvian_order(one.name), one.id))


def _with_libraries(ctx: Context, shown: Sequence[Listed]) -> list[Listed]:
    works_in = select(member_libraries.c.member_id, Library.name).join(Library).order_by(Library.name)
    found: dict[int, list[str]] = {one.id: [] for one in shown}
    for member_id, library in ctx.session.execute(works_in.where(member_libraries.c.member_id.in_(found))):
        found[member_id].append(library)
    return [replace(one, libraries=found[one.id]) for one in shown]


def _fits(wanted: Sequence[str], called: Sequence[str]) -> bool:
    folded = [fold(word) for text in called for word in words(text)]
    return all(any(word.startswith(start) for word in folded) for start in wanted)
