"""More lines as methodologists type them: two topics, several libraries, estimates, who gave it, effort, a note."""

import pytest

from bot.features.consultations.oneline import OneLine, is_record_line
from tests.features.consultations.test_oneline import LINES as EARLIER
from tests.features.consultations.test_oneline import read

# line | libraries (without "pagasta"; all of them with a plus, candidates with a slash) | channel | topics | length
# | besides | text
LINES = [
    [cell.strip() for cell in line.split("|")]
    for line in """
    Renda tel 15 alise lasītāja parole | Rendas | phone | alise | - | - | 15 alise lasītāja parole
    ēdoles pag zvanīja, rekat + krājums, ~20min | Ēdoles | phone | recataloguing+stock | 11_to_30 | - | -
    Laidi, Rumba zoom akreditācija 1h grupa 6 | Laidu+Rumbas | online | accreditation | 60 | 6 people | -
    pirmdien Vārme tālr stat īsi | Vārmes | phone | statistics | up_to_10 | 2026-11-16 | -
    snepele ep novadp read 3 mapes kartosana | Snēpeles | email | local_history | - | READ 3 | mapes kartosana
    Padure vizīte 2 st krājums // jāatgādina par aktu | Padures | visit | stock | 120 | // jāatgādina par aktu | -
    kolēģe konsultēja Kabili pa tel par alisi 10 min | Kabiles | phone | alise | 10 | peer | -
    Turlavas pagasts klatiene bernu zurija apm pusstunda 4 cilv | Turlavas | in_person | children | 11_to_30 | 4 people | -
    12.10. Alsungas pag tālr gada pārskats 20 | Alsungas | phone | plans | 20 | 2026-10-12 | gada pārskats
    Pelči zvans gdpr, autortiesības 25m vai var likt foto fb | Pelču | phone | data_protection+copyright | 25 | - | vai var likt foto fb
    nikrace tg dators un internets >1h | Nīkrāces | telegram | ict | over_60 | - | -
    rudbārži e-pasts projekts vkkf tāme 40 min kopā ar citu speciālistu | Rudbāržu | email | projects | - | - | projekts tāme 40 min kopā ar citu speciālistu
    Skrundas pils tel inventarizacija, kdp 30 | Skrundas pilsētas | phone | stock+statistics | 30 | - | -
    Īvande - telefons - akreditācija - 5 min - kad brauks komisija | Īvandes | phone | accreditation | 5 | - | kad brauks komisija
    Kurmāle vakar pa telefonu par pasākumiem ilgi | Kurmāles | phone | events | - | 2026-11-19 | par pasākumiem ilgi
    Gudenieki, Vārme, Raņķi teams plāni 10 dalībnieki 1,5 h | Gudenieku+Raņķu+Vārmes | online | plans | 90 | 10 people | -
    raņķu bibliotēka atbrauca norakstīšanas akti 1h15min | Raņķu | in_person | stock | 75 | - | norakstīšanas akti
    14. oktobrī Rumbā vizītē ikt un telpas READ 4 2h | Rumbas | visit | ict | 120 | READ 4, 2026-10-14 | -
    Renda tlr rekatalogizacija 15min | Rendas | phone | recataloguing | 15 | - | -
    Renda tālr rekataloģizācija piecpadsmit minūtes kā labot ierakstu | Rendas | phone | recataloguing | 15 | - | kā labot ierakstu
    zvanīja Laidu bibliotēka jautāja par autortiesībām runājām desmit minūtes | Laidu | phone | copyright | 10 | - | jautāja par autortiesībām runājām
    Ēdoles psk tel bērni/pasākumi 15min dzejas dienas | Ēdoles pamatskolas | phone | children+events | 15 | - | dzejas dienas
    Alsungas psk. zvanija, nolikums 10 | Alsungas pamatskolas | phone | documents | 10 | - | -
    Vārme tālr alise līdz 10 min | Vārmes | phone | alise | up_to_10 | - | -
    Snēpele tālr 11-30 min statistika | Snēpeles | phone | statistics | 11_to_30 | - | -
    Kuldīgas galv klātienē LR likumi 20min | Kuldīgas Galvenā | in_person | legislation | 20 | - | LR likumi
    Skrundas vsk zoom stunda datu aizsardziba grupa: 8 | Skrundas vidusskolas | online | data_protection | 60 | 8 people | -
    Padure, tel., 10 min., BIS ALISE, lasītāju dzēšana // atkārtoti | Padures | phone | alise | 10 | // atkārtoti | lasītāju dzēšana
    Kabile ticis zvans novadpetnieciba 5min | Kabiles | phone | local_history | 5 | - | ticis
    Turlavas pamatsk whatsapp printeris 5' | Turlavas pamatskolas | online | ict | 5 | - | -
    pelci tel stat. 7 | Pelču | phone | statistics | 7 | - | -
    otrdien atnāca Gudenieku bibliotekāre, palīdzēju ar VKKF projektu, 1 h | Gudenieku | in_person | projects | 60 | 2026-11-17 | bibliotekāre, palīdzēju ar VKKF projektu
    LNB speciāliste konsultēja Rendu tiešsaistē par rekataloģizāciju, 45 min | Rendas | online | recataloguing | 45 | specialist | -
    Rumba epasts par akreditaciju 15 effort 2 | Rumbas | email | accreditation | - | READ 2 | par akreditaciju 15
    Laidi + Kabile zoom stat 40min | Kabiles+Laidu | online | statistics | 40 | - | -
    Nīkrāce tel krajums inventarizacija akts ka aizpildit 1/2h | Nīkrāces | phone | stock | 30 | - | inventarizacija akts ka aizpildit
    Vārme tel. 3. nov. rekat. 12 min | Vārmes | phone | recataloguing | 12 | 2026-11-03 | -
    edole pagasta bibl mails par nolikumu un normatīvajiem aktiem 20min | Ēdoles | email | documents+legislation | 20 | - | -
    Skrundas pag telegramā bērnu un jauniešu pasākums 10min | Skrundas | telegram | children | 10 | - | pasākums
    Ivande tel alise 10min 2 cilv | Īvandes | phone | alise | 10 | 2 people | -
    šodien zvanīja Turlavas pagasts, nevar ielogoties alisē, 10min | Turlavas | phone | alise | 10 | 2026-11-20 | nevar ielogoties alisē
    Renda, e-pasts, atbildēju par VKKF termiņiem, 15 | Rendas | email | projects | 15 | - | atbildēju par VKKF termiņiem
    Laidu bibliotēkā vizīte no rīta, krājuma pārbaude, 3 st, 2 cilv. | Laidu | visit | stock | 180 | 2 people | no rīta
    Padure telefons kultūras datu portāls 5.tabula 20 | Padures | phone | statistics | - | - | 5.tabula 20
    tel Vārme kā norakstīt 15 grāmatas | Vārmes | phone | stock | - | - | kā norakstīt 15 grāmatas
    Gudenieki zvans statistika tabula 12 | Gudenieku | phone | statistics | - | - | tabula 12
    kolēģe no Rendas zvanīja par akreditāciju 10 min | Rendas | phone | accreditation | 10 | - | kolēģe
    kolēģei Rendā izskaidroju alisi pa telefonu 10 min | - | phone | alise | 10 | - | kolēģei Rendā izskaidroju alisi
    Skrundas pilsētas bibl + Skrundas pag zoom nolikums apmēram stunda | Skrundas+Skrundas pilsētas | online | documents | 31_to_60 | - | -
    Kabile whatsapp bērnu žūrija, autortiesības un projekti 20min | Kabiles | online | children | 20 | - | autortiesības un projekti
    Rumba tel 12.10.2026 rekat 10 | Rumbas | phone | recataloguing | 10 | 2026-10-12 | -
    Snēpele otrdien klātienē plāni 45 // nākamreiz paņemt veidlapu | Snēpeles | in_person | plans | 45 | 2026-11-17, // nākamreiz paņemt veidlapu | -
    Renda tel. alise 2x10 min | Rendas | phone | alise | - | - | 2x10 min
    Pelči ep. datu aizsardz. apm. 15 min READ 2 | Pelču | email | data_protection | 11_to_30 | READ 2 | datu
    Ēdoles pamatskola vizītē 1.oktobrī statistika un plāni 1h | Ēdoles pamatskolas | visit | statistics+plans | 60 | 2026-10-01 | -
    raņķi telefoniski pusotru stundu inventarizācija, izmaksas 120 | Raņķu | phone | stock | 90 | - | izmaksas 120
    Kurmāle zvans - lasītājs nozaudēja 3 grāmatas - krājums - 5 | Kurmāles | phone | stock | 5 | - | lasītājs nozaudēja 3 grāmatas
    Īvande tel alise https://alise.lv/help 10min | Īvandes | phone | alise | 10 | - | https://alise.lv/help
    nīkrāce tālr. novadpētniecība krājums | Nīkrāces | phone | local_history/stock | - | - | -
    vārme, padure, kabile zoom plāni un pārskati 1h kopā 5 cilvēki | Kabiles+Padures+Vārmes | online | plans | 60 | 5 people | -
    Gudenieki tel jautāja vai 20. oktobrī būs seminārs | Gudenieku | phone | - | - | - | jautāja vai 20. oktobrī būs seminārs
    Laidi zvanīja 12 lasītāji nevar pieteikties alise 5 min | Laidu | phone | alise | 5 | - | 12 lasītāji nevar pieteikties alise
    Renda tālrunis, bērni un jaunieši, pasākumi 20 minūtes | Rendas | phone | children+events | 20 | - | -
    Alsungas pamatskola, alsungas pagasts zoom krājums 30min | Alsungas+Alsungas pamatskolas | online | stock | 30 | - | -
    Kuldīgas galvenā tiešsaistē READ 5 projekti divas stundas trīs cilvēki | Kuldīgas Galvenā | online | projects | 120 | 3 people, READ 5 | -
    """.strip().splitlines()  # noqa: E501 - one line is one case
]


