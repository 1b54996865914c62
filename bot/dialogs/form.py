"""Step-by-step forms as data: fields that ask, read what is typed, and take what is pressed.

A form's state is a row; it survives restarts, shows where it is, and can be left at every step.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from markupsafe import Markup

from bot.access import Act
from bot.context import Button, Context, Link, Rows, button
from bot.errors import UserError
from bot.texts import N_, bold, join_lines
from bot.typed import Typed
from storage.dialogs import Dialog, dialog_of, end_dialog, save_dialog
from storage.prepared import savepoint
from storage.revisions import DELETABLE

KEPT = timedelta(days=1)
"""How long a form waits for its next step."""
KEPT_TEXT, KEPT_TEXT_FOR = "typed", timedelta(days=7)
"""Something typed that waits for a decision stands in the same row, under this name, for longer."""

NO_LONGER_KEPT = N_("Something else was begun; this text is no longer kept. Send it again.")
"""What stands in place of a prompt above which somebody wrote something that comes to nothing (msgid)."""
EARLIER_STEP = N_("This button is from an earlier step and no longer works.")
"""What a button says that belongs to nothing (any more): an old one, or data that no button of ours has (msgid)."""

Data = dict[str, Any]


@dataclass(frozen=True)
class Prompt:
    """What a field asks, and its choices."""

    text: Markup
    buttons: Rows = ()


class Field(Protocol):
    """One step of a form. It writes what it learns into ``data`` and says whether the step is complete."""

    @property
    def name(self) -> str:
        """What it is called in ``data``."""

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        """The question, with buttons whose data are ``pick(key)``."""

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        """Take a message; raises UserError for what it cannot use."""

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        """Take a pressed choice; raises UserError for one that is none."""


@dataclass(frozen=True)
class Form:
    """A dialog: fields in order, and what to do with the filled form."""

    name: str
    fields: Sequence[Field]
    finish: Callable[[Context, Data], None]
    act: Act | None = field(kw_only=True)
    """The right that every step needs; everyone may where there is none: who joins has no role yet."""
    title: str | None = None
    """Heading of every step (msgid)."""
    left: str = N_("Cancelled. Nothing was saved.")
    """What is said when the form is left (msgid)."""
    leave_label: str = N_("Cancel")
    """The button that leaves it (msgid)."""
    optional: frozenset[str] = field(default=frozenset())
    """Names of the fields that can be skipped."""
    known: Callable[[Context, Data], str] | None = None
    """What was chosen or read already, in one line above the question; is given what earlier steps have settled."""
    another: Callable[[Context, Dialog, Typed], bool] | None = None
    """Looks at what is typed before the open field does; tells whether something else began with it."""
    beside: Callable[[Context], Rows] | None = None
    """Buttons under the first step that lead elsewhere: their data are their own, what they open leaves the form."""
    back_to: Callable[[Context, Data], None] | None = None
    """What stands in place of the question when it is left by its button: the card that it was opened from, say."""


def pick(key: object) -> str:
    """Button data for a choice; the engine adds which step it belongs to."""
    return f"pick:{key}"


def number_in(key: str) -> int | None:
    """The number that a choice's key is, if it is one that the database can look for."""
    return int(key) if key.isdecimal() and len(key) <= 9 else None


