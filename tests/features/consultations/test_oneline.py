"""Lines as methodologists type them, over the demo region's libraries and the configured lists."""

import csv
from datetime import date
from itertools import permutations
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.features.consultations.oneline import Choice, OneLine, Recogniser, Vocabulary, is_record_line
from config import DEMO_LIBRARIES, vocabulary

TODAY = date(2026, 11, 20)
"""A Friday."""


def choices(list_name: str) -> tuple[Choice, ...]:
    entries = vocabulary()[list_name]
    return tuple(Choice(entry["key"], (entry["lv"], entry["en"]), tuple(entry.get("aliases", ()))) for entry in entries)


def demo_libraries() -> tuple[Choice, ...]:
    with DEMO_LIBRARIES.open(encoding="utf-8", newline="") as source:
        names = [row["name"] for row in csv.DictReader(source)]
    return tuple(Choice(name.removesuffix(" bibliotēka"), (name,)) for name in names)


RECOGNISER = Recogniser(Vocabulary(demo_libraries(), choices("channel"), choices("topic")))


def read(line: str) -> OneLine:
    return RECOGNISER.read(line, TODAY)


# line | library | channel | topic | minutes | text; several candidates with a slash, nothing with a dash
LINES = [
    [cell.strip() for cell in line.split("|")]
    for line in """
    Renda tālr rekataloģizācija 15min kā labot ierakstu | Rendas pagasta | phone | recataloguing | 15 | kā labot ierakstu
    renda talr rekatalogizacija 15 min ka labot ierakstu | Rendas pagasta | phone | recataloguing | 15 | ka labot ierakstu
    RENDA TĀLR REKAT 15MIN KĀ LABOT | Rendas pagasta | phone | recataloguing | 15 | KĀ LABOT
    kā labot ierakstu Renda tālr rekat 15min | Rendas pagasta | phone | recataloguing | 15 | kā labot ierakstu
    15min Renda rekat tel. kā labot ierakstu | Rendas pagasta | phone | recataloguing | 15 | kā labot ierakstu
    Renda, tālr., rekat.: kā labot ierakstu? 15min | Rendas pagasta | phone | recataloguing | 15 | kā labot ierakstu?
    tālr Renda - alise - 15 min - nevar ieiet | Rendas pagasta | phone | alise | 15 | nevar ieiet
    Renda tālr rekatalog. 15min | Rendas pagasta | phone | recataloguing | 15 | -
    Zvanīja no Rendas par rekataloģizāciju, 15min, kā labot | Rendas pagasta | phone | recataloguing | 15 | kā labot
    Renda tel alise pusotru stundu | Rendas pagasta | phone | alise | 90 | -
    Renda tālr 15min kā aizpildīt statistiku | Rendas pagasta | phone | statistics | 15 | kā aizpildīt statistiku
    Renda tālr 15min kā norakstīt grāmatas | Rendas pagasta | phone | stock | 15 | kā norakstīt grāmatas
    Renda tālr rekat 20min kā labot statistiku | Rendas pagasta | phone | recataloguing | 20 | kā labot statistiku
    Renda tālr cits 5min | Rendas pagasta | phone | other | 5 | -
    Gudenieki zvans alise 10 minūtes nevar pieslēgties | Gudenieku pagasta | phone | alise | 10 | nevar pieslēgties
    gudenieku bibl tel inv 25m norakstīšanas akts | Gudenieku pagasta | phone | stock | 25 | norakstīšanas akts
    Gudeneki tālr rekatalogizcija 20min kā dzēst | Gudenieku pagasta | phone | recataloguing | 20 | kā dzēst
    Gudenieki tālr statist. 10min tabula | Gudenieku pagasta | phone | statistics | 10 | tabula
    Gudeniekos klātienē bērni 40min lasīšanas veicināšana | Gudenieku pagasta | in_person | children | 40 | lasīšanas veicināšana
    Skrundas vsk tālr stat 5min kā aizpildīt | Skrundas vidusskolas | phone | statistics | 5 | kā aizpildīt
    Skrundas vidusskola e-pasts alise 10min | Skrundas vidusskolas | email | alise | 10 | -
    vsk. Skrunda zvanīja akred 10 min | Skrundas vidusskolas | phone | accreditation | 10 | -
    Skrundas skola tel dok 10min | Skrundas vidusskolas | phone | documents | 10 | -
    Skrundas pils e-pastā akred. 1h 20min | Skrundas pilsētas | email | accreditation | 80 | -
    Skrundas pilsēta zoom akreditācija stunda | Skrundas pilsētas | online | accreditation | 60 | -
    Skrundas pag. bibl. pa telefonu inventarizācija pusstunda | Skrundas pagasta | phone | stock | 30 | -
    Skurndas pag tālr alise 5min | Skrundas pagasta | phone | alise | 5 | -
    Skrunda tālr stat 5min | Skrundas pagasta/Skrundas pilsētas/Skrundas vidusskolas | phone | statistics | 5 | -
    Kuldīgas Galvenā bibliotēka klātienē projekti 1,5h pieteikums | Kuldīgas Galvenā | in_person | projects | 90 | pieteikums
    Kuldīgas galv zoom plāni 45 min gada pārskats | Kuldīgas Galvenā | online | plans | 45 | gada pārskats
    Kuldīgas pilsētas skola e-pasts autortiesības 10min vai drīkst kopēt | Kuldīgas pilsētas skolas | email | copyright | 10 | vai drīkst kopēt
    Kuldīga tel stat 5min | Kuldīgas Galvenā/Kuldīgas pilsētas skolas | phone | statistics | 5 | -
    Pelčos klātienē novadpētniecība 2 stundas | Pelču pagasta | in_person | local_history | 120 | -
    Pelči meils autort 6min fotogrāfijas | Pelču pagasta | email | copyright | 6 | fotogrāfijas
    Alsungas pamatsk. zvanīja bērnu žūrija 10min | Alsungas pamatskolas | phone | children | 10 | -
    Alsunga pag tālr proj 12min | Alsungas pagasta | phone | projects | 12 | -
    Alsungas skolā vizītē krājums 1h | Alsungas pamatskolas | visit | stock | 60 | -
    Turlavas psk ep alise 5' | Turlavas pamatskolas | email | alise | 5 | -
    Turlavas pagasts whatsapp ikt 1h printeris nedrukā | Turlavas pagasta | online | ict | 60 | printeris nedrukā
    Ēdoles pag. čatā personas dati 5min | Ēdoles pagasta | telegram | data_protection | 5 | -
    edoles skola telefons gdpr 5 min | Ēdoles pamatskolas | phone | data_protection | 5 | -
    Nīkrācē vizīte remonts 1 h 30 min | Nīkrāces pagasta | visit | ict | 90 | -
    nikrace vizite remonts 1.5h | Nīkrāces pagasta | visit | ict | 90 | -
    aizbraucu Nīkrāce novadp 1:30 h ekspozīcija | Nīkrāces pagasta | visit | local_history | 90 | ekspozīcija
    Īvande zoom mk noteikumi 20 minūtes | Īvandes pagasta | online | legislation | 20 | -
    ivande tg reklama 10min plakāts | Īvandes pagasta | telegram | events | 10 | plakāts
    rudbarzi talr nolikums 5min | Rudbāržu pagasta | phone | documents | 5 | -
    Rudbārži uz vietas krājuma pārbaude 3h | Rudbāržu pagasta | in_person | stock | 180 | -
    Raņķi skype krājums 15min, norakstīt nodilušās grāmatas | Raņķu pagasta | online | stock | 15 | norakstīt nodilušās grāmatas
    Ranku pagasta biblioteka tel komplektesana 15min | Raņķu pagasta | phone | stock | 15 | -
    Kurmāle skaips atskaite 15min | Kurmāles pagasta | online | plans | 15 | -
    Kurmāles bibliotēka e-pastā pārskats 20 min skaitļi nesakrīt | Kurmāles pagasta | email | plans | 20 | skaitļi nesakrīt
    Snēpele pie mums reklāma 35min afiša | Snēpeles pagasta | in_person | events | 35 | afiša
    snepele epasts vdar 5min | Snēpeles pagasta | email | data_protection | 5 | -
    Vārmes bibliotēka telefoniski gdpr 8min | Vārmes pagasta | phone | data_protection | 8 | -
    Vārmē vizītē krājuma pārbaude 2h | Vārmes pagasta | visit | stock | 120 | -
    zvans no Padures: kā reģistrēt dāvinājumu, 15 min, krājums | Padures pagasta | phone | stock | 15 | kā reģistrēt dāvinājumu
    Padure zvanīja, krājuma pārbaude, 20min | Padures pagasta | phone | stock | 20 | -
    Laidi tālr. statistika 15min | Laidu pagasta | phone | statistics | 15 | -
    Laidi ep datu aizsardzība 7min vai drīkst publicēt foto | Laidu pagasta | email | data_protection | 7 | vai drīkst publicēt foto
    Laidos atnāca alise 10 min parole | Laidu pagasta | in_person | alise | 10 | parole
    Kabile e-pastā izstāde 5min | Kabiles pagasta | email | events | 5 | -
    Kabile tālr ikt kabeļi nedarbojas 10min | Kabiles pagasta | phone | ict | 10 | kabeļi nedarbojas
    Rumba teams plāni un pārskati 45min | Rumbas pagasta | online | plans | 45 | -
    Rumba tieš. publicitāte 20min | Rumbas pagasta | online | events | 20 | -
    rumbas pag bibl tel kultūras dati 10min lauks 5.2 | Rumbas pagasta | phone | statistics | 10 | lauks 5.2
    10 min Renda tālr rekat, kā dzēst dublikātu? | Rendas pagasta | phone | recataloguing | 10 | kā dzēst dublikātu?
    Lūdza palīdzēt Vārme tālr alise 12min | Vārmes pagasta | phone | alise | 12 | Lūdza palīdzēt
    vai var mainīt paroli - Pelči, tālr, alise, 5 min | Pelču pagasta | phone | alise | 5 | vai var mainīt paroli
    Snēpele ikt dators pa tālruni desmit minūtes | Snēpeles pagasta | phone | ict | 10 | -
    Renda tālr 15min alise rekataloģizācija | Rendas pagasta | phone | alise/recataloguing | 15 | -
    Renda Rumba zoom stat 30min | Rendas pagasta/Rumbas pagasta | online | statistics | 30 | -
    Rendas skola tālr alise 5min | - | phone | alise | 5 | Rendas skola
    Vārme tel. akreditācijas jautājumi 25min | Vārmes pagasta | phone | accreditation | 25 | akreditācijas jautājumi
    Zvanīja Kabiles bibliotekāre, jautāja par inventarizāciju, 10 min | Kabiles pagasta | phone | stock | 10 | bibliotekāre, jautāja par inventarizāciju
    Rumba ep. plāns 2027. gadam 15min | Rumbas pagasta | email | plans | 15 | 2027. gadam
    Padures bibl. zoom - KDP ievade - 20 min | Padures pagasta | online | statistics | 20 | ievade
    Pelču bibliotēka tālrunis statistika apmeklējumi kā skaitīt 10min | Pelču pagasta | phone | statistics | 10 | apmeklējumi kā skaitīt
    Skrundas pils. bibl. tālr. lasītāju reģistrācija alise 10min | Skrundas pilsētas | phone | alise | 10 | lasītāju reģistrācija alise
    Ēdoles pamatskola e-pasts mācību grāmatu norakstīšana 15 min | Ēdoles pamatskolas | email | stock | 15 | mācību grāmatu norakstīšana
    Nīkrāce tel novadpētniecības mape 20min | Nīkrāces pagasta | phone | local_history | 20 | novadpētniecības mape
    Turlava pag tālr izstādes noformējums 15min | Turlavas pagasta | phone | events | 15 | izstādes noformējums
    Gudenieki vizīte 2h krājuma pārbaude un akts | Gudenieku pagasta | visit | stock | 120 | krājuma pārbaude un akts
    Snēpele zvans dators nestrādā 5min | Snēpeles pagasta | phone | ict | 5 | nestrādā
    laidi tel alise nevar piereģistrēt jaunu lasītāju 7 min | Laidu pagasta | phone | alise | 7 | nevar piereģistrēt jaunu lasītāju
    Īvande zvanīja vakar, 15min, bērnu žūrijas grāmatas | Īvandes pagasta | phone | children | 15 | bērnu žūrijas grāmatas
    Raņķi klātienē 1h projektu pieteikums VKKF | Raņķu pagasta | in_person | projects | 60 | projektu pieteikums VKKF
    Kurmāle tālr jautājums par autortiesībām 10min | Kurmāles pagasta | phone | copyright | 10 | jautājums par autortiesībām
    Renda tg 5min saite uz portālu | Rendas pagasta | telegram | - | 5 | saite uz portālu
    Kuldīgas galvenā zvans 5min cits | Kuldīgas Galvenā | phone | other | 5 | -
    Alsungas pamatskola alise tel. 10min inventāra numuri | Alsungas pamatskolas | phone | alise | 10 | inventāra numuri
    Rudbārži 20min tālr. kopkatalogā dublējas ieraksti | Rudbāržu pagasta | phone | recataloguing | 20 | kopkatalogā dublējas ieraksti
    Vārme whatsapp foto autortiesības 5 min | Vārmes pagasta | online | copyright | 5 | foto autortiesības
    Skrundas vidusskola zoom 1,5 h grupa 6 alise mācības | Skrundas vidusskolas | online | alise | 90 | mācības
    Kabile e-pasts nolikuma paraugs | Kabiles pagasta | email | documents | - | nolikuma paraugs
    Padure tālr krājuma uzskaite, summārā grāmata 15 min | Padures pagasta | phone | stock | 15 | krājuma uzskaite, summārā grāmata
    Renda tel datu aizsardzības pārzinis 10min | Rendas pagasta | phone | data_protection | 10 | datu aizsardzības pārzinis
    Rumbas pagasta bibl uz vietas 40 minūtes telpu iekārtojums | Rumbas pagasta | in_person | ict | 40 | telpu iekārtojums
    Pelči tel. noteikumi par bibliotēkas lietošanu 12min | Pelču pagasta | phone | legislation | 12 | par bibliotēkas lietošanu
    Laidi epasts gada pārskata forma 5' | Laidu pagasta | email | plans | 5 | gada pārskata forma
    tel Vārme 10' pasākumu plāns | Vārmes pagasta | phone | plans | 10 | pasākumu
    Renda tālr norakstīšana 5 min un inventarizācija | Rendas pagasta | phone | stock | 5 | -
    Gudenieku bibliotēkai palīdzēju ar ALISE tiešsaistē 30min | Gudenieku pagasta | online | alise | 30 | palīdzēju ar ALISE
    palīdzēju Pelčiem ar statistiku pa tālruni 20 min | Pelču pagasta | phone | statistics | 20 | palīdzēju Pelčiem
    konsultācija Vārmei klātienē par akreditāciju 1h | Vārmes pagasta | in_person | accreditation | 60 | -
    Skrundas pilsetas biblioteka zvanija kdp parole 5min | Skrundas pilsētas | phone | statistics | 5 | parole
    Snepele rekat zoom 2h | Snēpeles pagasta | online | recataloguing | 120 | -
    Rumba plani talr | Rumbas pagasta | phone | plans | - | -
    e-pasts Laidi autortiesibas skenēšana 15 | Laidu pagasta | email | copyright | 15 | skenēšana
    Alsunga tālr alise | Alsungas pagasta/Alsungas pamatskolas | phone | alise | - | -
    Kurmale epasts parskats | Kurmāles pagasta | email | plans | - | -
    Ēdoles pagasta bibliotēka, tālrunis, krājums, 15 minūtes, kā norakstīt žurnālus un avīzes | Ēdoles pagasta | phone | stock | 15 | kā norakstīt žurnālus un avīzes
    Turlavas pamatskola tel. vai obligāta inventarizācija reizi 5 gados 10min | Turlavas pamatskolas | phone | stock | 10 | vai obligāta inventarizācija reizi 5 gados
    Rudbarži zvanija 10 min vecais dators un internets | Rudbāržu pagasta | phone | ict | 10 | vecais dators un internets
    Kabiles bibliotekārei pa tālruni izskaidroju noteikumus 10min | Kabiles pagasta | - | legislation | 10 | bibliotekārei pa tālruni izskaidroju noteikumus
    Nīkrāce tālr pasākuma scenārijs 20min | Nīkrāces pagasta | phone | events | 20 | pasākuma scenārijs
    Renda sūtīja e-pastu par projektu 10min | Rendas pagasta | - | projects | 10 | sūtīja e-pastu
    Padurē seminārā klātienē alise grupa 14 3h | Padures pagasta | in_person | alise | 180 | seminārā
    Raņķu bibl. teams novadpētniecības datubāze 25 min | Raņķu pagasta | online | local_history | 25 | novadpētniecības datubāze
    2.11. Vārme tel stat 10min | Vārmes pagasta | phone | statistics | 10 | -
    vakar Snēpele tel inv 10min | Snēpeles pagasta | phone | stock | 10 | -
    Lūdzu, Renda tālr alise 5min | Rendas pagasta | phone | alise | 5 | Lūdzu
    Rendas bibliotēkas vadītāja zvanīja 15min alise | Rendas pagasta | phone | alise | 15 | vadītāja
    """.strip().splitlines()  # noqa: E501 - one line is one case
]


