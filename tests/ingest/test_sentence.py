"""Where sentences end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentence import LONGEST_SENTENCE, ends_with_abbreviation, first_sentence, headline, opening

FRAGMENTS = st.sampled_from(
    [
        "Amazon",
        "dnes",
        "млрд.",
        "Това",
        "Dr.",
        "J.",
        "U.S.",
        "5.",
        "února",
        "z.",
        "B.",
        "Inc.",
        "The",
        "…",
        "?!",
        "„Ano.“",
        "今天很好。",
        "明天",
        "یہ۔",
        "है।",
        "\n",
        "\n\n",
        "\xa0",
        "x" * 90,
        ",",
        "–",
        "3.5",
        "Karel",
        "IV.",
        "atd.",
    ]
)
TEXTS = st.one_of(st.text(max_size=700), st.lists(FRAGMENTS, max_size=120).map(" ".join))


@pytest.mark.parametrize(
    ("first", "rest"),
    [
        ("Сумата може да достигне до 50 млрд. долара.", "Това съобщи източник."),
        ("Компанията ще похарчи 26 млрд. долара през 2026 г.", "Тя прогнозира ръст."),
        ("През 2026 г. Amazon обяви сделка.", "Край."),
        ("Цената е 3.5 млн. лева.", "Край."),
        ("Това е т.е. Иван.", "Край."),
        ("Dr. Smith said so.", "Then he left."),
        ("U.S. officials met.", "They left."),
        ("The U.S. Senate voted on Tuesday.", "It passed."),
        ("Sen. Warren asked twice.", "Nobody knew."),
        ("Apple Inc. Chief Executive Tim Cook said so.", "Yes."),
        ("Shares rose again at Apple Inc.", "The company said so."),
        ("J. K. Rowling wrote it.", "Yes."),
        ("No. 5 is alive.", "Yes."),
        ("He said no.", "Then yes."),
        ('He said "Go."', "Then he left."),
        ("Yahoo! is back.", "Good."),
        ("Look at example.com for more.", "There."),
        ("Version 3.5 is here.", "Good."),
        ("Das gilt z. B. für Autos.", "Danach nicht."),
        ("Das gilt z.B. Autos und Rädern.", "Danach nicht."),
        ("Am 5. Februar begann es.", "Dann."),
        ("Der 3. Band erscheint.", "Dann."),
        ("Der Umsatz stieg um 5 Mio. Euro im Jahr 2026.", "Die Folge."),
        ("Viz č. 5 zákona.", "Další věta."),
        ("To je tzv. Nobelova cena.", "Ano."),
        ("Píše o tom např. Reuters.", "Ano."),
        ("Dne 5. února začal.", "Potom."),
        ("Firma ČEZ, a.s. oznámila zisk.", "Dnes."),
        ("To byl jen sen.", "Potom vstal."),
        ("Karel IV. Lucemburský založil univerzitu.", "Ano."),
        ("Koupil chleba, mléko, sýr atd.", "Pak šel domů."),
        ("„To je ono.“", "Řekl a odešel."),
        ("Opravdu?!", "Ano."),
        ("Tak… možná.", "Ne."),
        ("Spółka ma 5 mld. zł.", "Tak."),
        ("Było ok. 5 tys. osób.", "Koniec."),
        ("यह है।", "वह है।"),
        ("هل هذا؟", "نعم."),
        ("Prezident přijal prof. Nováka a doc. Bílou v pátek.", "Dnes ráno odjel."),
        ("Cena je 5 tis. Kč za metr.", "To je hodně."),
        ("Firma ABC s. r. o. koupila závod.", "Dál nic."),
        ("Sídlo má na nám. Míru v Praze.", "Tam je."),
        ("Otevřeno od 1. ledna do 5. března.", "Pak zavřeno."),
        ("Tramvaj č. 5 jede dál.", "Ano."),
        ("Skončil na 3. místě.", "Druhý byl Petr."),
        ("Viz § 5 odst. 2 zákona.", "Dále."),
        ("Stalo se to v 19. století.", "Potom ne."),
        ("Akcie spol. Kofola rostou.", "Ano."),
        ("Bylo to v r. 2020 v Brně.", "Ano."),
        ("Zisk je 5 mld. Kč.", "Dluh taky."),
        ("Společnost ČEZ a.s. zveřejnila zisk.", "Dál."),
        ("Spółka Orlen S.A. podała wyniki.", "Dalej."),
        ("Zysk wyniósł 5 mln. Dolarów nie podano.", "Tak."),
        ("Kosztuje 5 tys. zł za sztukę.", "Drogo."),
        ("Mieszka przy ul. Marszałkowskiej od lat.", "Tak."),
        ("Spotkał się z prof. Kowalskim wczoraj.", "Potem wyszedł."),
        ("Było to w 2020 r. w Krakowie.", "Tak."),
        ("Das kostet ca. 5 Mio. Euro pro Jahr.", "Teuer."),
        ("Die Fa. Müller GmbH & Co. KG wächst.", "Gut."),
        ("Am 3. Oktober ist frei.", "Schön."),
        ("Dr. h. c. Maier kam.", "Er ging."),
        ("Das war im 19. Jahrhundert so.", "Heute nicht."),
        ("Er traf Prof. Dr. Weber in Bonn.", "Danach ging er."),
        ("Nach Angaben des Bundesamts (Stand: 3. Mai) steigt es.", "Ja."),
        ("M. Dupont est arrivé.", "Il est parti."),
        ("Mme. Curie a gagné.", "Oui."),
        ("L'entreprise X S.A. a grandi.", "Oui."),
        ("Le prix est de 5 M. d'euros env. Paris paie.", "Non."),
        ("El Sr. García llegó ayer.", "Luego salió."),
        ("La empresa cuesta aprox. 5 mill. Euros al año.", "Caro."),
        ("EE. UU. aprobó la ley.", "Sí."),
        ("O Sr. Silva chegou ontem.", "Depois saiu."),
        ("Custa R$ 5 mi. por ano.", "Caro."),
        ("Il sig. Rossi è arrivato.", "Poi è uscito."),
        ("L'avv. Bianchi parla.", "Sì."),
        ("Dhr. de Vries kwam.", "Hij ging."),
        ("De N.V. Philips groeit.", "Ja."),
        ("Dl. Popescu a venit.", "A plecat."),
        ("Str. Victoriei nr. 5 e închisă.", "Da."),
        ("A kft. vezetője, dr. Nagy Péter beszélt.", "Igen."),
        ("2026. január 30. pénteken történt.", "Igen."),
        ("Az 5. kerületben van.", "Igen."),
        ("Това струва 5 хил. лв. на месец.", "Скъпо."),
        ("Г-н Иванов и проф. Петров дойдоха.", "После си отидоха."),
        ("Ул. „Раковски“ № 5 е затворена.", "Да."),
        ("През XIX в. Русия победи.", "Край."),
        ("Инвестицията е 5 мил. евро.", "Това е."),
        ("Цена 5 тыс. руб. за штуку.", "Дорого."),
        ("Он живёт на ул. Ленина в г. Москве.", "Да."),
        ("А. С. Пушкин написал это.", "Да."),
        ("В 2020 г. Россия сделала это.", "Да."),
        ("Завод ім. Шевченка працює.", "Так."),
        ("Ціна 5 млн. грн. за рік.", "Так."),
        ("Ο κ. Παπαδόπουλος ήρθε χθες.", "Μετά έφυγε."),
        ("Τι είναι αυτό;", "Δεν ξέρω."),
        ("Η εταιρεία Α.Ε. μεγαλώνει.", "Ναι."),
        ("Prof. Dr. Yılmaz geldi.", "Sonra gitti."),
        ("Türk Hava Yolları A.Ş. büyüdü.", "Evet."),
        ("5. Cadde kapalı.", "Evet."),
        ("Bl.a. Volvo växer.", "Ja."),
        ("Det är ca. 5 milj. kronor.", "Ja."),
        ("Kl. 14.35 kom han.", "Ja."),
        ("Den 5. mai var fri.", "Ja."),
        ("Yhtiö Oy. Ab kasvaa.", "Kyllä."),
        ("Esim. Nokia kasvaa.", "Kyllä."),
        ("Tvrtka d.o.o. raste.", "Da."),
        ("Cijena je 5 mlrd. kuna.", "Da."),
        ("Dne 5. 2. 2026 se to stalo.", "Ano."),
        ("Ve verzi 3.5.1 je chyba.", "Opraveno."),
        ("The company (formerly Foo Ltd.) grew.", "Good."),
        ("Gov. Smith met Lt. Gov. Jones.", "They talked."),
        ("He lives on St. James St. in London.", "Yes."),
        ("At 5 p.m. Tuesday it rained.", "Then stopped."),
        ("Mr. and Mrs. Smith left.", "Good."),
        ('"Is it?" he asked.', "Yes."),
        ('He asked: "Is it?"', "Nobody knew."),
        ("«Это так», — сказал он.", "Да."),
        ("Что?", "Да."),
        ("Ո՞վ է սա։", "Այո։"),
        ("यह सही है।", "हाँ।"),
        ("„To nejde!“ řekl ředitel.", "A odešel."),
        ("Wait... what?", "Yes."),
        ("Jeli… a dojeli.", "Ano."),
        ("Nakoupil v Yahoo! a Googlu.", "Ano."),
        ("The U.N. said so.", "Yes."),
        ("Ph.D. students met.", "Yes."),
        ("The No. 1 player won.", "Yes."),
        ("Vol. 5 is out.", "Yes."),
        ("Sen. John B. Smith Jr. spoke.", "Yes."),
        ("Approx. 5 people came.", "Yes."),
        ("Jan. 5 was cold.", "Yes."),
        ("It rose 3.5 percent vs. 2 percent.", "Yes."),
        ("Foo vs. Bar is decided.", "Yes."),
        ("See Fig. 5 for more.", "Yes."),
        ("It costs $5.", "Cheap."),
        ("It is version 5.", "New."),
        ("Rok 2026.", "Nový."),
        ("Zisk vzrostl o 5 %.", "Dluh klesl."),
        ("Byl to Karel V. Habsburský.", "Ano."),
        ("Je to firma Apple Inc.", "Podle ní roste."),
        ("公司在北京。", "是。"),
        ("これは本です。", "はい。"),
        ("هذا جيد؟", "نعم."),
        ("یہ اچھا ہے۔", "ہاں۔"),
        ("Např. Google a Meta rostou.", "Ano."),
        ("Tzn. Microsoft roste.", "Ano."),
        ("V tzv. Silicon Valley roste.", "Ano."),
        ("Ing. arch. Jan Novák navrhl dům.", "Ano."),
        ("MUDr. Jana Malá, Ph.D., mluvila.", "Ano."),
        ("Město leží u sv. Jana.", "Ano."),
        ("Bydlí v ul. Na Příkopě.", "Ano."),
        ("Tel. 123 456 je obsazen.", "Ano."),
        ("Bylo 5 hod. ráno.", "Ano."),
        ("Zákon č. 5/2020 Sb. platí.", "Ano."),
        ("To řekl min. Stanjura.", "Ano."),
        ("Prof. dr hab. Jan Nowak przyszedł.", "Tak."),
        ("Np. Google rośnie.", "Tak."),
        ("Tzw. Dolina Krzemowa rośnie.", "Tak."),
        ("M.in. Google rośnie.", "Tak."),
        ("Gen. broni Jan Nowak mówił.", "Tak."),
        ("Godz. 5 rano.", "Tak."),
        ("Wg. Reutersa rośnie.", "Tak."),
        ("Ks. Jan Nowak mówił.", "Tak."),
        ("Т. е. Google растёт.", "Да."),
        ("Т.нар. Силициева долина расте.", "Да."),
        ("Бул. „Витоша“ е затворен.", "Да."),
        ("Гр. София расте.", "Да."),
        ("Чл. 5 от закона важи.", "Да."),
        ("Вкл. Google расте.", "Да."),
        ("И др. подобни.", "Да."),
    ],
)
def test_the_first_sentence_ends_where_a_reader_would_end_it(first: str, rest: str) -> None:
    assert first_sentence(f"  {first}\n{rest}") == first


@pytest.mark.parametrize(
    ("first", "rest"),
    [
        ("Beaucoup de gens, p. ex. Marie, prennent le train.", "Lui non."),
        ("La boutique se trouve bd. Voltaire, cf. Annexe B du plan.", "Voilà."),
        ("Sok gyerek, pl. Anna, szeret úszni.", "Péter nem."),
        ("A ház a Kossuth u. 5. szám alatt áll.", "Eladó."),
        ("Magazinul de pe str. Lungă nr. 3 se închide.", "Păcat."),
        ("Unele orașe, de ex. Iași, au tramvaie noi.", "Altele nu."),
        ("Sf. Nicolae vine la noi în fiecare an.", "Copiii cântă."),
        ("Ci sono frutti, p. es. Mele e pere, in offerta.", "Altri no."),
        ("Alcuni comuni, ad es. Lucca, hanno chiuso il centro.", "Altri no."),
        ("Hay frutas, p. ej. Manzanas, en oferta.", "Otras no."),
        ("Há frutas, p. ex. Maçãs, em promoção.", "Outras não."),
        ("Wielu, m. in. Kowalski, przyszło wczoraj.", "Inni nie."),
        ("Spotkali się na pl. Wolności przy al. Kościuszki wieczorem.", "Padało."),
        ("Dr. rer. nat. Eva Lang forscht an Algen.", "Sie kam neu."),
        ("Das gilt bspw. Hamburg oder, vgl. Tabelle, Bremen.", "Mehr nicht."),
        ("Er wohnt im Haus der Gebr. Weiss seit Jahren.", "Gut."),
        ("De winkel van mej. Jansen en drs. Bakker gaat dicht.", "Jammer."),
        ("Städer som t. ex. Lund och, bl. a. Malmö växer.", "Andra inte."),
        ("Byer, f. eks. Aarhus, jf. Tabel to, vokser.", "Andre ikke."),
        ("Skt. Hans fejres på stranden af mange.", "Andre sover."),
        ("Mnozí, např. Karel a tj. Jana, přišli včas.", "Ostatní ne."),
        ("Bydlí v hl. m. Praze a v okr. Kolín má chatu.", "Jezdí tam."),
        ("Niektorí, napr. Peter či resp. Jana, prišli na nám. Slobody.", "Iní nie."),
        ("Neki, npr. Ivan i tzv. Crni Petar, stigli su na trg sv. Marka.", "Drugi nisu."),
        ("Неки, нпр. Јован и тзв. Пера, стигли су на време.", "Други нису."),
        ("Nekateri, npr. Ana oz. Anka, so prišli.", "Drugi ne."),
        ("Kai kurie, pvz. Jonas, atvyko į Gedimino pr. 5 laiku.", "Kiti ne."),
        ("Daži, piem. Anna, ieradās plkst. 9 no rīta.", "Citi ne."),
        ("Mõned, nt. Mari ja vt. Joonis, tulid kohale.", "Teised mitte."),
        ("Monet, esim. Matti ja ns. Vihreä Liisa, tulivat klo. 9 paikalle.", "Muut eivät."),
        ("Bazıları, örn. Ayşe ve bkz. Tablo, geldi.", "Diğerleri gelmedi."),
        ("Κάποιοι, π.χ. Ο Νίκος και βλ. Πίνακα, ήρθαν στις 5 μ.μ. χθες.", "Άλλοι όχι."),
        ("Живее от десет години в гр. София и работи там.", "Харесва му."),
        ("Някои, напр. Иван и т. нар. Кмет, дойдоха вчера.", "Други не."),
        ("Магазинът на бул. Витоша до пл. Народно събрание затваря.", "Жалко."),
        ("Подробнее о новых правилах и сроках см. Приложение к закону.", "Оно длинное."),
        ("Некоторые, напр. Иван, живут в пер. Садовом у наб. Фонтанки.", "Другие нет."),
        ("Деякі, напр. Іван, живуть на просп. Шевченка біля ім. Франка школи.", "Інші ні."),
        ("The band played its op. by J. A. Smith on Sat. 5 May at noon.", "Nobody came."),
        ("PORTLAND, Ore. Firefighters rested at last.", "Rain fell."),
    ],
)
def test_what_calls_for_more_ends_no_sentence_in_any_language(first: str, rest: str) -> None:
    assert first_sentence(f"{first} {rest}") == first


@pytest.mark.parametrize(
    ("first", "rest"),
    [
        ("The phone runs its own OS.", "Amazon made it."),
        ("The car was built by GM.", "Tesla followed."),
        ("Nobody in the house has seen Al.", "The police are looking for him."),
        ("It happened many years ago.", "Amazon knew."),
        ("She wrote several books with E. D. Hirsch in Boston.", "They sold."),
        ("His second wife fell ill.", "Doctors came."),
        ("Kniha má celkem jen 200 str.", "Dnes vychází znovu."),
        ("Deska je dlouhá asi 30 mm.", "Petr ji zkrátil."),
        ("Jejich nová deska má 5 min.", "Dnes vychází."),
        ("Byla to jenom hra.", "Karel prohrál."),
        ("Длина новой доски всего 30 см.", "Её укоротили."),
        ("Он много думал о нем.", "Потом забыл."),
        ("Das ist alles, was er mag.", "Das genügt."),
        ("Ich weiß nicht, ob es so ist, und sie ist es.", "Amazon schweigt."),
        ("V obchodě měli mléko, chleba a pod.", "Karel odešel."),
        ("La sociedad compró acciones de la empresa Sol S.A.", "También vendió otras."),
        ("Le groupe a vendu sa filiale à la société Lune S.A.", "L'État regarde."),
        ("A cég tavaly felvásárolta a Hold kft.", "Az ár titkos."),
        ("Yönetim geçen yıl bu şirketi kurdu: Ay Ltd.", "Bu yıl kapandı."),
    ],
)
def test_a_real_end_stays_one(first: str, rest: str) -> None:
    assert first_sentence(f"{first} {rest}") == first


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("今天很好。明天也好。", "今天很好。"),
        ("「行こう！」彼は言った。", "「行こう！」"),
        ("什么？！好。", "什么？！"),
    ],
)
def test_scripts_without_blanks_need_none_after_the_mark(text: str, first: str) -> None:
    assert first_sentence(text) == first


def test_a_blank_line_ends_a_sentence_without_a_mark() -> None:
    assert first_sentence("Souhrn\n \nAmazon rokuje.") == "Souhrn"


def test_a_sentence_without_an_end_is_cut_at_a_clause() -> None:
    text = "slovo " * 40 + "první, " + "další " * 40
    assert first_sentence(text) == ("slovo " * 40 + "první…")


def test_without_a_clause_it_is_cut_between_words() -> None:
    cut = first_sentence("slovo " * 100)
    assert cut.endswith("slovo…")
    assert len(cut) <= LONGEST_SENTENCE


def test_a_cut_parts_no_character_from_its_accent() -> None:
    cut = first_sentence("e\u0301" * 400)
    assert cut.endswith("e\u0301…")


@pytest.mark.parametrize(
    "text", ["Apple Inc.", "usw. z. B.", "50 млрд.", "The U.S.", "J. K.", "ČEZ, a. s.", "(ČEZ, a.s.)"]
)
def test_an_abbreviation_at_the_end_is_known(text: str) -> None:
    assert ends_with_abbreviation(text)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Tržby rostou. Zisk ne.", "Tržby rostou"),
        ("Koupil ji Apple Inc. a Google.", "Koupil ji Apple Inc. a Google"),
        ("Koupil ji Apple Inc.", "Koupil ji Apple Inc."),
        ("Proč ne? Protože.", "Proč ne?"),
        ("Uvidíme… Zatím ne.", "Uvidíme…"),
        ("今天很好。明天也好。", "今天很好"),
        ("新しい駅が開いた。人々は喜んだ。", "新しい駅が開いた"),
        ("「行こう！」彼は言った。", "「行こう！」"),
        ("यह सही है। हाँ।", "यह सही है"),
        ("یہ اچھا ہے۔ ہاں۔", "یہ اچھا ہے"),
        ("。", "。"),
        ("还有。。", "还有。。"),
        (".", "."),
    ],
)
def test_a_headline_is_the_first_sentence_without_its_full_stop(text: str, title: str) -> None:
    assert headline(text) == title


@pytest.mark.parametrize("text", ["Tržby rostou.", "The code is red.", "Hotovo...", "Ano!", "Inc", "", "."])
def test_other_ends_are_no_abbreviations(text: str) -> None:
    assert not ends_with_abbreviation(text)


def test_an_opening_is_made_of_whole_sentences() -> None:
    assert opening("Věta jedna je tu. " * 40, 50) == "Věta jedna je tu. Věta jedna je tu."


def test_an_opening_that_one_short_sentence_would_leave_empty_is_cut_at_a_word() -> None:
    assert opening("Ano. " + "slovo " * 50, 30) == "Ano. slovo slovo slovo slovo…"


@given(TEXTS)
def test_the_first_sentence_begins_the_collapsed_text(text: str) -> None:
    collapsed = " ".join(text.split())
    sentence = first_sentence(text)
    assert bool(sentence) == bool(collapsed)
    assert len(sentence) <= LONGEST_SENTENCE
    assert collapsed.startswith((sentence, sentence.removesuffix("…")))


@given(TEXTS)
def test_the_first_sentence_of_a_first_sentence_is_itself(text: str) -> None:
    sentence = first_sentence(text)
    assert first_sentence(sentence) == sentence


@given(TEXTS, st.integers(min_value=10, max_value=400))
def test_an_opening_begins_the_collapsed_text_and_keeps_to_its_length(text: str, longest: int) -> None:
    collapsed = " ".join(text.split())
    begun = opening(text, longest)
    assert bool(begun) == bool(collapsed)
    assert len(begun) <= longest
    assert collapsed.startswith((begun, begun.removesuffix("…")))
    assert opening(begun, longest) == begun


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", [". ", "Dr. ", "A. ", "a.", "。", '."', "\n\n", "5. ", "a", ",", "(", "…"])
def test_a_megabyte_of_anything_is_quick(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    assert len(first_sentence(text)) <= LONGEST_SENTENCE
    assert len(opening(text)) <= LONGEST_SENTENCE
