"""The form of asking: who shall read it, the question, and what was answered before."""

from dataclasses import dataclass

from bot.access import Act
from bot.context import Context, Rows, button
from bot.dialogs.form import Data, Form, Prompt, pick, start
from bot.dialogs.pickers import MessageField
from bot.errors import UserError
from bot.features.consultations import actions, board, colleagues_views, similar
from bot.texts import N_, cut, italic, join_lines
from bot.typed import Typed
from storage.consultations import COLLEAGUES, METHODOLOGISTS, entry_name
from storage.vocabulary import TOPIC

ANONYMOUSLY = "anonymously"
"""To colleagues, without name and library."""
READERS = (METHODOLOGISTS, COLLEAGUES, ANONYMOUSLY)
SHOWN = 300
"""Characters of a question that was written first, while it is chosen who shall read it."""
SIMILAR = "similar"
HELPED, ASK_ON = "yes", "no"


@dataclass(frozen=True)
class ReadersField:
    """Who shall read the question: the methodologists alone, or colleagues too."""

    name: str = "readers"

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        to_colleagues = bool(data.get("_colleagues"))
        rows = [
            [button(ctx.texts.plain("🔒 The methodologists (only they read it)"), pick(METHODOLOGISTS))],
            [button(ctx.texts.plain("👥 Colleagues (the group)"), pick(COLLEAGUES))],
            [button(ctx.texts.plain("🎭 Colleagues, anonymously"), pick(ANONYMOUSLY))],
        ]
        if to_colleagues:
            del rows[0]
        message = data.get("message") if "message" in data.get("_given", ()) else None
        text = [
            *([italic(cut(message["text"], SHOWN)), ""] if message is not None and message["text"] else []),
            ctx.texts.t("How do you want to ask colleagues?")
            if to_colleagues
            else ctx.texts.t("Whom do you want to ask?"),
            "",
            ctx.texts.t(
                "Anonymously: the group sees neither your name nor your library. In case of abuse the methodologists "
                "can find out who asked."
            ),
        ]
        if message is not None:
            text.append(ctx.texts.t("Please do not name readers."))
        return Prompt(join_lines(text), rows)

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        """Somebody in a hurry writes the question first: it is kept, and who shall read it is still to be chosen."""
        earlier = data.get("message") if "message" in data.get("_given", ()) else None
        if earlier is not None:
            typed = Typed.from_json(earlier).and_then(typed)
        QUESTION.typed(ctx, data, typed)
        data["_given"] = sorted({*data["_given"], QUESTION.name})
        return False

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        if key not in READERS:
            raise UserError(N_("A choice is needed here: press a button. What you wrote was not registered."))
        data[self.name] = key
        return True


def ask_what(ctx: Context, data: Data) -> str:
    """What is asked for, and who will read it."""
    readers = {
        METHODOLOGISTS: ctx.texts.t("Only the methodologists will read it. Please do not name readers."),
        COLLEAGUES: ctx.texts.t("Everybody in the group will read it, with your name. Please do not name readers."),
        ANONYMOUSLY: ctx.texts.t(
            "Everybody in the group will read it, without your name and library. Please do not name readers."
        ),
    }
    return join_lines(
        [
            ctx.texts.t("Write your question. A photo, a file or a voice message may come with it."),
            readers[data["readers"]],
        ]
    )


@dataclass(frozen=True)
class QuestionField(MessageField):
    """The question; where something close to it has been answered, the next step shows that."""

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        super().typed(ctx, data, typed)
        look_for_similar(ctx, data, typed)
        return True


QUESTION = QuestionField("message", ask_what)


def look_for_similar(ctx: Context, data: Data, typed: Typed) -> None:
    """The step of similar questions is taken only if there are some."""
    numbers = similar.similar_to(ctx, typed.text)
    data["numbers"] = numbers
    others = [name for name in data.get("_given", ()) if name != SIMILAR]
    data["_given"] = others if numbers else [*others, SIMILAR]


@dataclass(frozen=True)
class SimilarField:
    """Up to three answered questions, to be read one by one; did one help?"""

    name: str = SIMILAR

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        found = similar.questions(ctx, data.get("numbers", ()))
        decide: Rows = [
            [
                button(ctx.texts.plain("Yes, it helped"), pick(HELPED)),
                button(ctx.texts.plain("No, ask"), pick(ASK_ON)),
            ]
        ]
        read = next((one for one in found if one.number == data.get("read")), None)
        if read is not None:
            topic = entry_name(ctx.session, TOPIC, read.topic, ctx.texts.language)
            others = [one for one in found if one is not read]
            rows = colleagues_views.similar_buttons(others, {one.number: pick(one.number) for one in others})
            text = [colleagues_views.page(ctx.texts, read, topic), "", ctx.texts.t("Does this help?")]
            return Prompt(join_lines(text), [*rows, *decide])
        rows = colleagues_views.similar_buttons(found, {one.number: pick(one.number) for one in found})
        return Prompt(colleagues_views.similar_lines(ctx.texts), [*rows, *decide])

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        raise UserError(N_("A choice is needed here: press a button. What you wrote was not registered."))

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        if key in (HELPED, ASK_ON):
            data[self.name] = key
            return True
        if key not in {str(number) for number in data.get("numbers", ())}:
            raise UserError(N_("This question can no longer be shown."))
        data["read"] = int(key)
        return False


def _ask(ctx: Context, data: Data) -> None:
    ctx.typed = Typed.from_json(data["message"])
    audience = METHODOLOGISTS if data["readers"] == METHODOLOGISTS else COLLEAGUES
    anonymous = data["readers"] == ANONYMOUSLY
    if data.get(SIMILAR) == HELPED:
        numbers = data.get("numbers", [])
        read = data.get("read") or (numbers[0] if len(numbers) == 1 else None)
        similar.served_at_once(ctx, ctx.typed, read, audience=audience, anonymous=anonymous)
        return
    actions.ask(ctx, ctx.typed, audience=audience, anonymous=anonymous)


ASK = Form(
    "ask",
    (ReadersField(), QUESTION, SimilarField()),
    _ask,
    act=Act.ASK,
    title=N_("❓ Question"),
    left=N_("Cancelled. No question was sent."),
)


def begin(ctx: Context) -> None:
    """Open the form; in a region without a group the question goes to the methodologists."""
    given: Data = {SIMILAR: ASK_ON}
    if not board.is_there(ctx):
        given["readers"] = METHODOLOGISTS
    start(ctx, ASK, given)


def begin_with(ctx: Context, typed: Typed) -> None:
    """Open the form with a text that was written already, for colleagues: with a name or without is left to choose."""
    numbers = similar.similar_to(ctx, typed.text)
    data: Data = {"message": typed.to_json(), "numbers": numbers}
    start(ctx, ASK, data if numbers else {**data, SIMILAR: ASK_ON}, prefilled={"_colleagues": True})
