from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.repair.codepages import PAGES
from ingest.repair.mojibake import LINE_CONFIDENCE, damage, find, looks_damaged

SEEDS = Path(__file__).resolve().parents[3].parent / "shared" / "seeds"

CLEAN = {
    "Bulgarian": "Правителството обяви „нова“ програма – за подкрепа на малкия бизнес… Её прочетоха и в Русия.",
    "Czech": "Příliš žluťoučký kůň úpěl ďábelské ódy. Vláda „dnes“ schválila další návrh – a má snížit daně.",
    "Danish": "Rødgrød med fløde på Ærø, og så en tur til Århus: »på gensyn« sagde hun.",
    "French": "L’été, à la plage, « déjà » dîner… Où ça ? Noël à Évreux, un Œuf à 3 € « peut-être »…",
    "German": "Größe, Übermut, „Äpfel“ – Straße; ein Maß, das „heiß“ heißt…",
    "Greek": "Η κυβέρνηση ανακοίνωσε «νέο» πρόγραμμα – και οι μικρές επιχειρήσεις το περιμένουν…",
    "Hebrew": "הממשלה הודיעה אתמול על תוכנית חדשה – לתמיכה בעסקים קטנים.",
    "Hungarian": "Árvíztűrő tükörfúrógép, „őszi” vásár – ÁRVÍZTŰRŐ TÜKÖRFÚRÓGÉP.",
    "Icelandic": "Þórður og Æsa hittust á Ísafirði, „góðan daginn“ sagði hún; ÞAÐ ER SVO.",
    "Japanese": "政府は昨日、中小企業を支援する新しい計画を発表しました。「AI技術」も。",
    "Polish": "Zażółć gęślą jaźń, „Łódź” i PODRÓŻ; WRÓŻ, STRÓŻ, OGÓŁ, ŻÓŁĆ. Ależ skąd…",
    "Portuguese": "NÃO, ATENÇÃO, MAÇÃ, ROMÃ » IRMÃ\u00a0, São João à noite: «avô e avó».",
    "Romanian": "Băncile așteaptă mai multe credite; ŞTIINŢĂ, GĂŞTE, ÎNŢELEPCIUNE, „bună” ziua.",
    "Russian": "Её твоё жёлтое бельё: самолёт летел над рекой, и всё ещё «моё»… ЕЁ, ЁЛКА.",
    "Spanish": "¿Qué año? ¡Mañana! El niño comió «jamón» en León…",
    "Turkish": "Şişli’de çağdaş İstanbul; ığdır, ÇAĞRI, GÜNEŞ ve “öğle” vakti…",
    "Ukrainian": "Уряд оголосив нову програму – «підтримки» бізнесу; ЇЖАК і ґанок.",
    "Vietnamese": "Tiếng Việt có nhiều dấu: được, không, người, ĐÃ BIẾT, NHÃ NHẶN, Ã…",
    "emoji": "Launch 🚀 day 😀 for café owners, naïve résumés – 25 °C, 5 µm, ½ price, ©®™.",
    "Italian": "Perché… la città » è « così », e più » di là…",
}
NAMES = [page.name for page in PAGES]


@pytest.mark.parametrize("language", CLEAN)
def test_clean_text_of_any_language_is_left_alone(language: str) -> None:
    for text in (CLEAN[language], CLEAN[language].upper(), "\n".join(CLEAN[language].split())):
        assert find(text) is None
        assert not looks_damaged(text)


@pytest.mark.parametrize(
    "text",
    [
        "A classic sign of trouble is cafÃ© in the page title.",
        "Why do I see â€™ on my page?",
        "What does “Ã©” mean, and `Ã¨`, and (â€”)? Somebody read é as two characters.",
        "Mojibake: cafÃ©, naÃ¯ve and rÃ©sumÃ© are what is left.",
        "UTF-8 read as Windows-1252 shows itself: donâ€™t, wonâ€™t, canâ€™t.",
        "Kódování je špatně, když se místo „ě“ objeví Ä›.",
        "Кодировка неверна, если вместо «и» видно Рё.",
    ],
)
def test_an_article_that_quotes_damage_is_left_alone(text: str) -> None:
    assert find(text) is None
    assert not looks_damaged(text)


