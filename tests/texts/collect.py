"""``just texts``: both catalogues get the code's sentences, keep their translations and their headers as they are.

A sentence that is no longer in the code goes. A new one is its own English; in Latvian it is empty until translated,
which the tests notice. Doing it again changes nothing.
"""

from collections.abc import Iterable
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from bot.texts import LANGUAGES
from tests.texts.catalogues import Msgid, Said, catalogue, catalogue_path, forms, said


def collected(texts: Iterable[Said], held: Catalog, language: str) -> Catalog:
    """A catalogue of just these texts, with the translations that there were."""
    new = Catalog(locale=language)
    for one in texts:
        kept = held.get(one.msgid)
        same = kept is not None and kept.id == one.msgid and all(forms(kept.string))
        if same and kept is not None:
            new.add(one.msgid, kept.string)
        elif language == "en":
            new.add(one.msgid, one.msgid)
        else:
            new.add(one.msgid, _empty(one.msgid, new.num_plurals))
    return new


def written(new: Catalog, before: str) -> str:
    """The catalogue's file: the header that it had, then the sentences in their order."""
    header, _, _ = before.partition("\n\n")
    body = BytesIO()
    write_po(body, new, width=0, omit_header=True, sort_output=True)
    return f"{header}\n\n{body.getvalue().decode().strip()}\n"


def _empty(msgid: Msgid, plurals: int) -> str | tuple[str, ...]:
    return "" if isinstance(msgid, str) else ("",) * plurals


if __name__ == "__main__":
    for each in LANGUAGES:
        path = catalogue_path(each)
        text = written(collected(said(), catalogue(each), each), path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
