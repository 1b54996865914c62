"""Questions as librarians ask them, and what they are about; earlier records teach a region's own words."""

from datetime import UTC, date, datetime
from time import process_time

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.features.consultations.topic_words import TOPIC_WORDS
from bot.features.consultations.topics import Topics
from bot.features.consultations.words import proposed_topic
from bot.naming.words import Choice
from storage.consultations import CLOSED, OPEN, QUESTION, TYPED, Consultation, ConsultationMessage
from storage.corrections import snapshot, trace
from storage.database import Database
from storage.topics import questions_by_topic
from tests.features.consultations.test_oneline import choices

Asked = list[tuple[str, str]]


def written(text: str) -> Asked:
    lines = (line.partition(" | ") for line in text.strip().splitlines())
    return [(topic.strip(), question.strip()) for topic, _, question in lines]


# topic | question
QUESTIONS = written("""
    alise | Sistēmā nevaru atrast lasītāju, kuru vakar pati piereģistrēju. Kur viņš palicis?
    alise | Kā BIS Alisē pagarināt grāmatu, ja termiņš jau beidzies?
    alise | pazuda izsniegumu vēsture, ekrans balts, alise met ara
    alise | Kā nomainīt paroli bibliotēkas sistēmā?
    alise | Vai var apvienot divas lasītāja kartītes, ja cilvēks reģistrēts divreiz?
    recataloguing | Kā labot ierakstu, ja kopkatalogā jau ir cits ar to pašu ISBN?
    recataloguing | Vai vecās grāmatas no 1970. gadiem arī jāievada elektroniskajā katalogā?
    recataloguing | kā kataloģizēt žurnālu komplektus
    recataloguing | Kurā laukā jāraksta sērijas nosaukums bibliogrāfiskajā aprakstā?
    recataloguing | Dublējas divi ieraksti vienai grāmatai, kuru dzēst?
    stock | Kā norakstīt nozaudētas grāmatas, ja lasītājs ir pārcēlies?
    stock | Cik bieži jāveic krājuma pārbaude?
    stock | Lasītājs atdāvināja 50 grāmatas, kā tās pieņemt uzskaitē?
    stock | kas jaraksta nodilušo grāmatu aktā un kurš to paraksta
    stock | Vai summārajā grāmatā jāraksta arī dāvinājumi?
    stock | Cik procentu no krājuma drīkst izslēgt gadā?
    stock | Kā rīkoties, ja inventāra numurs pielīmēts nepareizi?
    statistics | Ko skaitīt kā attālināto apmeklējumu?
    statistics | Kultūras datu portāls nepieņem manu atskaiti, met kļūdu 5. tabulā
    statistics | Vai pasākuma apmeklētāji ieskaitāmi kopējā apmeklējumā?
    statistics | līdz kuram datumam jāiesniedz gada skaitļi
    statistics | Kā aprēķināt aktīvo lasītāju skaitu?
    accreditation | Kādi dokumenti jāsagatavo akreditācijai?
    accreditation | Kad mums būs nākamā akreditācija?
    accreditation | Komisija brauks pie mums martā, kas jāsagatavo?
    documents | Vai ir nolikuma paraugs pagasta bibliotēkai?
    documents | Kā mainīt bibliotēkas lietošanas noteikumus?
    documents | Vai amata aprakstu paraksta pagasta pārvalde?
    documents | Vai kādam ir darba kārtības reglamenta paraugs?
    documents | lietu nomenklatūra bibliotēkai, kur ņemt
    legislation | Kurš likums nosaka bibliotekāra atalgojumu?
    legislation | Vai stājušies spēkā jaunie MK noteikumi par bibliotēkām?
    legislation | Ko Bibliotēku likumā saka par maksas pakalpojumiem?
    copyright | Vai drīkst kopēt visu grāmatu lasītājam?
    copyright | Vai uz izstādes plakāta drīkst likt grāmatas vāka attēlu?
    copyright | Kam jāprasa atļauja publicēt vecas fotogrāfijas mājaslapā?
    copyright | Vai filmu drīkst rādīt bibliotēkā bez licences?
    data_protection | Vai lasītāja tālruņa numuru drīkst iedot skolai?
    data_protection | Cik ilgi jāglabā lasītāju reģistrācijas lapas ar personas kodu?
    data_protection | Vai vajag vecāku piekrišanu bērna fotografēšanai?
    data_protection | vai var publicēt bērnu foto feisbukā
    projects | Kad būs VKKF pieteikšanās termiņš?
    projects | Kā sagatavot tāmi projekta pieteikumam?
    projects | Vai kāds palīdzētu uzrakstīt projektu Kultūrkapitāla fondam?
    projects | Kur pieteikties finansējumam lasīšanas veicināšanai?
    local_history | Kā kārtot novadpētniecības mapes?
    local_history | Kur atrast vecas avīzes par mūsu pagastu?
    local_history | Kā digitalizēt vecas fotogrāfijas par pagasta vēsturi?
    local_history | Gribu savākt materiālus par mūsu puses rakstnieku
    children | Kā pieteikties Bērnu žūrijai?
    children | Kā ieinteresēt pusaudžus lasīt?
    children | Kādas grāmatas ieteikt pirmsskolas vecuma bērniem?
    children | nodarbība 1. klasei bibliotēkā, idejas
    events | Kā noorganizēt tikšanos ar rakstnieku?
    events | Vai ir plakāta sagatave Dzejas dienām?
    events | Kā reklamēt pasākumu feisbukā?
    events | Kādu izstādi veidot Ziemassvētkiem?
    plans | Kā rakstīt gada plānu?
    plans | Līdz kuram datumam jāiesniedz teksta pārskats?
    plans | Vai ir gada pārskata forma par šo gadu?
    plans | stratēģija 2027-2030 ar ko sākt
    ict | Printeris nedrukā, ko darīt?
    ict | Nestrādā bezvadu internets, lasītāji sūdzas
    ict | Dators ļoti lēns, vai var palūgt jaunu?
    ict | Plauktu izvietojums jaunajās telpās, kas jāievēro?
    ict | Kā uzinstalēt skeneri?
    other | Kurš aizvietos mani atvaļinājuma laikā?
    other | Vai piektdien bibliotēkas galvenajā ēkā būs kāds uz vietas?
    other | Kā pieteikties kursiem jūnijā?
    other | Kāds tagad ir novada bibliotēku darba laiks svētkos?
    alise | Alisē neparādās jaunākie izsniegumi, ko darīt?
    alise | Kā atjaunot lasītāja datus sistēmā, ja mainījies uzvārds?
    alise | Nevaru ienākt BIS, raksta nepareizs lietotājs
    recataloguing | Kāds UDK indekss ir grāmatām par adīšanu?
    recataloguing | kopkatalogā nav šīs grāmatas, vai drīkstu veidot jaunu ierakstu
    recataloguing | Kā aprakstīt daudzsējumu izdevumu?
    stock | Vai bojātas grāmatas var atdot makulatūrā?
    stock | Kā noteikt cenu vecām dāvinātām grāmatām?
    stock | inventarizācijas laikā trūkst 12 grāmatu, ko rakstīt aktā
    stock | Kam jābūt komisijā, kad noraksta krājumu?
    statistics | Kā uzskaitīt virtuālos apmeklējumus gada pārskatā?
    statistics | KDP nevaru apstiprināt veidlapu
    statistics | Vai datoru lietotāji arī jāskaita kā apmeklētāji?
    accreditation | Cik ilgi derīga akreditācijas apliecība?
    accreditation | ko rakstīt akreditācijas pašnovērtējumā
    documents | Kas apstiprina bibliotēkas nolikumu?
    documents | Vai man vajag jaunu amata aprakstu pēc novadu reformas?
    legislation | Kurā likumā noteikts bibliotekāra kvalifikācijas līmenis?
    legislation | vai ir jauni saistošie noteikumi par maksas pakalpojumiem
    copyright | Drīkst skenēt dzejoli no krājuma un ielikt facebook?
    copyright | Vai vajag licenci, ja pasākumā skan mūzika?
    data_protection | Vai drīkst vecākiem pateikt, ko bērns lasa?
    data_protection | Kas jāraksta paziņojumā par videonovērošanu?
    projects | Cik procentu līdzfinansējums jānodrošina projektā?
    projects | kā noformēt atskaiti par VKKF projektu
    local_history | Kā aprakstīt novadnieka personas lapu datubāzē?
    local_history | Vai varam pieņemt glabāšanā vecas skolas fotogrāfijas?
    children | Ko lasīt 5. klases zēniem?
    children | Bērnu žūrijas grāmatas vēl nav saņemtas, kad būs?
    events | Kā pieteikt pasākumu Bibliotēku nedēļā?
    events | Kas varētu vadīt grāmatas atvēršanas svētkus?
    plans | Kas obligāti jāiekļauj darba plānā nākamajam gadam?
    plans | cik garam jābūt teksta pārskatam
    ict | Lasītāju datori nepieslēdzas internetam
    ict | Printerim beidzies toneris, kas to pasūta?
    ict | kur nopirkt plauktus un lasītavas mēbeles
    """)

