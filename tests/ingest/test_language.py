from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.language import FEWEST_LETTERS, SAMPLE, contradiction, detect
from ingest.tags import normalise

PROSE = {
    "cs": (
        "Společnost dnes oznámila, že její nový závod v Brně začne vyrábět příští rok a zaměstná přes "
        "tři sta lidí. Podle ředitele půjde hlavně o součástky pro elektromobily, po kterých v Evropě "
        "rychle roste poptávka."
    ),
    "sk": (
        "Spoločnosť dnes oznámila, že jej nový závod v Žiline začne vyrábať budúci rok a zamestná viac "
        "ako tristo ľudí. Podľa riaditeľa pôjde najmä o súčiastky pre elektromobily, po ktorých v "
        "Európe rýchlo rastie dopyt."
    ),
    "bg": (
        "Компанията съобщи днес, че новият ѝ завод край Пловдив ще започне работа догодина и ще наеме "
        "над триста души. Според директора ще се произвеждат главно части за електромобили, чието "
        "търсене в Европа бързо расте."
    ),
    "mk": (
        "Компанијата денеска соопшти дека нејзината нова фабрика кај Скопје ќе почне со работа следната "
        "година и ќе вработи повеќе од триста луѓе. Според директорот, ќе се произведуваат делови за "
        "електрични возила."
    ),
    "ru": (
        "Компания сообщила сегодня, что её новый завод под Казанью начнёт работу в следующем году и "
        "наймёт более трёхсот человек. По словам директора, там будут выпускать детали для "
        "электромобилей, спрос на которые быстро растёт."
    ),
    "uk": (
        "Компанія повідомила сьогодні, що її новий завод під Львовом почне роботу наступного року і "
        "найме понад триста людей. За словами директора, там вироблятимуть деталі для електромобілів, "
        "попит на які швидко зростає."
    ),
    "be": (
        "Кампанія паведаміла сёння, што яе новы завод пад Мінскам пачне працу ў наступным годзе і найме "
        "больш за трыста чалавек. Паводле слоў дырэктара, там будуць вырабляць дэталі для "
        "электрамабіляў."
    ),
    "sr": (
        "Компанија је данас саопштила да ће њена нова фабрика код Новог Сада почети са радом следеће "
        "године и запослити преко триста људи. Према речима директора, производиће се делови за "
        "електрична возила."
    ),
    "sr-Latn": (
        "Kompanija je danas saopštila da će njena nova fabrika kod Novog Sada početi sa radom sledeće "
        "godine i zaposliti preko trista ljudi. Prema rečima direktora, proizvodiće se delovi za "
        "električna vozila."
    ),
    "hr": (
        "Tvrtka je danas priopćila da će njezina nova tvornica kod Osijeka početi s radom sljedeće "
        "godine i zaposliti više od tristo ljudi. Prema riječima ravnatelja, proizvodit će se dijelovi "
        "za električna vozila."
    ),
    "sl": (
        "Podjetje je danes sporočilo, da bo njegova nova tovarna pri Celju začela obratovati prihodnje "
        "leto in zaposlila več kot tristo ljudi. Po besedah direktorja bodo izdelovali predvsem dele za "
        "električna vozila."
    ),
    "pl": (
        "Firma poinformowała dziś, że jej nowy zakład pod Łodzią rozpocznie produkcję w przyszłym roku "
        "i zatrudni ponad trzysta osób. Według dyrektora będą tam powstawać głównie części do "
        "samochodów elektrycznych."
    ),
    "en": (
        "The company said today that its new plant near Leeds will start production next year and "
        "employ more than three hundred people. According to the director it will mostly make parts for "
        "electric cars."
    ),
    "de": (
        "Das Unternehmen teilte heute mit, dass sein neues Werk bei Leipzig im nächsten Jahr die "
        "Produktion aufnehmen und mehr als dreihundert Menschen beschäftigen wird. Hergestellt werden "
        "vor allem Teile für Elektroautos."
    ),
    "nl": (
        "Het bedrijf maakte vandaag bekend dat zijn nieuwe fabriek bij Breda volgend jaar begint met de "
        "productie en ruim driehonderd mensen in dienst neemt. Volgens de directeur gaat het vooral om "
        "onderdelen voor elektrische auto’s."
    ),
    "da": (
        "Virksomheden oplyste i dag, at dens nye fabrik ved Aarhus begynder produktionen næste år og "
        "ansætter mere end tre hundrede mennesker. Ifølge direktøren skal der især laves dele til "
        "elbiler, som efterspørges af mange."
    ),
    "no": (
        "Selskapet opplyste i dag at den nye fabrikken utenfor Bergen starter produksjonen neste år og "
        "ansetter mer enn tre hundre mennesker. Ifølge direktøren skal det først og fremst lages deler "
        "til elbiler."
    ),
    "sv": (
        "Företaget meddelade i dag att den nya fabriken utanför Lund startar produktionen nästa år och "
        "anställer mer än trehundra personer. Enligt direktören ska man främst tillverka delar till "
        "elbilar."
    ),
    "fi": (
        "Yhtiö kertoi tänään, että sen uusi tehdas Tampereen lähellä aloittaa tuotannon ensi vuonna ja "
        "työllistää yli kolmesataa ihmistä. Johtajan mukaan siellä valmistetaan etupäässä sähköautojen "
        "osia."
    ),
    "et": (
        "Ettevõte teatas täna, et selle uus tehas Tartu lähedal alustab tootmist järgmisel aastal ja "
        "annab tööd enam kui kolmesajale inimesele. Direktori sõnul hakatakse seal valmistama "
        "elektriautode osi."
    ),
    "lv": (
        "Uzņēmums šodien paziņoja, ka tā jaunā rūpnīca pie Rīgas sāks ražošanu nākamgad un nodarbinās "
        "vairāk nekā trīs simtus cilvēku. Pēc direktora teiktā, tur galvenokārt ražos detaļas "
        "elektroauto."
    ),
    "lt": (
        "Bendrovė šiandien pranešė, kad jos naujoji gamykla prie Kauno pradės dirbti kitais metais ir "
        "įdarbins daugiau nei tris šimtus žmonių. Pasak direktoriaus, ten bus gaminamos dalys "
        "elektromobiliams."
    ),
    "hu": (
        "A vállalat ma bejelentette, hogy új gyára Győr mellett jövőre kezdi meg a termelést, és több "
        "mint háromszáz embert foglalkoztat majd. Az igazgató szerint főként elektromos autók "
        "alkatrészeit gyártják."
    ),
    "ro": (
        "Compania a anunțat astăzi că noua sa fabrică de lângă Cluj va începe producția anul viitor și "
        "va angaja peste trei sute de oameni. Potrivit directorului, se vor fabrica mai ales piese "
        "pentru mașini electrice."
    ),
    "fr": (
        "L’entreprise a annoncé aujourd’hui que sa nouvelle usine près de Lyon commencera à produire "
        "l’an prochain et emploiera plus de trois cents personnes. Selon le directeur, on y fabriquera "
        "surtout des pièces pour voitures électriques."
    ),
    "es": (
        "La empresa anunció hoy que su nueva planta cerca de Valencia empezará a producir el próximo "
        "año y dará trabajo a más de trescientas personas. Según el director, se fabricarán sobre todo "
        "piezas para coches eléctricos."
    ),
    "pt": (
        "A empresa anunciou hoje que a sua nova fábrica perto do Porto vai começar a produzir no "
        "próximo ano e empregará mais de trezentas pessoas. Segundo o diretor, serão feitas sobretudo "
        "peças para carros elétricos."
    ),
    "gl": (
        "A empresa anunciou hoxe que a súa nova fábrica preto de Vigo comezará a producir o vindeiro "
        "ano e dará traballo a máis de trescentas persoas. Segundo o director, faranse sobre todo pezas "
        "para coches eléctricos."
    ),
    "ca": (
        "L’empresa ha anunciat avui que la seva nova fàbrica prop de Girona començarà a produir l’any "
        "vinent i donarà feina a més de tres-centes persones. Segons el director, s’hi faran sobretot "
        "peces per a cotxes elèctrics."
    ),
    "it": (
        "L’azienda ha annunciato oggi che il suo nuovo stabilimento vicino a Torino inizierà la "
        "produzione l’anno prossimo e darà lavoro a più di trecento persone. Secondo il direttore si "
        "produrranno soprattutto parti per auto elettriche."
    ),
    "tr": (
        "Şirket bugün, Bursa yakınlarındaki yeni fabrikasının gelecek yıl üretime başlayacağını ve üç "
        "yüzden fazla kişiyi istihdam edeceğini duyurdu. Müdüre göre orada ağırlıklı olarak elektrikli "
        "araç parçaları üretilecek."
    ),
    "vi": (
        "Hôm nay công ty thông báo nhà máy mới gần Đà Nẵng sẽ bắt đầu sản xuất vào năm tới và tuyển "
        "dụng hơn ba trăm người. Theo giám đốc, nhà máy chủ yếu làm linh kiện cho xe điện."
    ),
    "id": (
        "Perusahaan itu mengumumkan hari ini bahwa pabrik barunya di dekat Bandung akan mulai "
        "berproduksi tahun depan dan mempekerjakan lebih dari tiga ratus orang. Menurut direktur, "
        "pabrik itu akan membuat suku cadang mobil listrik."
    ),
    "ms": (
        "Syarikat itu mengumumkan hari ini bahawa kilang baharunya berhampiran Ipoh akan memulakan "
        "pengeluaran tahun depan dan menggaji lebih tiga ratus orang. Menurut pengarahnya, kilang itu "
        "akan membuat alat ganti kereta elektrik."
    ),
    "el": ("Η εταιρεία ανακοίνωσε σήμερα ότι το νέο της εργοστάσιο θα ξεκινήσει την παραγωγή του χρόνου."),
    "ja": ("Amazonは今日、新しい工場が来年から生産を始めると発表した。"),
    "zh": ("公司今天宣布新工厂将于明年开始生产,并将雇用三百多人。"),
    "ko": ("회사는 오늘 새 공장이 내년에 생산을 시작한다고 발표했다."),
    "ar": ("أعلنت الشركة اليوم أن مصنعها الجديد سيبدأ الإنتاج في العام المقبل وسيوظف أكثر من ثلاثمائة شخص"),
    "fa": (
        "این شرکت امروز اعلام کرد که کارخانه جدید آن سال آینده تولید را آغاز می\u200cکند و بیش از سیصد نفر "
        "را استخدام خواهد کرد"
    ),
    "he": ("החברה הודיעה היום כי המפעל החדש שלה יתחיל לייצר בשנה הבאה"),
    "hi": ("कंपनी ने आज घोषणा की कि उसका नया कारखाना अगले साल उत्पादन शुरू करेगा और तीन सौ से अधिक लोगों को रोजगार देगा"),
    "th": ("บริษัทประกาศวันนี้ว่าโรงงานใหม่จะเริ่มผลิตในปีหน้า"),
}