@pytest.mark.parametrize("page", NAMES)
def test_a_page_is_a_bijection_of_bytes_and_characters_that_keeps_ascii(page: str) -> None:
    (known,) = (each for each in PAGES if each.name == page)
    assert len(set(known.table)) == 256
    assert known.table[:128] == bytes(range(128)).decode("ascii")
    assert known.encode(known.table) == bytes(range(256))
    assert known.read(bytes(range(256))) == known.table
    assert known.encode("\U0001f600") is None


@pytest.mark.parametrize("language", CLEAN)
@pytest.mark.parametrize("page", ["cp1252", "latin-1", "cp1250", "cp1251", "cp1254", "cp1257", "mac-roman", "cp866"])
def test_damage_in_the_common_pages_is_undone_exactly(language: str, page: str) -> None:
    broken = damage(CLEAN[language], page)
    found = find(broken)
    assert found is not None
    assert (found.text, found.confidence, found.lines) == (CLEAN[language], 1.0, None)
    assert found.undone() == broken
    assert looks_damaged(broken)


@pytest.mark.parametrize(
    "pages", ["cp1252+cp1252", "latin-1+cp1252", "cp1250+cp1252", "cp1251+cp1251", "cp1252+cp1252+cp1252"]
)
@pytest.mark.parametrize("language", ["Czech", "Bulgarian", "French", "Japanese"])
def test_damage_upon_damage_is_undone_to_the_ground(language: str, pages: str) -> None:
    broken = damage(CLEAN[language], pages)
    found = find(broken)
    assert found is not None
    assert found.text == CLEAN[language]
    assert damage(found.text, found.page) == broken


def words(text: str) -> list[str]:
    return text.split()


WORDS = {
    "Czech": words("příští žluťoučký kůň čeká úplně všechny čtvrtky říjen Šárka Žďár ještě můžeš"),
    "Polish": words("zażółć gęślą jaźń Łódź świat źródło więcej ćma"),
    "German": words("größe Übermut Äpfel straße müßig schön"),
    "Bulgarian": words("правителство обяви нова програма бизнес година Ямбол Щастие"),
    "Ukrainian": words("уряд підтримки їжак єдність ґанок Україна"),
    "Greek": words("κυβέρνηση πρόγραμμα μικρές επιχειρήσεις Ώρα"),
    "Turkish": words("şişli çağdaş İstanbul ığdır öğle güneş"),
    "Lithuanian": words("vyriausybė paskelbė naują įmonėms daugiau žmonių šimtų"),
    "Japanese": words("政府は 昨日 計画を 発表しました 「新しい」"),
    "emoji": words("🚀día 😀naïve café’s “résumé” — señor"),
}
ASCII = ["the", "---", "title:", "'x'", "<p>", "[a](http://example.com/?q=1&r=2)", "\t", "Amazon", "2026-01-30"]
articles = st.sampled_from(sorted(WORDS)).flatmap(
    lambda language: st.lists(
        st.tuples(st.sampled_from(WORDS[language]), st.sampled_from(ASCII)), min_size=8, max_size=30
    )
)
joined = st.sampled_from([" ", "\n", "\r\n", "\n\n"])


@given(articles, joined)
def test_clean_words_in_any_order_are_left_alone(pairs: list[tuple[str, str]], joint: str) -> None:
    text = joint.join(word for pair in pairs for word in pair)
    assert find(text) is None
    assert not looks_damaged(text)


@given(articles, joined, st.sampled_from(["cp1252", "latin-1", "cp1254", "cp1250", "cp1251"]))
def test_finding_undoes_damaging_where_there_is_enough_of_it(
    pairs: list[tuple[str, str]], joint: str, page: str
) -> None:
    text = joint.join(word for pair in pairs for word in pair)
    found = find(damage(text, page))
    assert found is not None
    assert found.text == text


