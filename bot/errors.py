"""What can go wrong with what a person wants: a key and values here, a sentence where it is shown."""


class UserError(Exception):
    """Something that the person is told in one sentence; nothing has been changed.

    ``msgid`` is the English sentence, marked with ``N_`` where it is raised, and ``values`` fill its braces.
    """

    def __init__(self, msgid: str, **values: object) -> None:
        super().__init__(msgid)
        self.msgid = msgid
        self.values = values


class NotAllowedError(Exception):
    """The person's role does not allow the act."""

    def __init__(self, act: str) -> None:
        super().__init__(act)
        self.act = act


class MutedError(NotAllowedError):
    """The person's role allows the act, but they are muted for a time."""


Refusal = UserError | NotAllowedError
"""What a person is told of, instead of having the effect that they wanted."""