def understood(result: OneLine) -> str:
    def shown(candidates: tuple[int | str, ...]) -> str:
        return "/".join(str(key) for key in candidates) or "-"

    fields = (shown(result.library), shown(result.channel), shown(result.topic), str(result.minutes or "-"))
    return " | ".join((*fields, result.text or "-"))


@pytest.mark.parametrize("cells", LINES, ids=[cells[0] for cells in LINES])
def test_a_line_is_understood(cells: list[str]) -> None:
    line, *expected = cells
    assert understood(read(line)) == " | ".join(expected)
    assert is_record_line(read(line)) == (expected[0] != "-")


def test_nine_lines_of_ten_need_no_question() -> None:
    assert len(LINES) >= 60
    results = [(cells, read(cells[0])) for cells in LINES]
    complete = sum(result.is_complete for _, result in results)
    wrong = [
        cells[0]
        for cells, result in results
        for found, meant in zip((result.library, result.channel, result.topic), cells[1:4], strict=True)
        if len(found) == 1 and str(found[0]) != meant
    ]
    print(f"{complete / len(LINES):.1%} of {len(LINES)} lines understood without a question; wrong: {wrong}")  # noqa: T201
    assert complete / len(LINES) >= 0.9
    assert not wrong


@pytest.mark.parametrize(
    "line",
    [
        "Vai Rendas bibliotēka var pasūtīt grāmatas pa tālruni?",
        "Sveiki! Vai Rendas bibliotēka jau iesniedza statistiku pa e-pastu?",
        "Rendas bibliotēkas krājums ir jāpārbauda",
        "Rendas bibliotēka strādā ar alisi",
        "Rendas bibliotēkai ir jauns tālrunis",
        "Rendā nav interneta",
        "Lūdzu atgādini Rendai par statistiku",
        "Kad Vārmes bibliotēkā būs krājuma pārbaude?",
        "Kuldīgas novadā pasākums piektdien",
        "Labdien, kā Gudenieku bibliotēkai pieteikties seminārā e-pastā?",
        "Paldies!",
        "Renda",
        "tālr 15min",
        "15min",
        "rekataloģizācija",
        "",
        "?!",
    ],
)
def test_an_ordinary_sentence_is_not_registered(line: str) -> None:
    assert not is_record_line(read(line))


