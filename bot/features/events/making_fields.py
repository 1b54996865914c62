"""The fields by which an event is made: its title, where it is, how long, whom to remind when, what it is about."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from bot.context import Button, Context, button
from bot.dialogs.form import Data, Prompt, number_in, pick
from bot.dialogs.pickers import MessageField, matching
from bot.errors import UserError
from bot.features.events.oneline import LINK, LONGEST_PLACE, LONGEST_TITLE, ONLINE, read_length
from bot.texts import N_, Texts, cut, join_lines
from bot.typed import Typed
from storage.consultations import entry_names
from storage.events import OTHER_FORMS, recent_places
from storage.latvian import fold
from storage.libraries import Library, libraries_on
from storage.vocabulary import EVENT_KIND

HYBRID = "hybrid_seminar"
LONGEST_LINK = 500
SUGGESTED = 3
"""Places of the organiser's last events that are offered."""
MOST_LIBRARIES = 6
"""Libraries that fit what was typed; of more than these another letter has to be typed."""
LONGEST_MINUTES = 30 * 24 * 60
REMINDERS = (14 * 24 * 60, 7 * 24 * 60, 3 * 24 * 60, 24 * 60, 3 * 60, 2 * 60, 60, 30)
"""Offsets, in minutes before the beginning, that are offered."""
MOST_REMINDERS = 6
_OFFSET = re.compile(r"(\d{1,3})\s*(min|st|h\b|dien|d\b|day|hour|ned|week)")
_UNITS = {"min": 1, "st": 60, "h": 60, "hour": 60, "dien": 1440, "d": 1440, "day": 1440, "ned": 10080, "week": 10080}


@dataclass(frozen=True)
class TitleField:
    """What it is called. Of what has no title of its own (a visit, say) the kind's name is offered."""

    name: str = "title"

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        rows: list[list[Button]] = []
        if data.get("kind") in OTHER_FORMS:
            rows = [[button(self._kind(ctx, data), pick("kind"))]]
        return Prompt(ctx.texts.t("What is it called? Write the title as the invitation shall show it."), rows)

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        title = " ".join(typed.text.split())
        if not title:
            raise UserError(N_("Please write the title in words."))
        if len(title) > LONGEST_TITLE:
            raise UserError(N_("A title has at most 200 characters; the rest can stand in the description."))
        data[self.name] = title
        return True

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        if key != "kind" or data.get("kind") not in OTHER_FORMS:
            raise UserError(N_("Please write the title in words."))
        data[self.name] = self._kind(ctx, data)
        return True

    def _kind(self, ctx: Context, data: Data) -> str:
        kind = str(data["kind"])
        return entry_names(ctx.session, EVENT_KIND, ctx.region.language).get(kind, kind)