@given(st.text(max_size=200), st.sampled_from(NAMES))
def test_damage_is_undone_by_the_same_page_whatever_the_text(text: str, page: str) -> None:
    (known,) = (each for each in PAGES if each.name == page)
    data = known.encode(damage(text, page))
    assert data is not None
    assert data.decode("utf-8") == text


@given(st.text(max_size=200), st.sampled_from(NAMES))
def test_every_repair_can_be_taken_back_and_keeps_ascii(text: str, page: str) -> None:
    broken = damage(text, page)
    found = find(broken)
    if found is not None:
        assert found.undone() == broken
        assert [c for c in found.text if c.isascii()] == [c for c in broken if c.isascii()]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_text_is_either_left_alone_or_provably_repaired(text: str) -> None:
    found = find(text)
    assert found is None or (found.text != text and found.undone() == text)


def test_a_damaged_body_under_a_clean_title_is_repaired_and_the_title_kept() -> None:
    body = damage("První řádek je delší než příští.\n\nDruhý odstavec má žluťoučké slovo.\n\nUž ne.\n", "cp1252")
    found = find(f"---\ntitle: Čistý nadpis článku\n---\n\n{body}")
    assert found is not None
    assert found.text == (
        "---\ntitle: Čistý nadpis článku\n---\n\n"
        "První řádek je delší než příští.\n\nDruhý odstavec má žluťoučké slovo.\n\nUž ne.\n"
    )
    assert found.lines == (4, 6, 8)
    assert (found.page, found.confidence) == ("cp1252", LINE_CONFIDENCE)


def test_one_damaged_line_in_a_clean_file_is_repaired_alone() -> None:
    lines = ["Vláda schválila návrh.", "Příliš žluťoučký kůň.", "Ředitel to označil za chybu.", "Čtvrtý řádek."]
    broken = [lines[0], damage(lines[1], "cp1250"), *lines[2:]]
    found = find("\n".join(broken))
    assert found is not None
    assert found.text == "\n".join(lines)
    assert found.lines == (1,)
    assert looks_damaged("\n".join(broken))


def without_undefined(text: str) -> str:
    return "".join(character for character in text if not "\x80" <= character <= "\x9f" and character != "\xad")


@pytest.mark.parametrize("language", ["Czech", "Polish", "Hungarian", "Turkish"])
@pytest.mark.parametrize("page", ["cp1252", "cp1254"])
def test_damage_that_lost_bytes_is_left_alone_and_told(language: str, page: str) -> None:
    broken = without_undefined(damage(CLEAN[language], page)).replace("\xa0", " ").replace("Ã¡", "Ã")
    assert looks_damaged(broken)
    found = find(broken)
    assert found is None or found.text != CLEAN[language]


def test_text_that_lost_characters_inside_words_looks_damaged() -> None:
    assert looks_damaged("P��li� �lu�ou�k� k�� �p�l")
    assert looks_damaged("Ком?ания объяв?ла о запу?ке заво?а")
    assert not looks_damaged("Více na https://noviny.example/?č=1&a?b?c?d?e nebo https://x.example/a?b=c")
    assert not looks_damaged("Kdo? Co? Proč? Kde? Škoda? Čí? Říct? Žít?")
    assert not looks_damaged("The replacement character � stands for what could not be read.")


def test_the_article_that_lost_bytes_has_no_lossless_repair_and_is_told_and_the_clean_one_is_neither() -> None:
    if not SEEDS.is_dir():
        pytest.skip("the two real articles are not beside this checkout")
    lossy = next(SEEDS.glob("004_*.txt")).read_text("utf-8")
    clean = next(SEEDS.glob("000_*.txt")).read_text("utf-8")
    assert (find(lossy), looks_damaged(lossy)) == (None, True)
    assert (find(clean), looks_damaged(clean)) == (None, False)


@pytest.mark.timeout(60)
def test_a_megabyte_of_any_kind_is_judged_in_time() -> None:
    for text in (CLEAN["Russian"], CLEAN["Polish"], damage(CLEAN["Czech"], "cp1252")):
        large = (text + "\n") * (500_000 // len(text))
        assert looks_damaged(large) is (find(large) is not None)