EARLIER = written("""
    alise | lasītājs nevar pieslēgties savam kontam
    alise | kā pagarināt termiņu vairākām grāmatām
    alise | nomainīt lasītāja uzvārdu kartītē
    recataloguing | kā ievadīt katalogā vecās grāmatas bez ISBN
    recataloguing | žurnālu aprakstīšana kopkatalogā
    recataloguing | divi vienādi ieraksti, kuru dzēst
    stock | akts par nodilušām grāmatām
    stock | dāvināto grāmatu uzskaite
    stock | cik eksemplārus drīkst norakstīt
    statistics | kā skaitīt pasākumu apmeklētājus
    statistics | apmeklējumu skaits nesakrīt ar pagājušo gadu
    statistics | lauks par virtuālo apmeklējumu
    accreditation | dokumenti akreditācijas komisijai
    accreditation | kas jāsagatavo pirms komisijas brauciena
    documents | bibliotēkas lietošanas noteikumu maiņa
    documents | nolikuma saskaņošana pagasta pārvaldē
    documents | amata apraksta paraugs
    legislation | grozījumi bibliotēku likumā
    legislation | atalgojuma noteikumi
    copyright | atļauja publicēt fotogrāfijas
    copyright | vai drīkst kopēt grāmatu lasītājam
    copyright | vāka attēls plakātā
    data_protection | bērnu foto publicēšana feisbukā
    data_protection | lasītāju reģistrācijas lapu glabāšana
    data_protection | vai drīkst izpaust lasītāja tālruni
    projects | pieteikums lasīšanas veicināšanas finansējumam
    projects | projekta tāme un līdzfinansējums
    local_history | materiāli par novada rakstniekiem
    local_history | veco fotogrāfiju digitalizēšana
    children | pusaudžu lasīšana
    children | ko piedāvāt 3. klases stundai
    events | tikšanās ar rakstnieku organizēšana
    events | izstādes noformējums svētkiem
    plans | darba plāna struktūra
    plans | teksta pārskata apjoms
    ict | printera toneris
    ict | dators neieslēdzas
    """)


