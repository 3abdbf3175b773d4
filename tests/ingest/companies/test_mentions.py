"""Where names stand: boundaries, cases, scripts, overlaps, addresses."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.companies.inflection import Tongue, tongue_of
from ingest.companies.mentions import Names, _mention
from ingest.companies.spellings import Name, Trust, keys_of, normalised
from store.entry import Slug

PLAIN = [
    "Google",
    "OpenAI",
    "Nvidia",
    "Microsoft",
    "Tesla",
    "Amazon",
    "Amazon Web Services",
    "Amazon.com",
    "Bank of America",
    "ČEZ",
    "IKEA",
    "TSMC",
    "eBay",
    "Яндекс",
    "Майкрософт",
    "トヨタ",
    "アップル",
    "삼성전자",
    "谷歌",
    "Coca-Cola",
    "AT&T",
    "Yahoo!",
    "SAP",
]
NAMES = Names(
    [Name(Slug(text), text, Trust.PLAIN) for text in PLAIN]
    + [Name(Slug(text), text, Trust.AMBIGUOUS) for text in ("Apple", "Gap", "Target")]
)


def found(text: str, language: str | None = "en") -> list[str]:
    plain = normalised(text)
    return [plain[mention.start : mention.end] for mention in NAMES.find(plain, tongue_of(language))]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Google's, Google-owned, (Google), “Google”: Google.", ["Google"] * 5),
        ("en", "Googles Googleplex ungoogled Amazonia", []),
        ("fr", "l'Apple d'Amazon d’Amazon", ["Apple", "Amazon", "Amazon"]),
        ("de", "Nvidia-Chef OpenAI-Chef Microsofts Googles", ["Nvidia", "OpenAI", "Microsofts", "Googles"]),
        ("cs", "Googlem, Nvidií a Microsoftu; ČEZu", ["Googlem", "Nvidií", "Microsoftu", "ČEZu"]),
        ("pl", "Google'owi, Google’a, Teslę", ["Google", "Google", "Teslę"]),
        ("tr", "Microsoft'un Amazon'un", ["Microsoft", "Amazon"]),
        ("hu", "TSMC-nek Microsoftnál", ["TSMC", "Microsoftnál"]),
        ("fi", "TSMC:n Microsoftin Applen", ["TSMC", "Microsoftin", "Applen"]),
        ("bg", "Google-ът и Майкрософта, Яндекс", ["Google", "Майкрософта", "Яндекс"]),
        ("en", "AMD/Google/Amazon", ["Google", "Amazon"]),
        ("en", "AT&T's Yahoo! and Coca\u2011Cola of Coca-Cola", ["AT&T", "Yahoo!", "Coca-Cola", "Coca-Cola"]),
        ("en", "Bank\u00a0of\u00a0America", ["Bank of America"]),
    ],
)
def test_a_name_is_a_whole_word_with_the_endings_of_the_language(language: str, text: str, expected: list[str]) -> None:
    assert found(text, language) == expected


def test_the_longest_name_stands() -> None:
    assert found("Amazon Web Services at Bank of America and Amazon.com, Amazon") == [
        "Amazon Web Services",
        "Bank of America",
        "Amazon.com",
        "Amazon",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OPENAI KAUFT NVIDIA", ["OPENAI", "NVIDIA"]),
        ("GOOGLEM", ["GOOGLEM"]),
        ("Openai, Ikea, Ebay and EBay", ["Openai", "Ikea", "Ebay", "EBay"]),
        ("google, openai, apple, gap and a target", []),
        ("Sap runs down the tree, tsmc", []),
        ("the GAP between us", []),
        ("GAP CUTS FORECAST, SHARES FALL", ["GAP"]),
    ],
)
def test_case_counts_but_for_capitals_and_the_capital_of_a_coined_word(text: str, expected: list[str]) -> None:
    assert found(text, "cs") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("トヨタは谷歌と提携", ["トヨタ", "谷歌"]),
        ("アップルパイとアップルの話", ["アップル"]),
        ("삼성전자는 발표했다", ["삼성전자"]),
        ("OpenAI와 Google은", ["OpenAI", "Google"]),
        ("苹果和Google的合作", ["Google"]),
    ],
)
def test_scripts_without_blanks_bound_nothing(text: str, expected: list[str]) -> None:
    assert found(text, None) == expected


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/Google/Amazon?x=Tesla#OpenAI",
        "see www.Google.com/maps and mail.Google.com",
        "write to Google@example.org or @Google",
        "#Google #Tesla",
        "open /srv/Google/cache or C:\\Amazon\\log",
        "`Google` Google() Google_Maps x=Google",
        "example.org/Tesla",
    ],
)
def test_addresses_hashtags_paths_and_code_name_nobody(text: str) -> None:
    assert found(text) == []


@given(st.text(max_size=300), st.sampled_from(["cs", "en", "hu", "zh", None]))
def test_any_text_has_mentions_in_order_without_overlap(text: str, language: str | None) -> None:
    mentions = NAMES.find(text, tongue_of(language))
    ends = [0, *(mention.end for mention in mentions)]
    assert all(end <= mention.start < mention.end for end, mention in zip(ends, mentions, strict=False))
    assert ends[-1] <= max(len(text), 0)


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(PLAIN))
def test_a_name_between_full_stops_is_found_in_any_text(before: str, after: str, name: str) -> None:
    mentions = NAMES.find(f"{before}\n\n{name}\n\n{after}", tongue_of("en"))
    assert name in [mention.name.text for mention in mentions]


@given(st.text("abcdefghij klm.,\n", max_size=200))
def test_a_text_without_any_name_has_none(text: str) -> None:
    assert found(text, None) == []


PIECES = [
    *PLAIN,
    "Apple",
    "GAP",
    "LG전자",
    "ბანკი",
    "adidas",
    "la Repubblica",
    "Repubblica",
    "11 bit studios",
    "Googlem",
]
EVERY = [Name(Slug("x"), text, Trust.PLAIN) for text in dict.fromkeys([*PIECES, "Bank", "eBay Motors"])]
EVERY_NAME = Names(EVERY)
BETWEEN = [" ", " ", "", "\n", ".", "-", "'s ", "em ", "@", "/", "а", "語", "ing", "\u0301", "7"]


@given(st.lists(st.sampled_from([*PIECES, *BETWEEN, *map(str.upper, PIECES), *map(str.lower, PIECES)]), max_size=14))
def test_the_mentions_are_those_that_trying_each_spelling_at_each_place_finds(pieces: list[str]) -> None:
    text = "".join(pieces)
    keys = [key for name in EVERY for key in keys_of(name)]
    tried = (_mention(text, start, key, Tongue.SLAVIC) for start in range(len(text)) for key in keys)
    expected: list[tuple[int, int]] = []
    for start, negative in sorted((one.start, -one.end) for one in tried if one):
        if not expected or start >= expected[-1][1]:
            expected.append((start, -negative))
    assert [(one.start, one.end) for one in EVERY_NAME.find(text, Tongue.SLAVIC)] == expected


def test_a_name_may_begin_with_a_small_letter_or_a_digit_or_be_all_small() -> None:
    names = Names([Name(Slug("x"), text, Trust.PLAIN) for text in ("eBay", "3M", "adidas", "la Repubblica", "ბანკი")])
    text = "eBay, 3M, adidas, la Repubblica, ბანკი: Bay, M, das, Repubblica"
    found = names.find(text, tongue_of("en"))
    assert [text[one.start : one.end] for one in found] == ["eBay", "3M", "adidas", "la Repubblica", "ბანკი"]


def test_no_names_find_nothing() -> None:
    assert Names([]).find("Google", tongue_of("en")) == []


@pytest.mark.parametrize("piece", ["Google", "Goog", "Google.", "A" * 50 + " ", "Amazon Web ", "/Google", "TSMC:n "])
def test_a_hostile_text_takes_time_in_proportion_to_its_length(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    started = time.process_time()
    NAMES.find(text, tongue_of(None))
    assert time.process_time() - started < 1