def understood(line: OneLine) -> str:
    libraries = [str(key).replace(" pagasta", "") for key in line.library]
    topics = "/".join(map(str, line.topic)) + (f"+{line.second_topic}" if line.second_topic else "")
    besides = [
        f"{line.participants} people" if line.participants else None,
        line.given_by,
        f"READ {line.effort}" if line.effort else None,
        line.day.isoformat() if line.day else None,
        f"// {line.note}" if line.note else None,
    ]
    cells = (
        ("+" if line.together else "/").join(libraries),
        "/".join(map(str, line.channel)),
        topics,
        str(line.minutes or line.band or ""),
        ", ".join(said for said in besides if said),
        line.text,
    )
    return " | ".join(cell or "-" for cell in cells)


@pytest.mark.parametrize("cells", LINES, ids=[cells[0] for cells in LINES])
def test_a_line_is_understood(cells: list[str]) -> None:
    line, *expected = cells
    assert understood(read(line)) == " | ".join(expected)
    assert is_record_line(read(line)) == (expected[0] != "-")


def test_nine_lines_of_ten_need_no_question_and_none_is_understood_wrongly() -> None:
    lines = [(cells[0], cells[1:4]) for cells in (*EARLIER, *LINES)]
    results = [(line, meant, read(line)) for line, meant in lines]
    complete = sum(result.is_complete for _, _, result in results)
    wrong = [
        line
        for line, (library, channel, topic), result in results
        if (result.is_complete and "/" in f"{library}{channel}{topic}")
        or (
            len(result.library) == 1
            and str(result.library[0]).replace(" pagasta", "") != library.replace(" pagasta", "")
        )
        or (len(result.channel) == 1 and str(result.channel[0]) != channel)
        or (len(result.topic) == 1 and str(result.topic[0]) != topic.partition("+")[0])
    ]
    print(f"{complete / len(lines):.1%} of {len(lines)} lines understood without a question; wrong: {wrong}")  # noqa: T201
    assert len(lines) >= 140
    assert complete / len(lines) >= 0.9
    assert not wrong