def shares(topics: Topics) -> tuple[float, float]:
    """Of the questions those whose topic is told, and those whose topic is told wrongly."""
    told = [(topic, topics.about(question)) for topic, question in QUESTIONS]
    right = sum(topic == proposed for topic, proposed in told) / len(told)
    wrong = sum(proposed is not None and topic != proposed for topic, proposed in told) / len(told)
    print(f"of {len(told)} topics {right:.1%} right, {wrong:.1%} wrong, the others are asked for")  # noqa: T201
    return right, wrong


def test_most_topics_are_told_and_few_wrongly() -> None:
    assert len(QUESTIONS) >= 60
    right, wrong = shares(Topics(choices("topic"), TOPIC_WORDS))
    assert right >= 0.68
    assert wrong <= 0.09


def test_earlier_records_teach() -> None:
    right, wrong = shares(Topics(choices("topic"), TOPIC_WORDS, [(topic, text, 1) for topic, text in EARLIER]))
    assert right >= 0.73
    assert wrong <= 0.06


def test_what_is_about_nothing_of_the_list_has_no_topic() -> None:
    topics = Topics(choices("topic"), TOPIC_WORDS)
    for question in ("Labdien!", "Kurš aizvietos mani atvaļinājuma laikā?", "", "?!", "🙂"):
        assert topics.about(question) is None, question
    assert Topics(()).about("Kā labot ierakstu kopkatalogā?") is None


