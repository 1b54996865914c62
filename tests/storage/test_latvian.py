"""Words of the library field in their cases: the forms of a word fall together, different words do not."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import latvian
from storage.latvian import fold, is_known, stem, stems, words

FAMILIES = [
    line.split()
    for line in """
    bibliotēka bibliotēkas bibliotēkai bibliotēku bibliotēkā bibliotēkām bibliotēkās
    bibliotekārs bibliotekāra bibliotekāram bibliotekāru bibliotekārā bibliotekāri bibliotekāriem bibliotekāros
    bibliotekāre bibliotekāres bibliotekārei bibliotekāri bibliotekārē bibliotekārēm bibliotekārēs
    konsultācija konsultācijas konsultācijai konsultāciju konsultācijā konsultācijām konsultācijās
    metodiķis metodiķa metodiķim metodiķi metodiķī metodiķu metodiķiem metodiķus metodiķos
    rekataloģizācija rekataloģizācijas rekataloģizācijai rekataloģizāciju rekataloģizācijā rekataloģizācijām
    katalogs kataloga katalogam katalogu katalogā katalogi katalogiem katalogus katalogos
    kopkatalogs kopkataloga kopkatalogam kopkatalogu kopkatalogā kopkatalogi kopkatalogiem
    krājums krājuma krājumam krājumu krājumā krājumi krājumiem krājumus krājumos
    inventarizācija inventarizācijas inventarizācijai inventarizāciju inventarizācijā inventarizācijām
    grāmata grāmatas grāmatai grāmatu grāmatā grāmatām grāmatās
    ieraksts ieraksta ierakstam ierakstu ierakstā ieraksti ierakstiem ierakstus ierakstos
    lasītājs lasītāja lasītājam lasītāju lasītājā lasītāji lasītājiem lasītājus lasītājos
    statistika statistikas statistikai statistiku statistikā statistikām
    akreditācija akreditācijas akreditācijai akreditāciju akreditācijā akreditācijām
    dokuments dokumenta dokumentam dokumentu dokumentā dokumenti dokumentiem dokumentus dokumentos
    nolikums nolikuma nolikumam nolikumu nolikumā nolikumi nolikumiem nolikumus nolikumos
    noteikumi noteikumu noteikumiem noteikumus noteikumos
    likums likuma likumam likumu likumā likumi likumiem likumus likumos
    akts akta aktam aktu aktā akti aktiem aktus aktos
    autortiesības autortiesību autortiesībām autortiesībās
    aizsardzība aizsardzības aizsardzībai aizsardzību aizsardzībā
    dati datu datiem datus datos
    projekts projekta projektam projektu projektā projekti projektiem projektus projektos
    novadpētniecība novadpētniecības novadpētniecībai novadpētniecību novadpētniecībā
    novadpētnieks novadpētnieka novadpētniekam novadpētnieku novadpētnieki novadpētniekiem novadpētniekus
    bērns bērna bērnam bērnu bērnā bērni bērniem bērnus bērnos
    jaunietis jaunieša jaunietim jaunieti jaunieši jauniešu jauniešiem jauniešus jauniešos
    pasākums pasākuma pasākumam pasākumu pasākumā pasākumi pasākumiem pasākumus pasākumos
    publicitāte publicitātes publicitātei publicitāti publicitātē
    izstāde izstādes izstādei izstādi izstādē izstāžu izstādēm izstādēs
    plāns plāna plānam plānu plānā plāni plāniem plānus plānos
    pārskats pārskata pārskatam pārskatu pārskatā pārskati pārskatiem pārskatus pārskatos
    atskaite atskaites atskaitei atskaiti atskaitē atskaitēm atskaitēs
    dators datora datoram datoru datorā datori datoriem datorus datoros
    printeris printera printerim printeri printerī printeru printeriem printerus printeros
    internets interneta internetam internetu internetā
    telpa telpas telpai telpu telpā telpām telpās
    remonts remonta remontam remontu remontā remonti remontiem
    tālrunis tālruņa tālrunim tālruni tālrunī tālruņi tālruņu tālruņiem tālruņus tālruņos
    telefons telefona telefonam telefonu telefonā telefoni telefoniem telefonus telefonos
    e-pasts e-pasta e-pastam e-pastu e-pastā e-pasti e-pastiem e-pastus e-pastos epasts epastu epastā
    zvans zvana zvanam zvanu zvanā zvani zvaniem zvanus
    vizīte vizītes vizītei vizīti vizītē vizītēm vizītēs
    izbraukums izbraukuma izbraukumam izbraukumu izbraukumā izbraukumi izbraukumiem
    seminārs semināra semināram semināru seminārā semināri semināriem semināros
    sanāksme sanāksmes sanāksmei sanāksmi sanāksmē sanāksmju sanāksmēm sanāksmēs
    apmācība apmācības apmācībai apmācību apmācībā apmācībām apmācībās
    jautājums jautājuma jautājumam jautājumu jautājumā jautājumi jautājumiem jautājumus
    atbilde atbildes atbildei atbildi atbildē atbilžu atbildēm atbildēs
    paziņojums paziņojuma paziņojumam paziņojumu paziņojumi paziņojumiem paziņojumus
    jaunums jaunuma jaunumam jaunumu jaunumā jaunumi jaunumiem jaunumus jaunumos
    novads novada novadam novadu novadā novadi novadiem novados
    pagasts pagasta pagastam pagastu pagastā pagasti pagastiem pagastos
    pilsēta pilsētas pilsētai pilsētu pilsētā pilsētām pilsētās
    skola skolas skolai skolu skolā skolām skolās
    vidusskola vidusskolas vidusskolai vidusskolu vidusskolā vidusskolām
    skolotājs skolotāja skolotājam skolotāju skolotāji skolotājiem skolotājus
    pašvaldība pašvaldības pašvaldībai pašvaldību pašvaldībā pašvaldībām pašvaldībās
    norakstīšana norakstīšanas norakstīšanai norakstīšanu norakstīšanā norakstīt norakstīja norakstīju
    komplektēšana komplektēšanas komplektēšanai komplektēšanu komplektēšanā komplektēt komplektēju
    abonements abonementa abonementam abonementu abonementā abonementi abonementiem
    žurnāls žurnāla žurnālam žurnālu žurnālā žurnāli žurnāliem žurnālus žurnālos
    avīze avīzes avīzei avīzi avīzē avīžu avīzēm avīzēs
    fonds fonda fondam fondu fondā fondi fondiem fondus fondos
    termins termina terminam terminu terminā termini terminiem terminus terminos
    Renda Rendas Rendai Rendu Rendā
    Rumba Rumbas Rumbai Rumbu Rumbā
    Skrunda Skrundas Skrundai Skrundu Skrundā
    Kuldīga Kuldīgas Kuldīgai Kuldīgu Kuldīgā
    Laidi Laidu Laidiem Laidus Laidos
    Gudenieki Gudenieku Gudeniekiem Gudeniekus Gudeniekos
    Pelči Pelču Pelčiem Pelčus Pelčos
    Raņķi Raņķu Raņķiem Raņķus Raņķos
    Rudbārži Rudbāržu Rudbāržiem Rudbāržus Rudbāržos
    Ēdole Ēdoles Ēdolei Ēdoli Ēdolē
    Kabile Kabiles Kabilei Kabili Kabilē
    Kurmāle Kurmāles Kurmālei Kurmāli Kurmālē
    Nīkrāce Nīkrāces Nīkrācei Nīkrāci Nīkrācē
    Padure Padures Padurei Paduri Padurē
    Snēpele Snēpeles Snēpelei Snēpeli Snēpelē
    Vārme Vārmes Vārmei Vārmi Vārmē
    Īvande Īvandes Īvandei Īvandi Īvandē
    Turlava Turlavas Turlavai Turlavu Turlavā
    Alsunga Alsungas Alsungai Alsungu Alsungā
    """.strip().splitlines()
]

KEPT_APART = [
    pair.split()
    for pair in """
    Renda|Rumba; Renda|Rinda; Laidi|Laist; Laidi|Lads; Skrunda|Skruberts; Kuldīga|Kuldiņa; Kabile|Kabelis
    Vārme|Varonis; Pelči|Pelēks; Raņķi|Rags; Padure|Padome; Turlava|Turība; Ēdole|Ēdiens; Alsunga|Alus
    Īvande|Īve; Kurmāle|Kurmis; bibliotēka|bibliotekārs; plāns|planšete; akts|aktieris; akreditācija|akreditīvs
    novads|novadpētniecība; pagasts|pagalms; pilsēta|pils; skola|skolotājs; skola|skolēns; dati|dators
    krājums|krāsa; telefons|televizors; statistika|statuss; katalogs|kopkatalogs; likums|nolikums
    projekts|projektors; vizīte|vizītkarte; atskaite|atbilde; pārskats|parakstīt; jautājums|jaunums; zvans|zvanārs
    """.replace("\n", ";").split(";")
    for pair in [pair.strip().replace("|", " ")]
    if pair
]


def spellings(form: str) -> list[str]:
    return [form, fold(form), form.upper(), form.capitalize()]


def test_the_forms_of_a_word_fall_together() -> None:
    assert len(FAMILIES) >= 60
    broken = {
        family[0]: {form: stem(form) for form in family if stem(form) != stem(family[0])}
        for family in FAMILIES
        if len({stem(spelling) for form in family for spelling in spellings(form)}) > 1
    }
    share = 1 - len(broken) / len(FAMILIES)
    print(f"{share:.1%} of {len(FAMILIES)} word families have one stem; broken: {broken}")  # noqa: T201
    # The genitive plural of this one could as well be a form of *izstāzis*: only a dictionary knows, and ours does not.
    assert broken in ({}, {"izstāde": {"izstāžu": "izstaz"}})
    assert share >= 0.98


@pytest.mark.parametrize(("one", "other"), KEPT_APART)
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_fields_families_stay_apart_from_each_other() -> None:
    heads = [family[0] for family in FAMILIES]
    by_stem: dict[str, list[str]] = {}
    for head in heads:
        by_stem.setdefault(stem(head), []).append(head)
    together = [group for group in by_stem.values() if len(group) > 1]
    # Told apart by gender alone: for finding them it is one word.
    assert together == [["bibliotekārs", "bibliotekāre"]]


def test_a_text_is_taken_apart_into_stems() -> None:
    assert words("Kā norakstīt 2 grāmatas (e-pastā)?") == ["Kā", "norakstīt", "2", "grāmatas", "e-pastā"]
    assert stems("Rendas e-pasts, 2026. gads") == [stem("Renda"), stem("epastā"), "2026", stem("gada")]
    assert stems("") == []


def test_known_words_are_known_however_they_are_typed() -> None:
    assert all(is_known(word) for word in ("tālruni", "talruni", "TĀLRUNI", "grāmatām", "gramatam"))
    assert not is_known("rekataloģizcija")


@given(st.text())
def test_any_text_can_be_folded_and_stemmed(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert stem(text) == stem(fold(text))
    assert all(stems(text)) or not text


@given(st.text(alphabet="aābcčdeēfgģhiījkķlļmnņoprsštuūvzž"))
def test_diacritics_never_matter(word: str) -> None:
    assert stem(word) == stem(fold(word)) == stem(word.upper())


def test_stemming_is_quick() -> None:
    latvian.warm_up()
    forms = [f"{form}{suffix}" for family in FAMILIES for form in family for suffix in ("", "x", "y")]
    start = perf_counter()
    for form in forms:
        stem(form)
    assert (perf_counter() - start) / len(forms) < 0.000_1


def test_what_people_write_does_not_stay_in_memory() -> None:
    before = latvian._fold_word.cache_info().currsize
    assert (
        fold("Šī ir vesela ziņa, kas kādam sūtīta un pēc tam dzēsta.")
        == "si ir vesela zina, kas kadam sutita un pec tam dzesta."
    )
    assert latvian._fold_word.cache_info().currsize == before
