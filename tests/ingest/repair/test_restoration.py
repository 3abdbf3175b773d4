from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.damage import lossless, lossy, undefined
from benchmarks.samples import SEEDS, original
from ingest.repair.mojibake import find
from ingest.repair.restoration import FLOOR, certainty, restore

REAL = Path(__file__).resolve().parents[3].parent / "shared" / "seeds"

NEWS = {
    "Czech": "Město včera otevřelo nové nádraží, které má sloužit hlavně lidem z okolních vesnic. Cestující říkají, že "
    "čekali příliš dlouho, ale jsou spokojení. Číst budou moci i na lavičkách ve stínu.",
    "Slovak": "Vláda schválila návrh, ktorý zníži dane malým podnikom. Opozícia však tvrdí, že peniaze budú chýbať v "
    "školách a nemocniciach. Rozhodnutie začne platiť budúci týždeň.",
    "Polish": "Łódź dostanie nowe tramwaje, a mieszkańcy już pytają, kiedy pojadą. Według władz miasta pierwsze wagony "
    "przyjadą wiosną. Łącznie będzie ich pięćdziesiąt.",
    "Spanish": "El país creció más de lo que decían los analistas. Según el economista, todavía habrá que esperar "
    "varios días para conocer las cifras definitivas de la compañía.",
    "French": "L’été dernier, la société a déjà ouvert trois usines à la frontière. Voilà pourquoi les salariés "
    "espèrent des emplois là où il n’y en avait plus.",
    "Slovenian": "Podjetje že več let išče nove delavce, pravi župan. Občina bo začela graditi šolo, če bo država "
    "plačala večino stroškov. Še vedno pa čakajo na odločitev.",
    "Hungarian": "A város új híd építését kezdi meg, mert a régi már nem bírja a forgalmat. Sokan örülnek, és azt "
    "mondják, hogy így gyorsabban érnek haza.",
    "Icelandic": "Það er íslenska þjóðin sem á fiskinn í sjónum, sagði ráðherrann í viðtali. Hún vonar að Alþingi "
    "samþykki lögin á næsta ári.",
    "Bulgarian": "Правителството обяви нова програма за малкия бизнес. Според министъра тя ще започне през есента и "
    "всяка община ще получи средства. Недоволните се страхуват от забавяне.",
    "Russian": "Сегодня власти сообщили, что строительство моста завершится в следующем году. Несколько сотен "
    "рабочих остались без зарплаты, а компания обещает всё выплатить.",
    "Greek": "Η κυβέρνηση ανακοίνωσε χθες ένα νέο πρόγραμμα για τις μικρές επιχειρήσεις. Ο υπουργός είπε ότι τα "
    "χρήματα θα δοθούν πριν από το τέλος του χρόνου.",
}
WHOLE = {
    "English, of which only the quotation marks were harmed": (
        (
            "“It’s not about books,” she says. “It’s the only warm room in town that doesn’t cost a thing” — or "
            "so they say. Readers can’t borrow tools, though. ‘Nobody’s asked,’ said one."
        ),
        ("cp1252", "cp1254", "cp1250"),
    ),
    "English, whose only whole words are names": (
        (
            "The museum’s trustees agreed to return a bronze to Łódź. Its curator, Zoë Brontë, called it ‘painful "
            "but right’. Mayor Hanna Wójcik said she’d visit in May; visitors from Kraków and Plzeň sent letters."
        ),
        ("cp1252", "cp1254", "cp1250"),
    ),
    "Vietnamese": (
        (
            "Từ tháng sau, thành phố sẽ mở thêm ba tuyến xe buýt nối trung tâm với các khu công nghiệp. Nhiều "
            "người dân cho biết họ đã chờ đợi rất lâu, nhưng giá vé vẫn giữ nguyên trong năm nay."
        ),
        ("cp1252", "cp1254"),
    ),
    "Estonian": (
        (
            "Eile avati linnas uus sild. „Me teadsime, et see ei ole lihtne töö,” ütles linnapea Ülle Põld. "
            "Ühistransport muutub samuti, ja ärimehed loodavad, et töökohti tuleb juurde."
        ),
        ("cp1252", "cp1257"),
    ),
    "Dutch": (
        (
            "‘We hebben al jaren een tekort aan lokalen,’ zegt wethouder Zoë de Vries. De patiënten verhuizen in "
            "het voorjaar naar België, één voor één. Financiële steun komt er nog niet."
        ),
        ("cp1252", "cp1250"),
    ),
    "Norwegian with names from Iceland": (
        (
            "Et utbrudd nær Grindavík stengte flyplassen ved Reykjavík i går. Ifølge Sigríður Jónsdóttir var det "
            "mindre enn fryktet. «Vi så gløden herfra,» sier María García. Flyene til Tromsø og Bodø ble "
            "innstilt."
        ),
        ("cp1252", "cp1250"),
    ),
    "Croatian": (
        (
            "„Građani su dugo čekali”, rekao je. „Šetnica će povezati oba dijela grada.” Đaci iz škole posadit će "
            "tisuću stabala, a Čakovec i Šibenik imaju slična iskustva."
        ),
        ("cp1252", "cp1254", "cp1250"),
    ),
    "Russian in capitals": (
        (
            "НОВЫЙ МОСТ ОТКРОЮТ ВЕСНОЙ. В мэрии объяснили: НАШИ СТРОИТЕЛИ работали и зимой. Из Иркутска и Находки "
            "приехали инженеры. Энергетики рады, а эксперты нет. ЭТО НЕ ШУТКА."
        ),
        ("cp1251", "cp1252"),
    ),
    "Czech with emoji": (
        (
            "Neděle přinese déšť, říkají meteorologové. 📰 Čtvrtek: růst akcií a nový model 🤖. 🚀 Šárka Čížková to "
            "potvrdila ✅ už dřív, ale zisk 💰 zatím čistý není."
        ),
        ("cp1252", "cp1254", "cp1250"),
    ),
    "Italian": (
        (
            "La città aprirà un nuovo museo. Là, dove sorgeva la fabbrica, ci sarà un giardino; già a maggio "
            "partirà il cantiere. È così che la comunità, e perché no la società, pagherà metà della spesa."
        ),
        ("cp1252", "cp1254", "cp1250"),
    ),
}
"""Texts to the pages that they are damaged by."""
LOSSES = {
    "undefined bytes": lambda broken: broken,
    "blanks dropped": lambda broken: broken.replace("\xa0", ""),
    "blanks plain": lambda broken: broken.replace("\xa0", " "),
}
PAGES = ("cp1252", "cp1254")
CLEAN = {
    **NEWS,
    "Portuguese": "NÃO HÁ SOLUÇÃO: A NAÇÃO É «IRMû, E À NOITE O PÃO ACABA. São João, avô e avó.",
    "Swedish": "Åtta år på Åland: ÄLVEN OCH ÅN, så är det. Ål är gott.",
    "Vietnamese": "ĐÃ BIẾT, NHÃ NHẶN, Ã… được người Việt nói. Â, Ă và Đ.",
    "Romanian": "Ăsta e și Ânul; ÎN ȚARĂ, ȘTIINȚĂ. Băncile așteaptă.",
    "German": "Größe, Übermut, ÄRZTE in Österreich: Straße und Maß, „heiß“.",
    "Turkish": "İstanbul’da ÇAĞRI, GÜNEŞ ve ığdır: şişe, öğle.",
    "Estonian": "Šveitsi žürii ütles: „Õhtul öösel, ÄÄRES JA ÜLE JÕE.”",
    "English": "“It’s naïve”, she said — the café’s résumé isn’t… ‘Quite’.",
    "code": "x = 'Ã' if a else \"Å\"  # ¿qué? ½ ± 5 µm | € – “ok”",
}


