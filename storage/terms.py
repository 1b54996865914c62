"""Texts as search sees them: their terms, which of these are of one family, what a word may have been meant to be."""

import hashlib
import re
from functools import cache
from importlib.metadata import version
from pathlib import Path

from rapidfuzz.distance import OSA

from storage.latvian import fold, is_known, stem, words

LONGEST = 60
"""Letters of a term that are kept: what is longer is an address or a slip of the keyboard."""

_STOP = (
    "un vai bet ka kā ja jo lai gan nu ar bez no uz pa par pie pēc līdz zem virs caur starp pret kopš dēļ "
    "es tu viņš viņa mēs jūs viņi viņas man mums jums mani mūs jūsu mūsu savs savu sava savas savā sev sevi "
    "tas tā to tam tos tās tie tajā tur te šis šī šo šim šajā šeit šie šīs kas ko kam kurš kura kuru kurā kuri kur kad "
    "kāds kāda kādu kādi kādas kādā kāpēc cik ir nav bija būs būtu esmu esam tiek tika jā nē arī tikai vēl jau tad "
    "tagad darīt dara vajag vajadzētu var varētu drīkst lūdzu paldies labdien sveiki kolēģi kolēģes ļoti the how"
)
"""Words that say nothing of what a text is about; neither indexed nor looked for."""
STOPPED = frozenset(map(fold, _STOP.split()))
"""The same, folded."""

_SYNONYMS = """
    pārskats|atskaite
    norakstīt|izslēgt
    dators|kompjūters
    tālrunis|telefons
    parādnieks|nokavētājs
    wifi|wi fi|bezvadu internets
    starpbibliotēku abonements|sba
    valsts kultūrkapitāla fonds|vkkf|kultūrkapitāls
    nacionālā bibliotēka|lnb
    personas dati|vdar|gdpr|datu aizsardzība
    grāmatu izsniegšana|izsniegums
    darba laiks|darbalaiks
    vakance|darba sludinājums|brīva darba vieta
    apmācība|kursi|mācības
    novadpētniecība|novada vēsture
    alga|atalgojums
    e grāmata|egrāmata|elektroniskā grāmata
    printeris|drukas iekārta
    žurnāls|periodika|prese
    """

_DERIVED = re.compile(r"(?:(?<=iz)ac|(?<=.{6})ac|[aeio]jum|[aeio]taj|san)$")
"""Of a noun made from a verb: *digitaliz|āc-ija*, *apmekl|ējum-s*, *apmekl|ētāj-s*, *izslēg|šan-a*."""
_VERB = re.compile(r"(?:[aeio]|(?<![aeios]))t$")
"""Of an infinitive or a participle: *izslēg|t*, *norakst|īt-o*; a noun may end so, too (*grāmat-a*)."""
_PREFIX = re.compile(r"(?:aiz|ap|at|ie|iz|no|par|pie|sa|uz)(?=(.+))")
_LEAST_ROOT = 4


def terms(text: str) -> list[str]:
    """The stems by which a text can be found, in their order, with repetitions."""
    return [stem(word)[:LONGEST] for word in words(text) if fold(word) not in STOPPED]


@cache
def synonyms() -> tuple[tuple[tuple[str, ...], ...], ...]:
    """What the field says in several ways, each as stems; each of a group stands for the others, a little less.

    Made when first needed, for the stems need the dictionary, which takes a second to load.
    """
    groups = (line.split("|") for line in _SYNONYMS.strip().splitlines())
    return tuple(tuple(tuple(stem(word) for word in words(phrase)) for phrase in group) for group in groups)


def root(term: str) -> str:
    """What a term shares with verbs and nouns made of the same root: ``inventariz`` of *inventarizēt* and *-ācija*."""
    cut = _DERIVED.sub("", term)
    if cut == term and term.endswith("um") and _is_verb(term.removesuffix("um") + "t"):
        cut = term.removesuffix("um")  # pieteik|um-s, and not jaun|um-s
    elif cut == term and _VERB.search(term) and _is_verb(term):
        cut = _VERB.sub("", term)
    return cut if len(cut) >= _LEAST_ROOT else term


def _is_verb(word: str) -> bool:
    """Whether it is known as it is or, of a verb, without its prefix; the dictionary has not all that are made so."""
    found = _PREFIX.match(word)
    return is_known(word) or (found is not None and len(word) - found.end() >= _LEAST_ROOT and is_known(found[1]))


def slips(term: str) -> int:
    """How many typing errors are forgiven in a word of this length: short words are too close to each other."""
    if not term.isalpha():
        return 0
    return 0 if len(term) < 4 else 1 if len(term) < 8 else 2


def meant(typed: str, term: str, most: int | None = None) -> bool:
    """Whether ``typed`` may be ``term`` with errors: letters left out, added, taken for others, or swapped.

    ``most`` is how many; as many as are forgiven in such a word unless told.
    """
    most = slips(typed) if most is None else most
    return abs(len(typed) - len(term)) <= most and OSA.distance(typed, term, score_cutoff=most) <= most


@cache
def analysis() -> str:
    """Names the way in which texts become terms and lists; another one makes an index that was built before worthless.

    Taken from the code itself, so that nobody has to remember to change it.
    """
    made = hashlib.sha256(version("simplemma").encode())
    for name in ("latvian.py", "terms.py", "postings.py"):
        made.update(Path(__file__).with_name(name).read_bytes())
    return made.hexdigest()[:16]