def test_a_question_is_read_in_half_a_millisecond() -> None:
    topics = Topics(choices("topic"), TOPIC_WORDS, [(topic, text, 1) for topic, text in EARLIER])
    for _, question in QUESTIONS:
        topics.about(question)
    start = process_time()
    for _, question in QUESTIONS:
        topics.about(question)
    assert (process_time() - start) / len(QUESTIONS) < 0.0005


DAY = date(2026, 10, 12)
UNKNOWN = "Kur palika kvarkusi?"


def record(session: Session, number: int, **how: object) -> None:
    now = datetime(2026, 10, 11, 9, tzinfo=UTC)
    values = {"origin": TYPED, "status": CLOSED, "happened_on": date(2026, 10, 11), "topic": "ict", **how}
    one = Consultation(number=number, entered_at=now, **values)  # type: ignore[arg-type]
    one.messages.append(ConsultationMessage(author_id=None, part=QUESTION, text=UNKNOWN, at=now))
    session.add(one)


def topic(session: Session) -> str | None:
    return proposed_topic(session, UNKNOWN, DAY)


def topic_tomorrow(session: Session) -> str | None:
    return proposed_topic(session, UNKNOWN, date(2026, 10, 13))


def test_the_records_of_the_days_before_teach(database: Database) -> None:
    assert database.submit(topic).result() is None

    def today(session: Session) -> None:
        for number in range(1, 4):
            record(session, number, happened_on=DAY)
        record(session, 4, topic="events", deleted_at=datetime(2026, 10, 11, 9, 5, tzinfo=UTC))
        record(session, 5, topic="events", origin="chat", status=OPEN)

    database.submit(today).result()
    assert database.submit(topic).result() is None, "a day's questions are all read alike"
    read = database.submit(lambda session: questions_by_topic(session, date(2026, 10, 13))).result()
    assert read == [("ict", UNKNOWN, 1)] * 3, "what was taken back or not answered teaches nothing"
    assert database.submit(topic_tomorrow).result() == "ict"


def test_who_corrects_a_topic_teaches_twice(database: Database) -> None:
    def records(session: Session) -> None:
        record(session, 1)
        record(session, 2)
        session.flush()
        corrected = session.scalars(select(Consultation).where(Consultation.number == 2)).one()
        before = snapshot(corrected)
        corrected.topic = "events"
        trace(session, corrected, before, at=datetime(2026, 10, 11, 9, 5, tzinfo=UTC), by_id=None)

    database.submit(records).result()
    read = database.submit(lambda session: questions_by_topic(session, DAY)).result()
    assert read == [("events", UNKNOWN, 2), ("ict", UNKNOWN, 1)]


def test_what_a_line_may_be_about_is_ranked_where_nothing_is_clear() -> None:
    topics = Topics(
        [Choice("alise", ("BIS ALISE",), ()), Choice("stock", ("Krājums un inventarizācija",), ("norakstīšana",))],
        {"alise": "lasītājs, parole", "stock": "žurnāli"},
    )
    assert topics.likely("žurnāli un paroles, parole lasītājam", 4) == ["alise", "stock"]
    assert topics.likely("žurnāli un paroles, parole lasītājam", 1) == ["alise"]
    assert topics.likely("kas cits", 4) == []
