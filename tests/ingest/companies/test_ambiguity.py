"""Names that mean other things too: what speaks for the company, and what against it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.companies.ambiguity import Judge
from ingest.companies.inflection import tongue_of
from ingest.companies.mentions import Names
from ingest.companies.sense import Sense
from ingest.companies.spellings import Name, Trust
from store.entry import Slug

SENSES = {
    "Amazon": Sense(["bezos", "kindle", "aws"], ["rainforest", "river", "brazil", "basin", "jungle"]),
    "Apple": Sense(["iphone", "macbook", "cook"], ["pie", "juice", "orchard", "tree", "cider"]),
    "Gap": Sense(["old navy"], ["pay gap"]),
    "Target": Sense(["walmart"], []),
    "Meta": Sense(["facebook", "zuckerberg"], ["meta-analys"]),
    "Tesla": Sense(["musk", "elektrom"], ["coil", "nikola"]),
    "Тесла": Sense(["мъск", "маск"], ["никола", "изобретател"]),
    "Orange": Sense(["telecom"], ["juice", "colour"]),
    "Visa": Sense(["mastercard"], ["student", "applicat"]),
    "Shell": Sense(["brent"], ["egg", "oyster"]),
    "Ford": Sense(["pickup"], ["actor"]),
    "Bayer": Sense(["roundup"], []),
    "Allianz": Sense([], []),
    "Square": Sense([], []),
    "Signal": Sense(["messenger"], []),
    "Block": Sense(["dorsey"], []),
}
NAMES = Names(
    [Name(Slug(name), name, Trust.AMBIGUOUS) for name in SENSES]
    + [Name(Slug(name), name, Trust.PLAIN) for name in ("Google", "Siemens", "Walmart")]
)


def meant(text: str, language: str = "en", title: str = "") -> set[str]:
    whole = f"{title}\n{text}"
    mentions = NAMES.find(whole, tongue_of(language))
    judge = Judge(whole, mentions, language, len(title))
    return {
        name
        for name in {mention.name.text for mention in mentions}
        if judge.meant([one for one in mentions if one.name.text == name], SENSES.get(name, Sense()))
    }


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Amazon is burning."),
        ("en", "Deep in the Amazon, the river has fallen by a metre."),
        ("en", "Brazil spends a billion dollars to save the Amazon from fire."),
        ("en", "Apple pie needs an hour. Apple juice is extra."),
        ("en", "Mind the Gap. The Gap is wide."),
        ("en", "Target date: Monday. On target again."),
        ("en", "Orange is the colour of the season, and orange suits all."),
        ("en", "Visa applications from students fell. A visa costs 90 euros."),
        ("en", "Shell of an egg, shell of a nut."),
        ("en", "Harrison Ford waved. Ford smiled at the cameras."),
        ("en", "President Ford spoke in 1975."),
        ("en", "Bayer Leverkusen won the cup, a coach said."),
        ("en", "The concert at the Allianz Arena was sold out, the company said."),
        ("en", "They met in Churchill Square to sell shares."),
        ("en", "Nikola Tesla sold his patents for a million. Tesla died in 1943."),
        ("cs", "Tesla se narodil v bouři. Nikola Tesla měl čtyři sourozence."),
        ("bg", "Тесла се родил през нощта. Никола Тесла е изобретател."),
        ("ru", "Тесла родился в семье священника. Никола Тесла был изобретателем."),
        ("de", "Werner von Siemens baute 1847 den Telegrafen."),
        ("de", "Das Signal kam aus dem All. Signal und Rauschen sind schwer zu trennen."),
        ("en", "A signal came from space. Signal strength varies."),
    ],
)
def test_other_things_of_the_name_are_not_the_company(language: str, text: str) -> None:
    assert meant(text, language) == set()


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Amazon said on Thursday it would hire 500 workers.", "Amazon"),
        ("en", "Shares of Apple fell after the company reported earnings.", "Apple"),
        ("en", "An Apple spokesperson declined, and Apple closed its store.", "Apple"),
        ("en", "Gap Inc. has a new plan.", "Gap"),
        ("en", "Meta Platforms", "Meta"),
        ("en", "Walmart and Target raise wages.", "Target"),
        ("en", "Gap, the owner of Old Navy, has moved.", "Gap"),
        ("en", "In March, Square and Google agreed on a deal.", "Square"),
        ("cs", "Odbory v Tesle jednají o mzdách, akcie klesly.", "Tesla"),
        ("cs", "Sklad Amazonu v Kojetíně.", "Amazon"),
        ("de", "Die Meta-Aktie verlor, Anleger zweifeln am Konzern.", "Meta"),
        ("fr", "Les salariés d'Apple demandent 7 %.", "Apple"),
        ("bg", "Компанията Тесла строи завод.", "Тесла"),
        ("bg", "Според прессъобщението Shell напуска страната.", "Shell"),
        ("pl", "Spółka Orange ma milion klientów.", "Orange"),
        ("en", "Tesla (TSLA) was quiet.", "Tesla"),
        ("en", "Meta, Google and the town", "Meta"),
        ("en", "Target's chief executive is leaving.", "Target"),
    ],
)
def test_what_stands_near_speaks_for_the_company(language: str, text: str, expected: str) -> None:
    assert expected in meant(text, language)


def test_a_headline_in_title_case_must_be_borne_out_by_the_article() -> None:
    text = "The search company is close to its rival, people said.\nThe gap is small."
    assert "Gap" not in meant(text, title="Google Closes Gap With Rival After Billion Dollar Deal")
    text = "In May, Gap said that sales at its stores rose."
    assert "Gap" in meant(text, title="Gap Raises Forecast After Strong Quarter")


def test_the_words_of_a_company_in_the_first_lines_speak_for_the_name_in_the_title() -> None:
    assert meant("Nic se nestalo.", "cs", "Signal v Brně") == set()
    assert meant("Nový messenger je tu.", "cs", "Signal v Brně") == {"Signal"}
    assert meant("Nic se tu dnes ráno nestalo. " * 8 + "Nový messenger je tu.", "cs", "Signal v Brně") == set()


def test_a_text_uses_a_name_in_one_sense() -> None:
    assert meant("In July, Amazon cut jobs and its shares rose.\nAmazon sleeps.") == {"Amazon"}


def test_beginnings_of_words_count_from_three_letters_on_and_short_ones_as_whole_words() -> None:
    text = "Yes: Visa"
    assert meant(f"{text} na trip") == meant(f"{text} tripod") == set()
    names = Names([Name(Slug("visa"), "Visa", Trust.AMBIGUOUS)])
    for sense, around, expected in [
        (Sense(["na"]), "na", False),
        (Sense(["tri"]), "tripod", False),
        (Sense(["tri"]), "tri", True),
        (Sense(["trip"]), "tripod", True),
        (Sense(["credit card"]), "credit cards", True),
    ]:
        whole = f"\nVisa: {around}"
        mentions = names.find(whole, tongue_of("en"))
        assert bool(Judge(whole, mentions, "en", 0).meant(mentions, sense)) is expected


def test_phrases_may_hold_the_name_itself() -> None:
    sense = {"Apple": Sense(["apple watch"]), "Gap": Sense(against=["pay gap"])}
    for name, text, expected in [
        ("Apple", "Yes: Apple Watch on a wrist.", True),
        ("Apple", "Yes: Apple on a wrist.", False),
        ("Gap", "The pay Gap and the company, a firm.", False),
        ("Gap", "In it Gap and the company, a firm.", True),
    ]:
        mentions = NAMES.find(text, tongue_of("en"))
        assert bool(Judge(text, mentions, "en", 0).meant(mentions, sense[name])) is expected, text


@pytest.mark.parametrize(
    ("language", "title", "expected"),
    [
        ("de", "Apple stellt neue Kopfhörer vor", {"Apple"}),
        ("de", "Der Apple stellt neue Fragen", set()),
        ("de", "Äpfel für alle: Apple stellt aus", set()),
        ("cs", "Shell koupila stanice", {"Shell"}),
        ("bg", "Тесла представи камион", {"Тесла"}),
        ("en", "Signal unveils a plan", {"Signal"}),
        ("en", "Gap opens between rich and poor", set()),
        ("en", "Gap grows", set()),
    ],
)
def test_an_ambiguous_name_that_begins_the_title_and_does_what_companies_do_is_one(
    language: str, title: str, expected: set[str]
) -> None:
    assert meant("Am Morgen war es still.", language, title) == expected


@pytest.mark.parametrize(
    ("name", "title", "text", "expected"),
    [
        ("Zorvexa", "Zorvexa otevřela laboratoř", "V Brně je zima.", True),
        ("Zorvexa", "Zorvexa otevřela laboratoř", "", True),
        ("Zorvexa", "Zorvexa je zelená", "V Brně je zima.", False),
        ("Zorvexa", "Laboratoř Zorvexa", "", False),
        ("Horizont", "Horizont otevřel nové cesty", "Na horizontu stojí strom.", False),
        ("Horizont", "Horizont zmizel", "Mlha byla hustá.", False),
        ("Nová", "Nová představila vize", "", False),
    ],
)
def test_an_unlisted_name_that_begins_the_title_and_does_what_companies_do_is_one_where_it_is_no_ordinary_word(
    name: str, title: str, text: str, *, expected: bool
) -> None:
    whole = f"{title}\n{text}"
    mentions = Names([Name(Slug("it"), name, Trust.DECLARED)]).find(whole, tongue_of("cs"))
    assert mentions
    assert bool(Judge(whole, mentions, "cs", len(title)).meant(mentions, Sense())) is expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("it", "Shell'azienda, società e gruppo", set()),
        ("", "Shell'azienda, società e gruppo", set()),
        ("it", "Shell taglia posti, società e gruppo", {"Shell"}),
        ("tr", "Shell'in şirket hisse", {"Shell"}),
        ("", "Shell'in şirket hisse", {"Shell"}),
        ("en", "Shell's revenue and shares", {"Shell"}),
    ],
)
def test_a_name_before_an_elision_is_an_article(language: str, text: str, expected: set[str]) -> None:
    assert meant(text, language) == expected


@given(
    st.lists(st.sampled_from([*SENSES, "Google", "Nikola", "the", "is", "shares", ".", "\n", "pie", "’s", "(NYSE)"]))
)
def test_any_article_keeps_a_part_of_the_mentions_in_order(words: list[str]) -> None:
    whole = " ".join(words)
    mentions = NAMES.find(whole, tongue_of("en"))
    judge = Judge(whole, mentions, "en", len(whole) // 3)
    for name, sense in SENSES.items():
        own = [one for one in mentions if one.name.text == name]
        kept = list(judge.meant(own, sense))
        assert kept == [one for one in own if one in kept]