def same(text: str) -> str:
    return text.replace("\xa0", " ")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", NEWS)
def test_news_that_lost_bytes_is_restored_to_the_letter(language: str, page: str) -> None:
    broken = lossy(NEWS[language], page)
    found = restore(broken)
    if found is None:
        whole = find(broken)
        assert whole is not None
        assert whole.text == NEWS[language]
    else:
        assert found.text == NEWS[language]
        assert found.confidence >= FLOOR
        assert (found.page, found.undone()) == ("cp1252/cp1254", broken)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(("kind", "page"), [(kind, page) for kind, (_, pages) in WHOLE.items() for page in pages])
def test_what_is_hard_about_a_language_is_restored_to_the_letter(kind: str, page: str, loss: str) -> None:
    text, _ = WHOLE[kind]
    broken = LOSSES[loss](lossy(text, page))
    found = restore(broken) or find(broken)
    assert found is not None
    assert (found.text, found.undone()) == (text, broken)


@pytest.mark.parametrize("blank", ["", " "])
def test_a_no_break_space_that_vanished_or_became_a_blank_gives_its_letter_back(blank: str) -> None:
    broken = lossy(NEWS["French"], "cp1252").replace("\xa0", blank)
    found = restore(broken)
    assert found is not None
    assert (found.text, found.undone()) == (NEWS["French"], broken)


@pytest.mark.parametrize("text", CLEAN.values(), ids=CLEAN)
def test_clean_text_is_left_alone_whatever_its_case_and_lines(text: str) -> None:
    for form in (text, text.upper(), text.lower(), "\n".join(text.split()), f"{text}\n" * 20):
        assert restore(form) is None


