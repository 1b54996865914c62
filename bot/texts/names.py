"""People's names as they are typed."""

from bot.texts.catalogue import N_

LONGEST_NAME = 100
NO_NAME = N_("A name has 2 to 100 characters on one line. Please type it again.")


def tidy_name(text: str) -> str | None:
    """The name as it is kept, or nothing where it is none: 2–100 characters on one line, with a letter."""
    name = " ".join(text.split())
    return name if 2 <= len(name) <= LONGEST_NAME and any(letter.isalpha() for letter in name) else None