@pytest.mark.parametrize(
    "line",
    [
        "Renda tālr",
        "Renda alise",
        "Renda rekat lasītāja tālruņa numurs pazudis",
        "Renda tālr rekat kā labot ierakstu?",
        "kā labot ierakstu Renda tālr rekat 15min",
        "vai drīkst rādīt foto? Laidi ep 5min",
        "Skrunda tālr stat",
    ],
)
def test_a_note_is_registered(line: str) -> None:
    assert is_record_line(read(line))


def test_a_typing_error_is_marked() -> None:
    assert read("Gudeneki tālr rekatalogizcija 20min").guessed == {"library", "topic"}
    assert read("Gudenieki tālr rekat 20min").guessed == frozenset()
    assert read("kabeļi nedarbojas tālr 10min ikt").library == ()


def test_words_of_library_names_alone_name_none() -> None:
    for words in ("bibliotēka", "pagasta bibliotēka", "skolas", "pilsētas", "galvenā", "vsk"):
        assert read(f"{words} tālr rekat 15min").library == ()


def test_a_librarys_alias_names_it() -> None:
    libraries = (Choice(1, ("Kuldīgas Galvenā bibliotēka",), ("KGB", "lielā māja")), Choice(2, ("Rendas bibliotēka",)))
    recogniser = Recogniser(Vocabulary(libraries, choices("channel"), choices("topic")))
    assert recogniser.read("kgb tālr alise", TODAY).library == (1,)
    assert recogniser.read("Lielajā mājā tālr alise", TODAY).library == (1,)