class Forms:
    """The engine over all forms of all features."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self._forms = {form.name: form for form in forms}

    def knows(self, name: str) -> bool:
        """Whether the dialog's row is a form's."""
        return name in self._forms

    def typed(self, ctx: Context, dialog: Dialog, typed: Typed) -> None:
        """A message came while a form was open."""
        form, data = self._forms[dialog.form], dict(dialog.data)
        if form.act is not None:
            ctx.require(form.act)
        if dialog.step >= len(form.fields):  # of another version of the form
            leave(ctx, dialog, form.left)
            return
        if form.another is not None and form.another(ctx, dialog, typed):
            return
        done = form.fields[dialog.step].typed(ctx, data, typed)
        ctx.pressed_delivery = None
        _retire(ctx, dialog)
        _go(ctx, form, dialog.step + 1 if done else dialog.step, data)

    def pressed(self, ctx: Context, dialog: Dialog, key: str) -> None:
        """A button of the open form was pressed; raises UserError for data that its present step has not."""
        form, data = self._forms.get(dialog.form), dict(dialog.data)
        if form is None or dialog.step >= len(form.fields):  # a kept text, or of another version of Plaukts
            raise UserError(EARLIER_STEP)
        if form.act is not None:
            ctx.require(form.act)
        step = dialog.step
        match key.partition(":"):
            case ("leave", _, _) if form.back_to is not None:
                end_dialog(ctx.session, dialog.chat_id, dialog.user_id)
                ctx.dialog = None
                form.back_to(ctx, data)
                return
            case ("leave", _, _):
                leave(ctx, dialog, form.left)
                return
            case ("back", _, _):
                step = previous_step(form, data, step)
            case ("skip", _, _) if form.fields[step].name in form.optional:
                step += 1
            case ("pick", _, choice):
                step += form.fields[step].pressed(ctx, data, choice)
            case _:
                raise UserError(EARLIER_STEP)
        _go(ctx, form, step, data)


def start(ctx: Context, form: Form, data: Data | None = None, *, prefilled: Data | None = None) -> None:
    """Open a form. Fields that ``data`` names are not asked; ``prefilled`` ones are, beginning with that value."""
    if form.act is not None:
        ctx.require(form.act)
    leave_unsaid(ctx)
    given = data or {}
    _go(ctx, form, 0, {**(prefilled or {}), **given, "_given": sorted(given)})


def ask_again(ctx: Context, form: Form, dialog: Dialog) -> bool:
    """Put the open question of a form at the end of the chat; tells whether it is still open."""
    if dialog.step >= len(form.fields) or dialog.expires_at <= ctx.now:
        return False
    ctx.pressed_delivery = None
    _retire(ctx, dialog)
    _go(ctx, form, dialog.step, dict(dialog.data))
    return True


def leave(ctx: Context, dialog: Dialog, sentence: str, **values: object) -> None:
    """End the open dialog and say so in place of its prompt."""
    end_dialog(ctx.session, dialog.chat_id, dialog.user_id)
    ctx.dialog = None
    text = ctx.texts.t(sentence, **values)
    if dialog.delivery_id is not None:
        ctx.edit(dialog.delivery_id, text)
    else:
        ctx.say(text)


def leave_unsaid(ctx: Context, instead: str = NO_LONGER_KEPT) -> None:
    """Something else begins: the prompt of what was open goes, so that no dead buttons remain.

    ``instead`` (msgid) stands where something that somebody wrote comes to nothing.
    """
    dialog = dialog_of(ctx.session, ctx.chat_id, ctx.user_id)
    if dialog is None:
        return
    end_dialog(ctx.session, dialog.chat_id, dialog.user_id)
    ctx.dialog = None
    if dialog.form == KEPT_TEXT:
        for prompt in (one["prompt"] for one in dialog.data.get("texts", ())):
            if prompt != ctx.pressed_delivery:
                ctx.edit(prompt, ctx.texts.t(instead))
    elif dialog.delivery_id is not None and dialog.delivery_id != ctx.pressed_delivery:
        if any(_is_message(value) for value in dialog.data.values()):
            ctx.edit(dialog.delivery_id, ctx.texts.t(instead))
        else:
            _remove_prompt(ctx, dialog, dialog.delivery_id)


def _is_message(value: object) -> bool:
    """Whether a field keeps something that a person wrote or sent, and not a choice."""
    return isinstance(value, dict) and value.keys() >= {"text", "attachments", "message_id"}


def _remove_prompt(ctx: Context, dialog: Dialog, prompt: int) -> None:
    """Delete a form's prompt that waits no more; one too old for that says that it was left."""
    if ctx.now < dialog.expires_at - KEPT + DELETABLE:
        ctx.take_back(prompt)
    else:
        ctx.edit(prompt, ctx.texts.t("Cancelled. Nothing was saved."))


def previous_step(form: Form, data: Data, step: int) -> int:
    """The last step before this one that was asked; this one if there is none."""
    asked = [i for i in range(step) if form.fields[i].name not in data.get("_given", ())]
    return asked[-1] if asked else step


def _go(ctx: Context, form: Form, step: int, data: Data) -> None:
    while step < len(form.fields) and form.fields[step].name in data.get("_given", ()):
        step += 1
    if step >= len(form.fields):
        _finish(ctx, form, {name: value for name, value in data.items() if not name.startswith("_")})
        return
    prompt = form.fields[step].prompt(ctx, data)
    delivery = ctx.show(_headed(ctx, form, step, data, prompt.text), _navigable(ctx, form, step, data, prompt))
    ctx.dialog = Dialog(ctx.chat_id, ctx.user_id, form.name, step, data, ctx.update_id or 0, delivery, ctx.now + KEPT)
    save_dialog(ctx.session, ctx.dialog)


def _finish(ctx: Context, form: Form, data: Data) -> None:
    """The filled form has its effect, or says why it has none; either way it is over and its prompt waits no more."""
    end_dialog(ctx.session, ctx.chat_id, ctx.user_id)
    ctx.dialog = None
    try:
        with savepoint(ctx.session):
            form.finish(ctx, data)
    except UserError as error:
        ctx.show(ctx.texts.t(error.msgid, **error.values))


def _headed(ctx: Context, form: Form, step: int, data: Data, text: Markup) -> Markup:
    asked = [i for i, one in enumerate(form.fields) if one.name not in data.get("_given", ())]
    where = f" · {asked.index(step) + 1}/{len(asked)}" if len(asked) > 1 else ""
    if form.title is None:
        return text
    settled = {*(one.name for one in form.fields[:step]), *data.get("_given", ())}
    known = form.known(ctx, {name: value for name, value in data.items() if name in settled}) if form.known else ""
    return join_lines([bold(ctx.texts.plain(form.title)) + where, known or None, "", text])


def _navigable(ctx: Context, form: Form, step: int, data: Data, prompt: Prompt) -> Rows:
    version = ctx.update_id or 0
    rows: list[list[Button | Link]] = [
        [one if isinstance(one, Link) else button(one.text, f"f:{version}:{one.callback_data}") for one in row]
        for row in prompt.buttons
    ]
    ways: list[Button | Link] = []
    if previous_step(form, data, step) != step:
        ways.append(button(ctx.texts.plain("◀ Back"), f"f:{version}:back"))
    if form.fields[step].name in form.optional:
        ways.append(button(ctx.texts.plain("Skip"), f"f:{version}:skip"))
    ways.append(button(ctx.texts.plain(form.leave_label), f"f:{version}:leave"))
    beside = form.beside(ctx) if form.beside is not None and step == 0 else []
    return [*rows, *beside, ways]


def _retire(ctx: Context, dialog: Dialog) -> None:
    """Something was typed: the next prompt comes below it, and the old one goes."""
    if dialog.delivery_id is not None:
        ctx.take_back(dialog.delivery_id)