def test_clean_lines_among_lines_that_lost_bytes_stay_as_they_are() -> None:
    broken = f"Nadpis je čistý a žluťoučký\n{lossy(NEWS['Czech'], 'cp1252')}\nA konec také: příští týden."
    found = restore(broken)
    assert found is not None
    assert found.text == f"Nadpis je čistý a žluťoučký\n{NEWS['Czech']}\nA konec také: příští týden."
    assert found.undone() == broken


def test_damage_without_loss_is_none_of_its_business() -> None:
    assert restore(lossless("Größe und Übermut, schöne Straßen über Köln, müde Bäume", "cp1252")) is None


@given(st.lists(st.sampled_from([word for text in NEWS.values() for word in text.split()]), min_size=5, max_size=40))
def test_whatever_is_restored_is_damaged_to_what_came_in_and_needs_no_second_repair(words: list[str]) -> None:
    broken = lossy(" ".join(words), "cp1252")
    found = restore(broken)
    if found is not None:
        assert found.undone() == broken
        assert "\ufffd" not in found.text
        assert restore(found.text) is None


@given(st.text(st.sampled_from("ÃÄÅÂâÐÑ€™œš¡©a bñé.,\n\xa0"), max_size=200))
def test_noise_is_left_alone_or_provably_damaged_again(text: str) -> None:
    found = restore(text)
    assert found is None or found.undone() == text


@given(st.lists(st.sampled_from([word for text in CLEAN.values() for word in text.split()]), max_size=40))
def test_clean_words_of_any_languages_in_any_order_are_left_alone(words: list[str]) -> None:
    assert restore(" ".join(words)) is None


@given(st.floats(0, 12), st.floats(0, 12))
def test_the_farther_ahead_the_surer(one: float, other: float) -> None:
    assert 0.5 <= certainty(min(one, other)) <= certainty(max(one, other)) <= 1


def test_the_sample_that_lost_bytes_becomes_its_original() -> None:
    name = "001_c90d5e7f1b24a863.txt"
    found = restore((SEEDS / name).read_bytes().decode())
    assert found is not None
    assert found.text == original(name)


def test_the_real_article_that_lost_bytes_is_restored_whole() -> None:
    if not REAL.is_dir():
        pytest.skip("the two real articles are not beside this checkout")
    broken = next(REAL.glob("004_*.txt")).read_bytes().decode()
    found = restore(broken)
    assert found is not None
    assert found.undone() == broken
    for words in ("vyvíjející model", "příležitost konkurovat", "[Číst původní článek]", "emoji: 📰", "hráčů", "čelí"):
        assert words in found.text
    assert not set("ÃÄÅÂâğŸ") & set(found.text)


def marked(text: str, page: str, mark: str) -> str:
    """`text` after the misreading, by programs that put a mark where the page has no character."""
    return lossless(text, page).translate(dict.fromkeys(map(ord, undefined(page)), mark))


@pytest.mark.parametrize("mark", ["?", "\ufffd"])
@pytest.mark.parametrize(
    ("language", "page"),
    [
        *((language, page) for language in ("Czech", "Slovak", "Polish", "Slovenian") for page in ("cp1252", "cp1254")),
        *((language, "cp1252") for language in ("Bulgarian", "Russian", "Hungarian")),
        ("Bulgarian", "cp1250"),
        ("Russian", "cp1251"),
    ],
)
def test_a_mark_where_a_byte_was_lost_is_a_lost_byte(language: str, page: str, mark: str) -> None:
    broken = marked(NEWS[language], page, mark)
    found = find(broken) or restore(broken)
    assert found is not None
    assert found.text == NEWS[language]
    assert found.undone() == broken


def test_a_question_behind_a_letter_that_lost_its_byte_is_a_question_still() -> None:
    text = (
        "E allora, è vero che la società non aprirà più? E l’attività continuerà? Il sindaco dice che sì, perché la "
        "città ha bisogno di lavoro. Così è più facile, però nessuno sa quanto durerà?"
    )
    found = restore(lossy(text, "cp1252").replace("\xa0", ""))
    assert found is not None
    assert found.text == text


@given(st.text(alphabet="ÄÃÐÑ?\ufffd ab\x8d\x9dšč¡§"), st.sampled_from(["?", "\ufffd"]))
def test_whatever_stands_around_marks_the_damage_makes_it_again(text: str, mark: str) -> None:
    broken = marked(f"{NEWS['Czech']} {text} {NEWS['Czech']}", "cp1252", mark)
    found = restore(broken)
    assert found is None or found.undone() == broken