@pytest.mark.parametrize("tag", PROSE)
def test_two_sentences_of_news_are_enough(tag: str) -> None:
    detected = detect(PROSE[tag])
    assert detected is not None
    assert detected.tag == tag
    assert 0.0 <= detected.confidence <= 1.0


@pytest.mark.parametrize("tag", ["bg", "cs", "de", "ja"])
def test_names_of_foreign_companies_in_front_do_not_decide(tag: str) -> None:
    names = "Amazon Web Services, OpenAI, Microsoft, Google DeepMind and The New York Times\n"
    detected = detect(names + PROSE[tag])
    assert detected is not None
    assert detected.tag == tag


def test_text_in_capitals_is_read_like_any_other() -> None:
    detected = detect(PROSE["cs"].upper())
    assert detected is not None
    assert detected.tag == "cs"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n \n",
        "OK",
        "12 34 56 78 90",
        "https://example.com/one/two/three-four-five-six-seven",
        "Amazon, OpenAI, Microsoft, Google, Apple\nTim Cook\nSam Altman\nSatya Nadella",
        "- Jan Novák\n- Petr Dvořák\n- Eva Malá\n- Josef Svoboda",
        "Иван Петров, Мария Георгиева, Георги Димитров",
        "🚀🚀🚀 🎉",
        "ⴰⵣⵓⵍ ⴼⵍⵍⴰⵡⵏ ⴰⵢⵜⵎⴰ ⴷ ⵉⵙⵜⵎⴰ",
    ],
)
def test_what_is_no_prose_or_no_known_alphabet_has_no_language(text: str) -> None:
    assert detect(text) is None