def test_schools_with_numbers_are_told_apart() -> None:
    libraries = tuple(Choice(n, (f"Saldus {n}. vidusskolas bibliotēka",)) for n in (1, 2))
    recogniser = Recogniser(Vocabulary(libraries, choices("channel"), choices("topic")))
    assert recogniser.read("Saldus 2. vsk tālr alise 5min", TODAY).library == (2,)
    assert recogniser.read("Saldus vsk tālr alise 5min", TODAY).library == (1, 2)


def test_an_empty_vocabulary_leaves_everything_in_the_text() -> None:
    result = Recogniser(Vocabulary()).read("Renda tālr rekat kā labot", TODAY)
    assert (result.library, result.channel, result.topic) == ((), (), ())
    assert result.text == "Renda tālr rekat kā labot"


@pytest.mark.parametrize("question", ["kā labot ierakstu", "nevar ieiet sistēmā", "kā labot ierakstu?"])
def test_the_order_of_the_parts_does_not_matter(question: str) -> None:
    for parts in permutations(["Skrundas vsk", "tālr", "rekataloģizācija", "15min", question]):
        result = read(" ".join(parts))
        found = (result.library, result.channel, result.topic, result.minutes)
        assert found == (("Skrundas vidusskolas",), ("phone",), ("recataloguing",), 15), parts