@pytest.mark.parametrize(
    ("line", "minutes", "text"),
    [
        ("Renda tālr stat kā aizpildīt lauku 12", None, "kā aizpildīt lauku 12"),
        ("Renda tālr stat kā aizpildīt tabulu 15", None, "kā aizpildīt tabulu 15"),
        ("Renda tālr alise kā labot ierakstu 20", 20, "kā labot ierakstu"),
        ("Renda tālr alise 7", 7, ""),
        ("Renda tālr alise 4", None, "4"),
        ("Renda tālr alise 241", None, "241"),
        ("Renda tālr alise nedarbojas Windows 10", None, "nedarbojas Windows 10"),
        ("Renda tālr alise 10 min 15", 10, "15"),
        ("Renda tālr alise 15 // 20", 15, ""),
        ("Renda tālr alise https://alise.lv//10", None, "https://alise.lv//10"),
    ],
)
def test_a_bare_number_that_ends_the_line_is_minutes(line: str, minutes: int | None, text: str) -> None:
    assert (read(line).minutes, read(line).text) == (minutes, text)


@pytest.mark.parametrize(
    ("said", "band"),
    [
        *(
            ("~1h", "31_to_60"),
            ("apm. 20 min", "11_to_30"),
            ("kādas 10 minūtes", "up_to_10"),
            ("15-20 min", "11_to_30"),
        ),
        *(("vairāk par stundu", "over_60"), ("ilgāk nekā 1h", "over_60"), (">60 min", "over_60"), ("īsi", "up_to_10")),
        *(("10-15 min", None), ("vairāk par 10 min", None)),
    ],
)
def test_an_estimate_is_a_band_and_no_number_of_minutes(said: str, band: str | None) -> None:
    for line in (f"Renda tālr rekat {said}", f"{said} Renda tālr rekat"):
        assert (read(line).minutes, read(line).band) == (None, band), line


def test_whole_names_are_joined_and_an_estimate_goes_with_its_sign() -> None:
    result = read("Kuldīgas Galvenā bibliotēka un Skrundas vsk tiešsaistē krājums ~1h kā labot")
    assert (result.together, len(result.library), result.text) == (True, 2, "kā labot")


def test_words_of_the_question_are_no_asides() -> None:
    assert read("Renda tālr rekat kā ātri atrast ierakstu").band is None
    assert read("Renda tālr alise kolēģei palīdzēju ieiet").given_by is None
    assert read("Renda tālr alise, statistika nesakrīt").second_topic is None
    assert read("Renda tālr alise kolēģe palīdzēja bet neizdevās").given_by is None