@dataclass(frozen=True)
class WhereField:
    """A place, a link, or both. Keeps ``{"place", "link", "library"}``, the last one an id where it is a library.

    ``_places`` among the data are ids of libraries that a typed line can mean, ``_written`` how it wrote the place.
    """

    name: str = "where"

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        half = data.get("_half")
        if half is not None:
            later = [button(ctx.texts.plain("Add it later"), pick("later"))]
            if half["place"]:
                text = ctx.texts.t(
                    "Send the link for those who take part online. The place: {place}", place=half["place"]
                )
            else:
                text = ctx.texts.t("And where do the others meet? The link: {link}", link=half["link"])
            return Prompt(text, [later])
        if data.get("_online"):
            return Prompt(ctx.texts.t("Send the link at which it takes place."), [self._unknown(ctx)])
        found, written = list(data.get("_places", ())), data.get("_written")
        rows = [[button(one.name, pick(f"l{one.id}"))] for one in self._named(ctx, found)]
        if written:
            rows.append([button(cut(ctx.texts.plain("As I wrote it: {place}", place=written), 60), pick("written"))])
            return Prompt(ctx.texts.t("Which place is meant? Or type it again."), [*rows, self._unknown(ctx)])
        rows = [[button(cut(place, 60), pick(f"s{at}"))] for at, place in enumerate(self._suggested(ctx))]
        rows.append([button(ctx.texts.plain("🔗 Online"), pick("online"))])
        text = ctx.texts.t("Where? Type the place, a library's name or a link; both make it hybrid.")
        return Prompt(text, [*rows, self._unknown(ctx)])

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        link, place = read_where(typed.text)
        half = data.get("_half")
        if half is not None:
            wanted = link if half["place"] else place
            if wanted is None:
                raise UserError(NO_LINK if half["place"] else NO_PLACE)
            found = dict(half) | ({"link": link} if half["place"] else self._resolved(ctx, place or ""))
            return self._settle(data, found)
        if data.get("_online") and link is None:
            raise UserError(NO_LINK)
        if place is None and link is None:
            raise UserError(NO_PLACE)
        found = {"place": None, "link": link, "library": None}
        if place is not None:
            fitting = [] if "," in place else matching(libraries_on(ctx.session, ctx.today), place)
            if 1 < len(fitting) <= MOST_LIBRARIES:
                data |= {"_places": [one.id for one in fitting], "_written": place, "_link": link}
                return False
            found |= self._resolved(ctx, place)
        return self._complete(data, found)

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        nowhere = {"place": None, "link": None, "library": None}
        if key == "later" and "_half" in data:
            return self._settle(data, data["_half"])
        if key == "unknown":
            return self._settle(data, nowhere)
        if key == "online":
            data["_online"] = True
            return False
        if key == "written" and data.get("_written"):
            return self._complete(data, nowhere | {"place": data["_written"], "link": data.get("_link")})
        number = number_in(key[1:])
        if key.startswith("l") and number in data.get("_places", ()):
            library = ctx.session.get(Library, number)
            if library is not None:
                found = {"place": library.name, "link": data.get("_link"), "library": library.id}
                return self._complete(data, found)
        suggested = self._suggested(ctx)
        if key.startswith("s") and number is not None and number < len(suggested):
            return self._complete(data, nowhere | self._resolved(ctx, suggested[number]))
        raise UserError(N_("This choice is not there any more. Choose another one."))

    def _complete(self, data: Data, found: Data) -> bool:
        """What is hybrid is asked for its other half."""
        if data.get("kind") == HYBRID and not (found["place"] and found["link"]):
            data["_half"] = found
            return False
        return self._settle(data, found)

    def _settle(self, data: Data, found: Data) -> bool:
        for name in ("_half", "_online", "_places", "_written", "_link"):
            data.pop(name, None)
        data[self.name] = found
        return True

    def _resolved(self, ctx: Context, place: str) -> Data:
        """The place, by the library's own name where it is one."""
        fitting = matching(libraries_on(ctx.session, ctx.today), place) if "," not in place else []
        exact = [one for one in fitting if fold(one.name) == fold(place)]
        one = next(iter(exact), fitting[0] if len(fitting) == 1 else None)
        return {"place": one.name if one else place, "library": one.id if one else None}

    def _named(self, ctx: Context, ids: Sequence[int]) -> list[Library]:
        return [library for key in ids if (library := ctx.session.get(Library, key)) is not None]

    def _suggested(self, ctx: Context) -> list[str]:
        main = [one.name for one in libraries_on(ctx.session, ctx.today) if one.main]
        own = [one.name for one in ctx.me.libraries]
        return list(dict.fromkeys([*main, *own, *recent_places(ctx.session, ctx.me.id, SUGGESTED)]))[: SUGGESTED + 2]

    def _unknown(self, ctx: Context) -> list[Button]:
        return [button(ctx.texts.plain("Not known yet"), pick("unknown"))]


NO_LINK = N_("This is no link. It begins with https:// – copy it from the meeting's invitation.")
NO_PLACE = N_("Please write the place in words, up to 300 characters.")


def read_where(text: str) -> tuple[str | None, str | None]:
    """The link and the place that a text names; raises UserError where one of them is too long."""
    said = " ".join(text.split())
    found = LINK.search(said)
    link = found[0].rstrip(".,;)") if found else None
    place = ONLINE.sub(" ", said.replace(link, " ", 1)) if link else said
    place = " ".join(place.split()).strip(" ,;:–—-")
    place = place if re.search(r"\w", place) else ""
    if link is not None and not link.lower().startswith("http"):
        link = f"https://{link}"
    if len(place) > LONGEST_PLACE:
        raise UserError(NO_PLACE)
    if link is not None and len(link) > LONGEST_LINK:
        raise UserError(N_("This link is too long: at most 500 characters."))
    return link, place or None


@dataclass(frozen=True)
class ValueField:
    """A line or a number that may also be nothing. Keeps what ``read`` makes of it under its name, or ``None``."""

    name: str
    question: Callable[[Context, Data], Markup]
    read: Callable[[str], Any]
    """What is kept of a typed text; ``None`` where it is not what was asked."""
    wrong: str
    """The sentence for what is not (msgid)."""
    nothing: str
    """The label of having none (msgid)."""
    offered: Sequence[int] = ()
    """Numbers that are offered as buttons."""

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        numbers = [button(str(one), pick(one)) for one in self.offered]
        rows = [numbers[at : at + 6] for at in range(0, len(numbers), 6)]
        return Prompt(self.question(ctx, data), [*rows, [button(ctx.texts.plain(self.nothing), pick("none"))]])

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        found = self.read(typed.text)
        if found is None:
            raise UserError(self.wrong)
        data[self.name] = found
        return True

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        if key != "none" and number_in(key) not in self.offered:
            raise UserError(self.wrong)
        data[self.name] = None if key == "none" else int(key)
        return True