QUOTATION = (
    "“We will keep investing in new data centres for as long as our customers ask for them, whatever the price of "
    "energy may be in the coming years, and nobody here expects that to change before the end of the decade,” he said."
)


def windows(text: str) -> list[str]:
    """The text, and each run of twelve, sixteen and twenty words of it."""
    words = text.split()
    runs = [words[at : at + size] for size in (12, 16, 20) for at in range(0, max(1, len(words) - size + 1), 4)]
    return [text, *(" ".join(run) for run in runs)]


@pytest.mark.parametrize("tag", PROSE)
def test_no_part_of_a_text_contradicts_what_it_is_rightly_declared_to_be(tag: str) -> None:
    assert [found for part in windows(PROSE[tag]) if (found := contradiction(tag, part))] == []


COUSINS = [
    {"hr", "sr", "sr-Latn", "sl"}, {"da", "no", "sv"}, {"es", "gl", "pt", "ca"}, {"id", "ms"},
    {"bg", "mk", "ru", "sr", "uk", "be"}, {"ja", "zh"},
]  # fmt: skip
"""Neighbours: that a text is in one of them and not in another may be left unsaid."""


@pytest.mark.parametrize("tag", PROSE)
def test_a_wrong_declaration_is_contradicted_with_the_right_language(tag: str) -> None:
    others = {other for other in PROSE if not any({tag, other} <= cousins for cousins in COUSINS)}
    others -= {tag, "hi", "ms"}  # Hindi and Malay have alphabets besides, in which they may look like anything
    assert {contradiction(other, PROSE[tag]) for other in others} == {tag}


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        pytest.param("cs", PROSE["cs"] + "\n\n" + QUOTATION, id="a quotation in English"),
        pytest.param("cs", QUOTATION + "\n\n" + PROSE["cs"], id="a quotation first"),
        pytest.param("en", "Zisk letos roste.", id="too short"),
        pytest.param("en", "Škoda Auto, Amazon, Microsoft, Google\nJan Novák, Petr Dvořák, Eva Malá", id="names"),
        pytest.param("gsw", PROSE["de"], id="a language that the model does not know"),
        pytest.param("nb-NO", PROSE["no"], id="the same language by another name"),
        pytest.param("sr-Latn", PROSE["sr"], id="the same language in other letters"),
        pytest.param("en-GB", PROSE["en"], id="with a region"),
        pytest.param("uz", PROSE["ru"], id="a language of more alphabets than the model knows"),
        pytest.param("ru-Latn", PROSE["en"], id="letters that the tag announces"),
        pytest.param("en", "", id="no text"),
        pytest.param("en", "\U0001f680 " * 100, id="no letters"),
    ],
)
def test_in_doubt_a_declaration_stands_uncontradicted(declared: str, text: str) -> None:
    assert contradiction(declared, text) is None


