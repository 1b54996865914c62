"""What travels along with what somebody wrote: the parts of an album in their order, and one file in another's place.

Each part of an album is a message of its own, and in whatever order they come, their sender put them in that of the
messages' numbers (``Typed.attachments`` names it as ``part``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.errors import UserError
from bot.texts import N_
from bot.typed import Typed, in_order

File = dict[str, str]

FILE_STAYS = N_("Its file stays, unless you send another one with the text.")
FILES_STAY = N_("Its files stay. To exchange one of them, edit your own message that has it.")
FILE_MAY_COME = N_("A photo or a file may come with it.")

_EXCHANGEABLE = frozenset({"photo", "video", "document", "audio", "animation"})
_MIXED = frozenset({"photo", "video"})


@dataclass(frozen=True)
class Exchange:
    """The author put another file into a message of theirs."""

    old: File | None
    """Nothing where there was none."""
    new: File
    attachments: list[File]
    """All that travels along from now on."""

    @property
    def allowed(self) -> bool:
        """Whether Telegram lets the new file take the old one's place in what was sent.

        An album stays one of its kind. Source: https://core.telegram.org/bots/api#editmessagemedia
        """
        if self.old is None:
            return False
        kinds = {self.old["kind"], self.new["kind"]}
        if len(self.attachments) > 1 and len(kinds) > 1:
            return kinds <= _MIXED
        return kinds <= _EXCHANGEABLE


def joined(attachments: Sequence[File], typed: Typed, *, captioned: bool = False) -> list[File]:
    """With a part of the album that came after the rest, in its place.

    ``captioned``: the first of them went with the text as its caption, and goes on being the one that did.
    """
    held = 1 if captioned else 0
    return [*attachments[:held], *in_order([*attachments[held:], *typed.attachments])]


def exchange_in(attachments: Sequence[File], typed: Typed, *, own: bool) -> Exchange | None:
    """What became of the files when a message was edited; nothing where they are the same.

    ``own``: whether it is the message itself, and not another part of its album.
    """
    if not typed.attachments:
        return None
    there, new = list(attachments), typed.attachments[0]
    place = next((at for at, item in enumerate(there) if item.get("part") == str(typed.message_id)), None)
    if place is None and own and not there:
        return Exchange(None, new, [new])
    if place is None and own and len(there) == 1:
        place = 0
    if place is None or not _is_another(there[place], new):
        return None
    return Exchange(there[place], new, [*there[:place], new, *there[place + 1 :]])


def sent_instead(attachments: Sequence[File], typed: Typed) -> Exchange | None:
    """What becomes of the files when a text is sent anew; nothing where it came alone.

    Raises UserError where nothing came, or it is not known in whose place a file is to be.
    """
    if not typed.attachments and typed.text.strip():
        return None
    if len(typed.attachments) != 1 or typed.attachments[0]["kind"] == "sticker":
        raise UserError(N_("Send the new text; one photo or file may come with it. Nothing was changed."))
    if len(attachments) > 1:
        raise UserError(N_("It is not clear which file is meant: edit your own message that has it."))
    return Exchange(attachments[0] if attachments else None, typed.attachments[0], typed.attachments)


def note_about(attachments: Sequence[File]) -> str:
    """What a request for a new text says of what travels along (msgid)."""
    return FILES_STAY if len(attachments) > 1 else FILE_STAYS if attachments else FILE_MAY_COME


def _is_another(old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    """What nobody can replace, a voice message, say, is the same under any number."""
    kept = old["kind"] == new["kind"] and new["kind"] not in _EXCHANGEABLE
    return not kept and old["file_id"] != new["file_id"]
