from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.language import detect
from ingest.serbocroatian import told_apart

NEWS = {
    "hr": [
        "Vlada je u četvrtak prihvatila izmjene zakona o porezu na dohodak koje vrijede od siječnja sljedeće godine.",
        "Tvrtka planira zaposliti dvjesto ljudi i u idućih pet godina uložiti sto milijuna eura u novu proizvodnju.",
        "Ravnatelj bolnice rekao je da će se pacijenti moći naručiti putem interneta već od idućeg tjedna.",
        "Zagrebačka burza jučer je porasla treći dan zaredom, a najviše se trgovalo dionicama banaka.",
        "Policija traži svjedoke nesreće koja se dogodila u subotu navečer na autocesti kod Karlovca.",
        "Znanstvenici su razvili sustav koji točno predviđa potrošnju struje u velikim gradovima.",
        "Grad će tijekom ljeta obnoviti kazalište, a predstave će se održavati na otvorenom.",
        "Nitko nije ozlijeđen u požaru koji je uništio skladište drvene građe na rubu grada.",
        "Europska komisija priopćila je da će ispitati uvjete pod kojima je preuzet domaći proizvođač.",
        "Sveučilište je objavilo natječaj za nove studije računarstva koji počinju ove jeseni.",
        "Prema riječima ministra, mirovine će rasti brže od prosječne plaće i to već od srpnja.",
        "Klub je doveo novog nogometaša koji je prošle sezone zabio petnaest pogodaka u drugoj ligi.",
    ],
    "sr-Latn": [
        "Vlada je u četvrtak usvojila izmene zakona o porezu na dohodak koje važe od januara sledeće godine.",
        "Kompanija planira da zaposli dvesta ljudi i da u narednih pet godina uloži sto miliona evra.",
        "Direktor bolnice rekao je da će pacijenti moći da zakažu pregled preko interneta već od sledeće nedelje.",
        "Beogradska berza juče je porasla treći dan zaredom, a najviše se trgovalo akcijama banaka.",
        "Policija traži svedoke nesreće koja se dogodila u subotu uveče na auto-putu kod Niša.",
        "Naučnici su razvili sistem koji tačno predviđa potrošnju struje u velikim gradovima sveta.",
        "Grad će tokom leta obnoviti pozorište, a predstave će se igrati na otvorenom posle avgusta.",
        "Niko nije povređen u požaru koji je uništio skladište drvene građe na obodu grada.",
        "Evropska komisija saopštila je da će ispitati uslove pod kojima je preuzet domaći proizvođač.",
        "Univerzitet je raspisao konkurs za nove studije računarstva koje počinju ove jeseni.",
        "Prema rečima ministra, penzije će rasti brže od prosečne plate i to već od jula.",
        "Klub je doveo novog fudbalera koji je prošle sezone postigao petnaest golova u drugoj ligi.",
    ],
    "bs": [
        "Vlada Federacije je u četvrtak usvojila izmjene zakona o porezu koje važe od januara sljedeće godine.",
        "Kompanija planira zaposliti dvjesto ljudi i u narednih pet godina uložiti sto hiljada maraka.",
        "Direktor bolnice rekao je da će se pacijenti moći naručiti putem interneta već od naredne sedmice.",
        "Sarajevska berza jučer je porasla treći dan zaredom, a najviše se trgovalo dionicama banaka.",
        "Naučnici su razvili sistem koji tačno predviđa potrošnju struje u velikim gradovima svijeta.",
        "Evropska komisija saopćila je da će ispitati uslove pod kojima je preuzet domaći proizvođač.",
        "Univerzitet je raspisao konkurs za nove studije koji počinju u septembru ove godine.",
        "Prema riječima ministra, penzije će rasti brže od prosječne plaće i to već od jula.",
    ],
}
SENTENCES = [(tag, sentence) for tag, sentences in NEWS.items() for sentence in sentences]


@pytest.mark.parametrize(("tag", "sentence"), SENTENCES)
def test_one_sentence_is_never_taken_for_a_neighbour_s(tag: str, sentence: str) -> None:
    detected = detect(sentence)
    assert detected is None or detected.tag == tag


@pytest.mark.parametrize("tag", NEWS)
def test_an_article_of_four_sentences_says_where_it_is_from(tag: str) -> None:
    sentences = NEWS[tag]
    articles = [" ".join((sentences * 2)[start : start + 4]) for start in range(len(sentences))]
    found = [detected.tag if (detected := detect(article)) else None for article in articles]
    assert set(found) <= {tag, None}
    assert found.count(tag) >= 0.75 * len(articles)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Danas je lijep dan.",
        "Predsjednik Crne Gore je u petak primio ambasadora i razgovarao o saradnji dvije zemlje.",
        "Tvrtka je saopštila da je nedelja.",
    ],
)
def test_too_few_signs_or_signs_of_two_decide_nothing(text: str) -> None:
    assert told_apart(text) is None


@given(st.lists(st.sampled_from([word for _, sentence in SENTENCES for word in sentence.split()]), max_size=60))
def test_any_mixture_of_words_is_one_of_the_three_or_none(words: list[str]) -> None:
    assert told_apart(" ".join(words)) in {"hr", "bs", "sr-Latn", None}
