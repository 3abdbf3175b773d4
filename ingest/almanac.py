"""The words that dates are written with: months, days of the week, and what stands before a day.

All of them `ingest.folding.folded`, in the cases that a date puts them in (``ledna``, ``января``, ``tammikuuta``), with
the usual abbreviations. Sources: the CLDR's wide and abbreviated month names, format and stand-alone.
"""

from __future__ import annotations

from typing import Final

from ingest.folding import folded


def _words(text: str) -> frozenset[str]:
    return frozenset(folded(text).split())


# One line a language, twelve months a line, the forms of one month with strokes between them.
_MONTHS: Final = {
    "en": "jan/january feb/february mar/march apr/april may jun/june jul/july aug/august sep/sept/september "
    "oct/october nov/november dec/december",
    "cs": "leden/ledna/led únor/února/úno březen/března/bře duben/dubna/dub květen/května/kvě červen/června/čvn "
    "červenec/července/čvc srpen/srpna/srp září/zář říjen/října/říj listopad/listopadu/lis prosinec/prosince/pro",
    "sk": "január/januára február/februára marec/marca apríl/apríla máj/mája jún/júna júl/júla august/augusta "
    "september/septembra október/októbra november/novembra december/decembra",
    "pl": "styczeń/stycznia/sty luty/lutego/lut marzec/marca kwiecień/kwietnia/kwi maj/maja czerwiec/czerwca/cze "
    "lipiec/lipca/lip sierpień/sierpnia/sie wrzesień/września/wrz październik/października/paź listopad/listopada "
    "grudzień/grudnia/gru",
    "de": "januar/jänner/jän februar/feber märz/maerz/mrz april mai juni juli august september oktober/okt november "
    "dezember/dez",
    "nl": "januari februari maart/mrt april mei juni juli augustus september oktober november december",
    "fr": "janvier/janv février/févr/fév mars avril/avr mai juin juillet/juil août septembre octobre novembre "
    "décembre/déc",
    "es": "enero/ene febrero marzo abril/abr mayo junio julio agosto/ago septiembre/setiembre octubre noviembre "
    "diciembre/dic",
    "pt": "janeiro fevereiro/fev março abril maio junho julho agosto setembro/set outubro/out novembro dezembro",
    "gl": "xaneiro febreiro marzo abril maio xuño xullo agosto setembro outubro novembro decembro",
    "ca": "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    "it": "gennaio/gen febbraio/febbr marzo aprile maggio/mag giugno/giu luglio/lug agosto settembre/sett ottobre/ott "
    "novembre dicembre",
    "ro": "ianuarie/ian februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie/noi decembrie",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "no": "januar februar mars april mai juni juli august september oktober november desember/des",
    "is": "janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember",
    "fi": "tammikuu/tammikuuta/tammikuun helmikuu/helmikuuta/helmikuun maaliskuu/maaliskuuta/maaliskuun "
    "huhtikuu/huhtikuuta/huhtikuun toukokuu/toukokuuta/toukokuun kesäkuu/kesäkuuta/kesäkuun "
    "heinäkuu/heinäkuuta/heinäkuun elokuu/elokuuta/elokuun syyskuu/syyskuuta/syyskuun lokakuu/lokakuuta/lokakuun "
    "marraskuu/marraskuuta/marraskuun joulukuu/joulukuuta/joulukuun",
    "et": "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember",
    "lv": "janvāris/janvārī februāris/februārī marts/martā aprīlis/aprīlī maijs/maijā jūnijs/jūnijā jūlijs/jūlijā "
    "augusts/augustā septembris/septembrī oktobris/oktobrī novembris/novembrī decembris/decembrī",
    "lt": "sausis/sausio vasaris/vasario kovas/kovo balandis/balandžio gegužė/gegužės birželis/birželio liepa/liepos "
    "rugpjūtis/rugpjūčio rugsėjis/rugsėjo spalis/spalio lapkritis/lapkričio gruodis/gruodžio",
    "hu": "január február/febr március/márc április/ápr május/máj június/jún július/júl augusztus szeptember/szept "
    "október november december",
    "hr": "siječanj/siječnja veljača/veljače ožujak/ožujka travanj/travnja svibanj/svibnja lipanj/lipnja "
    "srpanj/srpnja kolovoz/kolovoza rujan/rujna listopada studeni/studenoga/studenog prosinac/prosinca",
    "sl": "januar/januarja februar/februarja marec/marca april/aprila maj/maja junij/junija julij/julija "
    "avgust/avgusta/avg september/septembra oktober/oktobra november/novembra december/decembra",
    "sr-Latn": "januar/januara februar/februara mart/marta april/aprila maj/maja jun/juna jul/jula avgust/avgusta "
    "septembar/septembra oktobar/oktobra novembar/novembra decembar/decembra",
    "sr": "јануар/јануара/јан фебруар/фебруара/феб март/марта април/априла мај/маја јун/јуна јул/јула август/августа "
    "септембар/септембра октобар/октобра новембар/новембра/нов децембар/децембра",
    "mk": "јануари февруари/фев март/мар април/апр мај јуни јули август/авг септември октомври ноември декември",
    "bg": "януари/ян февруари/февр март април май юни юли август септември/септ октомври/окт ноември/ноем декември/дек",
    "ru": "январь/января/янв февраль/февраля март/марта апрель/апреля май/мая июнь/июня/июн июль/июля/июл "
    "август/августа сентябрь/сентября/сен/сент октябрь/октября ноябрь/ноября/нояб/ноя декабрь/декабря",
    "uk": "січень/січня/січ лютий/лютого/лют березень/березня/бер квітень/квітня/квіт травень/травня/трав "
    "червень/червня/черв липень/липня/лип серпень/серпня/серп вересень/вересня/вер жовтень/жовтня/жовт "
    "листопад/листопада/лист грудень/грудня/груд",
    "be": "студзень/студзеня люты/лютага сакавік/сакавіка красавік/красавіка май/мая/травень/траўня чэрвень/чэрвеня "
    "ліпень/ліпеня жнівень/жніўня верасень/верасня кастрычнік/кастрычніка лістапад/лістапада снежань/снежня",
    "el": "ιανουάριος/ιανουαρίου/ιαν φεβρουάριος/φεβρουαρίου/φεβ μάρτιος/μαρτίου/μαρ απρίλιος/απριλίου/απρ "
    "μάιος/μαΐου/μαι ιούνιος/ιουνίου/ιουν ιούλιος/ιουλίου/ιουλ αύγουστος/αυγούστου/αυγ σεπτέμβριος/σεπτεμβρίου/σεπ "
    "οκτώβριος/οκτωβρίου/οκτ νοέμβριος/νοεμβρίου/νοε δεκέμβριος/δεκεμβρίου/δεκ",
    "tr": "ocak/oca şubat/şub mart nisan/nis mayıs haziran/haz temmuz/tem ağustos/ağu eylül/eyl ekim/eki kasım/kas "
    "aralık/ara",
    "sq": "janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor",
    "id": "januari februari maret april mei juni juli agustus september oktober november desember",
    "ms": "januari februari mac april mei jun julai ogos september oktober november disember",
    "ar": "يناير فبراير مارس أبريل/ابريل/إبريل مايو يونيو يوليو أغسطس/اغسطس سبتمبر أكتوبر/اكتوبر نوفمبر ديسمبر",
    "he": "ינואר/בינואר פברואר/בפברואר מרץ/במרץ אפריל/באפריל מאי/במאי יוני/ביוני יולי/ביולי אוגוסט/באוגוסט "
    "ספטמבר/בספטמבר אוקטובר/באוקטובר נובמבר/בנובמבר דצמבר/בדצמבר",
    "hi": "जनवरी फरवरी/फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर/सितम्बर अक्टूबर/अक्तूबर नवंबर/नवम्बर दिसंबर/दिसम्बर",
}