def test_a_text_that_is_english_but_for_a_line_contradicts_another_language() -> None:
    assert contradiction("cs-CZ", "Zpráva dne\n\n" + "\n\n".join([PROSE["en"], QUOTATION] * 2)) == "en"


@given(st.sampled_from(sorted(PROSE)), st.text(max_size=2 * SAMPLE))
def test_any_text_contradicts_with_another_language_or_not_at_all(declared: str, text: str) -> None:
    found = contradiction(declared, text)
    assert found is None or found.partition("-")[0] != declared.partition("-")[0]


LATIN = "aábcčdďeéěfghiílmnňoóprřsštťuúůvyýzžłąęüößñ"
CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъьюяіїєјљњ"
OF_CYRILLIC_LETTERS = {"ba", "be", "bg", "kk", "ky", "mk", "mn", "ru", "sr", "tg", "tt", "uk"}
OF_OTHER_LETTERS = {"el", "he", "ar", "fa", "ps", "ur", "ug", "hi", "mr", "ne", "bn", "zh", "ja", "ko", "th"}


@given(st.lists(st.text(st.sampled_from(LATIN), min_size=1, max_size=9), max_size=60))
def test_latin_letters_are_never_a_language_of_another_alphabet(words: list[str]) -> None:
    detected = detect(" ".join(words))
    assert detected is None or detected.tag not in OF_CYRILLIC_LETTERS | OF_OTHER_LETTERS


@given(st.lists(st.text(st.sampled_from(CYRILLIC), min_size=1, max_size=9), max_size=60))
def test_cyrillic_letters_are_never_a_language_of_another_alphabet(words: list[str]) -> None:
    text = " ".join(words)
    detected = detect(text)
    assert detected is None or detected.tag in OF_CYRILLIC_LETTERS
    if sum(map(len, words)) < FEWEST_LETTERS:
        assert detected is None


@given(st.text(max_size=3 * SAMPLE))
def test_any_text_has_a_language_or_none(text: str) -> None:
    detected = detect(text)
    assert detected is None or (normalise(detected.tag) == detected.tag and 0.0 <= detected.confidence <= 1.0)


def test_the_model_is_loaded_when_it_is_needed_and_not_before() -> None:
    program = (
        "import sys, ingest.language as language\n"
        "language.detect('OK'); language.detect('Η εταιρεία ανακοίνωσε σήμερα το έργο')\n"
        "assert 'numpy' not in sys.modules\n"
        "language.detect('the plant will start to make parts for cars next year')\n"
        "assert 'numpy' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, env={**os.environ, "PYTHONUTF8": "1"})
