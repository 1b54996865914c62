"""Every text that a person sees: catalogues, plurals, dates, escaping.

English sentences are the msgids; Latvian and English catalogues are complete or the build fails. A view says

    texts.t("Question No. {number} is registered.", number=42)

and gets HTML in which the values are escaped. ``texts.plain`` gives the same without escaping, for callback answers,
workbooks and the terminal.
"""

from bot.texts.catalogue import LANGUAGES, N_, Texts, texts_for
from bot.texts.html import bold, capital, cut, italic, join_lines, length, split

__all__ = ["LANGUAGES", "N_", "Texts", "bold", "capital", "cut", "italic", "join_lines", "length", "split", "texts_for"]