PARTS = st.tuples(
    st.sampled_from(["Renda", "gudenieku bibl", "Skrundas pag.", "Ēdoles skola", "Pelčos"]),
    st.sampled_from(["tālr", "e-pasts", "uz vietas", "zoom", "pa telefonu"]),
    st.sampled_from(["rekat", "BIS ALISE", "krājuma pārbaude", "akreditācija", "datu aizsardzība"]),
    st.sampled_from(["15min", "1h 20min", "pusstunda", "20 minūtes"]),
)


@given(PARTS, st.permutations(range(4)), st.sampled_from(["", "kā labot ierakstu", "vai tā drīkst darīt"]))
def test_shuffling_changes_nothing(parts: tuple[str, ...], order: list[int], question: str) -> None:
    expected = read(" ".join([*parts, question]))
    result = read(" ".join([*(parts[at] for at in order), question]))
    assert (result.library, result.channel, result.topic, result.minutes) == (
        expected.library,
        expected.channel,
        expected.topic,
        expected.minutes,
    )
    assert expected.is_complete
    assert (result.text, expected.text) == (question, question)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    result = read(text)
    assert result.line == text
    is_record_line(result)


WORDS = [*sorted({word for cells in LINES for word in cells[0].split()}), "-", ":", "?", "\n", "un", "vakar", "02.11."]


@given(st.lists(st.sampled_from(WORDS), max_size=14))
@settings(max_examples=300)
def test_any_mixture_of_words_is_read_and_none_is_invented(mixture: list[str]) -> None:
    line = " ".join(mixture)
    result = read(line)
    assert all(piece in line for piece in result.text.split())
    assert result.day is None or result.day <= TODAY
    is_record_line(result)


@pytest.mark.parametrize("count", [25, 300])
def test_reading_is_quick(count: int) -> None:
    libraries = demo_libraries()
    more = tuple(
        Choice(n, (f"{chr(65 + n % 26)}{chr(97 + n // 26)}lmenieku {n}. pagasta bibliotēka",)) for n in range(count)
    )
    recogniser = Recogniser(Vocabulary((*libraries, *more)[:count], choices("channel"), choices("topic")))
    line = "Gudeneki tālr rekatalogizcija 15min kā labot ierakstuu biblioteekas kopkatologaa"
    recogniser.read(line, TODAY)
    start = process_time()
    for _ in range(50):
        recogniser.read(line, TODAY)
    assert (process_time() - start) / 50 < 0.002