@dataclass(frozen=True)
class LengthField:
    """Minutes or academic hours. Keeps ``{"minutes", "academic_hours"}``."""

    name: str
    question: Callable[[Context, Data], Markup]

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        offered = [45, 90, 120, 180, 240, 360]
        rows = [[button(ctx.texts.minutes(one), pick(one)) for one in offered[at : at + 3]] for at in (0, 3)]
        return Prompt(self.question(ctx, data), rows)

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        found = read_length(typed.text)
        if found is None or (found[0] or 0) > LONGEST_MINUTES:
            raise UserError(N_("Write the length like this: 90, 3 h, 1,5 h or 4 ak. st."))
        data[self.name] = {"minutes": found[0], "academic_hours": found[1]}
        return True

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        minutes = number_in(key)
        if not minutes or minutes > LONGEST_MINUTES:
            raise UserError(N_("Write the length like this: 90, 3 h, 1,5 h or 4 ak. st."))
        data[self.name] = {"minutes": minutes, "academic_hours": None}
        return True


def before_in_words(texts: Texts, minutes: int) -> str:
    """How long before: ``7 days``, ``2 hours``, ``30 minutes``."""
    if minutes % 1440 == 0:
        return texts.plain_n("{n} day before", "{n} days before", minutes // 1440)
    if minutes % 60 == 0:
        return texts.plain_n("{n} hour before", "{n} hours before", minutes // 60)
    return texts.plain_n("{n} minute before", "{n} minutes before", minutes)


def read_offset(text: str) -> int | None:
    """Minutes before the beginning as people type them: ``3 dienas``, ``12 h``, ``2 nedēļas``."""
    found = _OFFSET.search(fold(text))
    minutes = int(found[1]) * _UNITS[found[2]] if found else 0
    return minutes if 0 < minutes <= 60 * 1440 else None


@dataclass(frozen=True)
class RemindersField:
    """When people are reminded. Keeps minutes before the beginning, the earliest first."""

    name: str
    question: Callable[[Context, Data], Markup]

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        chosen: list[int] = data[self.name]
        offered = sorted({*REMINDERS, *chosen}, reverse=True)
        buttons = [
            button(
                f"✅ {before_in_words(ctx.texts, one)}" if one in chosen else before_in_words(ctx.texts, one), pick(one)
            )
            for one in offered
        ]
        rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
        rows.append([button(ctx.texts.plain("No reminders"), pick("none"))] if chosen else [])
        rows.append([button(ctx.texts.plain("Done ({n})", n=len(chosen)), pick("done"))])
        hint = ctx.texts.t("Press to change, or write another time, for example: 10 days, 12 h.")
        return Prompt(join_lines([self.question(ctx, data), hint]), [row for row in rows if row])

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        offset = read_offset(typed.text)
        if offset is None:
            raise UserError(N_("Write it like this: 3 days, 12 h, 30 min. The earliest is 60 days before."))
        return self._toggle(data, offset)

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        if key == "done":
            return True
        if key == "none":
            data[self.name] = []
            return True
        offset = number_in(key)
        if not offset or offset > 60 * 1440:
            raise UserError(N_("This choice is not there any more. Choose another one."))
        return self._toggle(data, offset)

    def _toggle(self, data: Data, offset: int) -> bool:
        chosen: list[int] = data[self.name]
        if offset in chosen:
            chosen = [one for one in chosen if one != offset]
        elif len(chosen) >= MOST_REMINDERS:
            raise UserError(N_("At most six reminders: take one back first."))
        else:
            chosen = [*chosen, offset]
        data[self.name] = sorted(chosen, reverse=True)
        return False


@dataclass(frozen=True)
class AboutField(MessageField):
    """What it is about, and files. Keeps the message, or which of the two is to be removed."""

    has: Callable[[Context, Data], tuple[bool, bool]] = lambda _ctx, _data: (False, False)
    """Whether there is a text, and whether there are files, that could be removed."""

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        text, files = self.has(ctx, data)
        rows = [
            *([[button(ctx.texts.plain("Remove the description"), pick("text"))]] if text else []),
            *([[button(ctx.texts.plain("Remove the files"), pick("attachments"))]] if files else []),
        ]
        return Prompt(join_lines([self.question(ctx, data)]), rows)

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        text, files = self.has(ctx, data)
        if not ((key == "text" and text) or (key == "attachments" and files)):
            raise UserError(N_("Please write a message."))
        data["remove"] = key
        return True
