"""Two thousand and more entries as a region writes them, made by a small grammar: the same every time.

They share words with what the queries look for, one or two at a time, so that a query is answered only by what has
them together.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from storage.search import NEWS, QUESTION, Entry

_THINGS = [
    dict(zip(("nom", "gen", "acc"), line.strip().split("|"), strict=True))
    for line in """
    grāmatas|grāmatu|grāmatas; žurnāli|žurnālu|žurnālus; avīzes|avīžu|avīzes; kompaktdiski|kompaktdisku|kompaktdiskus
    galda spēles|galda spēļu|galda spēles; kartes|karšu|kartes; notis|nošu|notis; fotogrāfijas|fotogrāfiju|fotogrāfijas
    skaņuplates|skaņuplašu|skaņuplates; audiogrāmatas|audiogrāmatu|audiogrāmatas; dublikāti|dublikātu|dublikātus
    mācību grāmatas|mācību grāmatu|mācību grāmatas; bērnu grāmatas|bērnu grāmatu|bērnu grāmatas
    plakāti|plakātu|plakātus; pastkartes|pastkaršu|pastkartes; rokraksti|rokrakstu|rokrakstus
    lasītāju formulāri|lasītāju formulāru|lasītāju formulārus; sarakstes|sarakstu|sarakstes
    krājuma kartītes|krājuma kartīšu|krājuma kartītes; svītrkodi|svītrkodu|svītrkodus; plaukti|plauktu|plauktus
    filmas|filmu|filmas; enciklopēdijas|enciklopēdiju|enciklopēdijas; vārdnīcas|vārdnīcu|vārdnīcas
    romāni|romānu|romānus; dzejas krājumi|dzejas krājumu|dzejas krājumus; albumi|albumu|albumus
    gadagrāmatas|gadagrāmatu|gadagrāmatas; brošūras|brošūru|brošūras; pētījumi|pētījumu|pētījumus
    """.replace("\n", ";").split(";")
    if line.strip()
]
_DEEDS = [
    dict(zip(("inf", "must", "noun", "noun_gen", "noun_acc"), line.strip().split("|"), strict=True))
    for line in """
    norakstīt|jānoraksta|norakstīšana|norakstīšanas|norakstīšanu
    kataloģizēt|jākataloģizē|kataloģizācija|kataloģizācijas|kataloģizāciju
    inventarizēt|jāinventarizē|inventarizācija|inventarizācijas|inventarizāciju
    iegādāties|jāiegādājas|iegāde|iegādes|iegādi
    izsniegt|jāizsniedz|izsniegšana|izsniegšanas|izsniegšanu; rezervēt|jārezervē|rezervēšana|rezervēšanas|rezervēšanu
    labot|jālabo|labošana|labošanas|labošanu; šifrēt|jāšifrē|šifrēšana|šifrēšanas|šifrēšanu
    uzskaitīt|jāuzskaita|uzskaite|uzskaites|uzskaiti; reģistrēt|jāreģistrē|reģistrācija|reģistrācijas|reģistrāciju
    digitalizēt|jādigitalizē|digitalizācija|digitalizācijas|digitalizāciju
    aprakstīt|jāapraksta|aprakstīšana|aprakstīšanas|aprakstīšanu
    iesiet|jāiesien|iesiešana|iesiešanas|iesiešanu; pārvietot|jāpārvieto|pārvietošana|pārvietošanas|pārvietošanu
    glabāt|jāglabā|glabāšana|glabāšanas|glabāšanu; skenēt|jāskenē|skenēšana|skenēšanas|skenēšanu
    pasūtīt|jāpasūta|pasūtīšana|pasūtīšanas|pasūtīšanu; apmainīt|jāapmaina|apmaiņa|apmaiņas|apmaiņu
    nodot|jānodod|nodošana|nodošanas|nodošanu; sakārtot|jāsakārto|sakārtošana|sakārtošanas|sakārtošanu
    marķēt|jāmarķē|marķēšana|marķēšanas|marķēšanu; izvērtēt|jāizvērtē|izvērtēšana|izvērtēšanas|izvērtēšanu
    """.replace("\n", ";").split(";")
    if line.strip()
]
_WHERE = [
    "pagasta bibliotēkā",
    "skolas bibliotēkā",
    "pilsētas bibliotēkā",
    "bērnu nodaļā",
    "lasītavā",
    "krātuvē",
    "filiālē",
    "ārējās apkalpošanas punktā",
    "novadpētniecības istabā",
    "sistēmā ALISE",
    "kopkatalogā",
]
_WHEN = [
    "gada beigās",
    "pirms revīzijas",
    "pēc remonta",
    "vasarā",
    "mācību gada sākumā",
    "pārejot uz jaunu sistēmu",
    "bibliotekāra prombūtnē",
    "pirms akreditācijas",
    "pēc bibliotēku apvienošanas",
    "bibliotēku nedēļā",
]
_WHO = ["lasītājiem", "skolēniem", "senioriem", "ģimenēm", "kolēģiem", "skolotājiem", "pašvaldībai", "grāmatvedībai"]
_NEXT = [
    "Par to sastāda sarakstu divos eksemplāros.",
    "Paraugs ir bibliotēkas dokumentu mapē.",
    "Vispirms par to informē pašvaldību.",
    "Nolikumā par to ir atsevišķs punkts.",
    "Ja ir šaubas, zvaniet vai rakstiet e-pastu.",
    "Datumu ieraksta uzskaites žurnālā.",
    "Pārskatā to norāda kopējā skaitā.",
    "To dara reizi ceturksnī.",
    "Lēmumu pieņem bibliotēkas vadītāja.",
    "Noteikumos termiņš nav noteikts.",
]
_MORE = [
    "Laipni gaidīti visi reģiona bibliotekāri!",
    "Pieteikties var līdz mēneša beigām.",
    "Materiāli būs pieejami arī tiešsaistē.",
    "Sākums plkst. 11.00, līdzi ņemiet labu garastāvokli.",
    "Sīkāka informācija bibliotēkas mājaslapā.",
    "Dalība ir bez maksas.",
    "Ceļa izdevumus sedz pašvaldība.",
    "Paldies visiem, kas palīdzēja!",
]
_TOPICS = [
    "stock",
    "recataloguing",
    "documents",
    "statistics",
    "it",
    "local_history",
    "children",
    "events",
    "alise",
    None,
]
_CATEGORIES = ["own_event", "experience", "books", "vacancy", "contest", "other"]

FIRST_ID = 1000
"""Of these entries; those that are looked for have lower ones."""


def distractors(count: int, now: datetime, seed: int = 1) -> Iterator[Entry]:
    """So many entries, of the last ten years."""
    chance = random.Random(seed)  # noqa: S311 - the same every time
    for number in range(FIRST_ID, FIRST_ID + count):
        at = now - timedelta(days=chance.randrange(3650))
        make = _question if chance.random() < 0.6 else _news
        yield make(chance, number, at)


def _question(chance: random.Random, number: int, at: datetime) -> Entry:
    thing, deed, other = chance.choice(_THINGS), chance.choice(_DEEDS), chance.choice(_DEEDS)
    where, when, who = chance.choice(_WHERE), chance.choice(_WHEN), chance.choice(_WHO)
    title = chance.choice(
        [
            f"Kā {deed['inf']} {thing['acc']} {where}?",
            f"Vai {when} drīkst {deed['inf']} {thing['acc']}?",
            f"Kāda ir {thing['gen']} {deed['noun_gen']} kārtība {where}?",
            f"Kurš atbild par {thing['gen']} {deed['noun_acc']} {when}?",
            f"Vai {deed['must']} {thing['nom']}, ko nodod {who}?",
            f"Kur reģistrē {thing['gen']} {deed['noun_acc']}, ja to dara {where}?",
        ]
    )
    text = chance.choice(
        [
            f"{when.capitalize()} {deed['must']} visas vienības. {chance.choice(_NEXT)} {chance.choice(_NEXT)}",
            f"Jā, bet vispirms {other['must']} viss iepriekšējais. {chance.choice(_NEXT)}",
            f"Nē, {where} to nedara; {who} piedāvā citu risinājumu. {chance.choice(_NEXT)}",
            f"Mums {thing['gen']} {other['noun']} notiek {when}. {chance.choice(_NEXT)} {chance.choice(_NEXT)}",
        ]
    )
    return Entry(QUESTION, number, title, text, chance.choice(_TOPICS), at)


def _news(chance: random.Random, number: int, at: datetime) -> Entry:
    thing, deed = chance.choice(_THINGS), chance.choice(_DEEDS)
    where, when, who = chance.choice(_WHERE), chance.choice(_WHEN), chance.choice(_WHO)
    title = chance.choice(
        [
            f"Seminārs par {thing['gen']} {deed['noun_acc']}",
            f"{thing['gen'].capitalize()} izstāde {where}",
            f"Pieredze: {thing['gen']} {deed['noun']} {where}",
            f"Piedāvājam {thing['acc']} {who}",
            f"Nodarbība {who}: kā {deed['inf']} {thing['acc']}",
            f"Radošā darbnīca {who} {where}",
        ]
    )
    text = chance.choice(
        [
            f"{when.capitalize()} stāstīsim, kā {deed['inf']} {thing['acc']}. {chance.choice(_MORE)}",
            f"Atlikušas dažas {thing['nom']}, tās varam nodot {who}. {chance.choice(_MORE)}",
            f"{where.capitalize()} notiks tikšanās ar kolēģiem. {chance.choice(_MORE)} {chance.choice(_MORE)}",
        ]
    )
    return Entry(NEWS, number, title, text, chance.choice(_CATEGORIES), at)
