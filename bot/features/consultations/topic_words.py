"""What the field's questions speak of, by topic: read beside the names and aliases of the region's list.

Words by which nobody would name a topic in one line (*lasītājs*), but which tell what a question is about. Keys are
those of the configured list; topics that a region adds are told by their names and by its earlier records.
"""

from collections.abc import Mapping

TOPIC_WORDS: Mapping[str, str] = {
    "alise": "sistēma, parole, lietotājvārds, pieslēgties, ielogoties, autorizēties, lasītāja karte, "
    "lasītāja kartīte, izsniegt, izsniegums, izsniegšana, nodošana, pagarināt, rezervēt, "
    "rezervācija, parādnieks, atgādinājums, piereģistrēt, pārreģistrēt, lasītāju reģistrācija, "
    "elektroniskais katalogs, modulis, eksports, svītrkods, lasītājs, kļūdas paziņojums, apvienot",
    "recataloguing": "katalogs, katalogā, ieraksts, bibliogrāfiskais, apraksts, marc, isbn, lauks, apakšlauks, "
    "dublikāts, dublēties, sērija, autoritatīvais, uksk, udk, klasifikācija, indekss, priekšmets, "
    "analītika, eksemplārs piesaistīt, ievadīt katalogā",
    "stock": "inventāra numurs, inventāra grāmata, summārā grāmata, uzskaite, uzskaitīt, nozaudēt, "
    "nozaudēts, nodilis, nolietots, izslēgt, izslēgšana, dāvinājums, dāvināt, atdāvināt, "
    "iepirkums, iepirkt, jaunieguvums, pavadzīme, norakstīšanas akts, novērtēšana, cena, "
    "apgrozība, krājuma attīstība, pieņemt krājumā, žurnāli, abonēt, makulatūra",
    "statistics": "apmeklējums, apmeklējumu, apmeklētājs, skaitīt, ieskaitīt, uzskaitīt apmeklējumus, rādītājs, "
    "skaitļi, digitālā kultūras karte, veidlapa, tabula, ailē, aktīvais lasītājs, attālināts, "
    "aprēķināt, iesniegt datus, izsnieguma skaits, procenti, salīdzinājums",
    "accreditation": "komisija, akreditācijas komisija, pašnovērtējums, reģistrācijas apliecība, kritēriji, "
    "akreditācijas lapa, eksperti",
    "documents": "nolikuma paraugs, paraugs, amata apraksts, lietošanas noteikumi, iekšējās kārtības "
    "noteikumi, darba kārtība, lietvedība, lietu nomenklatūra, nomenklatūra, arhīvs, rīkojums, "
    "paraksta, parakstīt, līgums, darba aizsardzība, vēstule",
    "legislation": "likums, bibliotēku likums, ministru kabinets, mk, noteikums, noteikumi, atalgojums, spēkā, "
    "pants, grozījumi, maksas pakalpojumi, deputāti, saistošie noteikumi, normatīvs, alga",
    "copyright": "kopēt, kopija, kopēšana, skenēt grāmatu, licence, licencēt, autors, izdevniecības atļauja, "
    "vāka attēls, demonstrēt filmu, rādīt filmu, filma, akka laa, pārpublicēt, publicēt attēlu, "
    "patapinājums, ilustrācija, atļauja",
    "data_protection": "personas kods, piekrišana, privātums, fotografēt, fotografēšana, filmēt, glabāt datus, "
    "videonovērošana, konfidenciāls, vecāku piekrišana, tālruņa numurs, izpaust, datu regula, "
    "lasītāja dati, foto publicēt, sensitīvs",
    "projects": "projekts, finansējums, tāme, pieteikums, kultūrkapitāla fonds, fonds, konkurss, eksperts, "
    "līdzfinansējums, grants, programma, projekta atskaite, leader, erasmus",
    "local_history": "vēsture, pagasta vēsture, novada vēsture, mape, digitalizēt, vecas fotogrāfijas, atmiņas, "
    "novadnieks, vecas avīzes, periodika, kultūrvēsture, ekspozīcija, kapi, dzimta, arhīva "
    "materiāli, albums",
    "children": "bērns, jaunietis, pusaudzis, skolēns, pirmsskola, bērnudārzs, klase, nodarbība, lasīšanas "
    "veicināšana, žūrija, rīta stunda, vasaras lasīšana, pasaka, mazulis, grāmatu ieteikums, "
    "rotaļa",
    "events": "pasākums, rakstnieks, autors, tikšanās, plakāts, afiša, dzejas dienas, bibliotēku nedēļa, "
    "izstāde, radošā darbnīca, lekcija, rīkot, noorganizēt, organizēt, reklamēt, reklāma, "
    "feisbuks, facebook, instagram, scenārijs, prezentācija, ziemassvētki, lieldienas, jubileja, "
    "mājaslapa, publicitāte",
    "plans": "gada plāns, darba plāns, teksta pārskats, gada pārskats, stratēģija, attīstības plāns, "
    "prioritātes, pārskata forma, mērķi, plānot, ceturkšņa pārskats",
    "ict": "wifi, wi fi, bezvadu internets, tīkls, skeneris, projektors, monitors, klaviatūra, peles, "
    "toneris, kartridžs, drukāt, nedrukā, programma, instalēt, uzinstalēt, atjauninājums, vīruss, "
    "planšete, windows, office, plaukti, mēbeles, apkure, jumts, apgaismojums, iekārtojums, "
    "izvietojums, kopētājs, ekrāns, lēns, dators",
}
"""Topic's key → words and phrases, with commas between."""