MONTHS_BY_LANGUAGE: Final = {
    language: tuple(tuple(forms.split("/")) for forms in line.split()) for language, line in _MONTHS.items()
}
"""Twelve times the forms of a month, as they are written."""

LISTOPADA: Final = "listopada"
"""November in Polish, October in Croatian. Croatian writes a stop after the day and Polish does not."""

MONTHS: Final = {
    folded(form): number
    for months in MONTHS_BY_LANGUAGE.values()
    for number, forms in enumerate(months, start=1)
    for form in forms
} | {LISTOPADA: 11}
"""A month's name, folded, to its number. None is two months, except `LISTOPADA`, which is Polish here."""

WEEKDAYS: Final = _words(
    "mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday po út "
    "st čt pá so ne pondělí úterý středa čtvrtek pátek sobota neděle pondelok utorok streda štvrtok piatok nedeľa "
    "poniedziałek wtorek środa czwartek piątek niedziela montag dienstag mittwoch donnerstag freitag samstag "
    "sonnabend sonntag mo di mi do fr sa maandag dinsdag woensdag donderdag vrijdag zaterdag zondag lundi mardi "
    "mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo segunda-feira "
    "terça-feira quarta-feira quinta-feira sexta-feira dilluns dimarts dimecres dijous divendres dissabte "
    "diumenge lunedì martedì mercoledì giovedì venerdì sabato domenica luni marți miercuri joi vineri sâmbătă "
    "duminică måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag maanantai tiistai "
    "keskiviikko torstai perjantai lauantai sunnuntai maanantaina tiistaina keskiviikkona torstaina perjantaina "
    "lauantaina sunnuntaina hétfő kedd szerda csütörtök péntek szombat vasárnap ponedjeljak utorak srijeda "
    "četvrtak petak subota nedjelja ponedeljak sreda nedelja ponedeljek torek četrtek petek понеделник вторник "
    "сряда четвъртък петък събота неделя понедельник среда четверг пятница суббота воскресенье пн вт ср чт пт сб "
    "вс нд понеділок вівторок середа четвер п'ятниця п’ятниця субота неділя понедељак уторак четвртак петак "
    "недеља недела сабота петок δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή pazartesi salı çarşamba "
    "perşembe cuma cumartesi pazar senin selasa rabu kamis jumat sabtu minggu"
)

BEFORE_DAY: Final = _words("on the of dne dňa dnia am den der le el il em a at la od v ve w на от в ngày")
"""Small words between a header and its date: ``Publié le 30 janvier``, ``Veröffentlicht am 30. Januar``."""
