from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.companies.listing import Statement
from ingest.companies.names import keys
from ingest.companies.statements import ListingError, read, shipped
from store.entry import Slug
from store.slug import company_slug, slugify

CYRILLIC = re.compile("[\u0400-\u04ff]")
UNSPACED = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")


def fault(text: str | bytes) -> ListingError:
    with pytest.raises(ListingError) as raised:
        read(text if isinstance(text, bytes) else text.encode(), "ours.yaml")
    return raised.value


def test_an_entry_says_what_it_says_and_no_more() -> None:
    (apple, cut) = read(
        "- name:  Apple\n"
        "  aliases: [Епъл, Apple Computer, Епъл]\n"
        "  ambiguous: [Apple]\n"
        "  context: [iPhone, app store]\n"
        "  against:\n"
        "    - Orchard\n"
        "  press: false\n"
        "- id: gap\n"
        "  remove: true\n".encode(),
        "ours.yaml",
    )
    assert apple == Statement(
        name="Apple",
        aliases=("Епъл", "Apple Computer"),
        ambiguous=("Apple",),
        context=("iphone", "app store"),
        against=("orchard",),
        press=False,
    )
    assert apple.slug == "apple"
    assert cut == Statement(id=Slug("gap"), remove=True)


@pytest.mark.parametrize("text", ["", "# nothing but a comment\n", "---\n", "[]", "\ufeff- name: Gap\n"])
def test_an_empty_list_and_a_byte_order_mark_are_no_fault(text: str) -> None:
    assert len(read(text.encode(), "ours.yaml")) == text.count("name")


def test_words_that_yaml_takes_for_something_else_are_names() -> None:
    (listed,) = read(b"- name: No\n  aliases: [2026-01-30, 1e3, ON]\n", "ours.yaml")
    assert listed.names == ("No", "2026-01-30", "1e3", "ON")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("- name: Gap\n  alias: [The Gap]\n", 2, "no key 'alias'; did you mean aliases?"),
        ("- name: Gap\n  colour: red\n", 2, "no key 'colour'; the keys are id, name"),
        ("- name: Gap\n- aliases: [Foo]\n", 2, "without a name; give it one"),
        ("- id: gap\n", 1, "without a name"),
        ("- name: Gap\n- name: Foo\n  aliases:\n  - Bar\n  - GAP\n", 5, "'GAP' is a name of gap already"),
        ("- name: Open AI\n  id: one\n- name: OpenAI, Inc.\n", 3, "is a name of one already"),
        ("- name: Gap\n- name: Gap\n", 2, "gap has an entry already"),
        ("- name: Gap\n  id: The Gap\n", 2, "'The Gap' is no id; write the-gap"),
        ("- name: Gap\n  id: gap-\n", 2, "write gap"),
        ("- name: Gap\n  aliases: The Gap\n", 2, "aliases is no list; write it as aliases: ["),
        ("- name: Gap\n  name: Gep\n", 2, "the key name is there twice"),
        ("- name: Gap\n  press: maybe\n", 2, "'maybe' is no value for press; write true or false"),
        ("- name: [Gap]\n", 1, "expected a word for name"),
        ("- name: Gap\n  aliases: [[Gep]]\n", 2, "expected a word in aliases"),
        ("- name: Gap\n  context: {a: b}\n", 2, "context is no list"),
        ("- name:\n", 1, "found nothing"),
        ("- name: '!!!'\n", 1, "no letter or digit"),
        ("companies:\n- name: Gap\n", 1, "expected a list; begin each company with a hyphen"),
        ("- Gap\n", 1, "expected a company; write it as - name:"),
        ("- &a {name: Gap}\n- *a\n", 2, "expected a company"),
        ("- name: Gap\n---\n- name: Foo\n", 2, "second document"),
        ("- name: Gap\n  aliases: [Foo\n- name: Bar\n", 3, "correct this line or the one above"),
        ("- name: Gap: The\n", 1, "put the value in quotes"),
        ("- name: Gap\n\taliases: []\n", 2, "correct this line"),
        (b"- name: Gap\n- name: \xcd\xe5\xf2\n", 2, "no UTF-8; save the file as UTF-8"),
        ("- name: Ga\x01p\n", None, "take the character out"),
        ("[" * 50_000, 1, "expected a company"),
    ],
)
def test_a_fault_is_told_with_its_line_and_its_cure(text: str | bytes, line: int | None, said: str) -> None:
    error = fault(text)
    assert error.line == line
    assert said in str(error)
    assert str(error).startswith("ours.yaml, line " if line else "ours.yaml: ")


@given(
    st.binary(max_size=80) | st.text(st.sampled_from("-[]{}:#&*!|>'\" \nnameidaliases"), max_size=80).map(str.encode)
)
def test_any_bytes_are_a_list_or_a_fault_that_is_told_on_one_line(data: bytes) -> None:
    try:
        told: list[str] = [statement.slug for statement in read(data, "ours.yaml")]
    except ListingError as error:
        told = [error.found, error.advice, str(error)]
    assert all(told)
    assert not any("\n" in said for said in told)


def test_the_shipped_list_is_long_and_speaks_several_scripts() -> None:
    companies = shipped()
    assert len(companies) >= 1000
    assert sum(any(map(CYRILLIC.search, company.names)) for company in companies) >= 300
    assert sum(any(map(UNSPACED.search, company.names)) for company in companies) >= 100
    assert sum(company.press for company in companies) >= 100


def test_no_two_shipped_companies_share_a_slug_or_any_key_of_a_name() -> None:
    companies = shipped()
    slugs = {company.slug for company in companies}
    assert len(slugs) == len(companies)
    owners = {(key, company.slug) for company in companies for name in company.names for key in keys(name)}
    assert [key for key, times in Counter(key for key, _ in owners).items() if times > 1] == []


def test_no_shipped_name_has_the_slug_of_another_company() -> None:
    # To the store, what has a company's slug is that company.
    slugs = {company.slug for company in shipped()}
    strays = [
        (name, company.slug)
        for company in shipped()
        for name in company.names
        if company_slug(name) in slugs and company_slug(name) != company.slug
    ]
    assert strays == []


def test_every_shipped_slug_is_that_of_its_name() -> None:
    assert [company.name for company in shipped() if company.slug != company_slug(company.name)] == []
    assert [company.slug for company in shipped() if company.slug != slugify(company.slug)] == []


def test_shipped_names_stand_without_legal_forms_and_shipped_beginnings_are_folded_and_not_too_short() -> None:
    for company in shipped():
        assert company.ambiguous <= set(company.names)
        for beginning in (*company.context, *company.against):
            assert beginning == beginning.casefold()
            # Two letters begin half of all words.
            assert len(beginning) >= 3 or UNSPACED.search(beginning) or not beginning.isalpha(), (
                company.slug,
                beginning,
            )


def test_context_is_given_only_where_a_name_is_in_doubt() -> None:
    assert [
        company.slug for company in shipped() if (company.context or company.against) and not company.ambiguous
    ] == []


@pytest.mark.parametrize(
    "slug",
    [
        *("amazon", "apple", "alphabet", "meta", "tesla", "shell", "orange", "oracle", "visa", "uber", "zoom", "block"),
        *("slack", "box", "arm", "unity", "ford", "x", "signal", "target", "gap", "bolt", "discord", "mistral-ai"),
    ],
)
def test_names_that_are_ordinary_words_are_marked_and_have_words_that_speak_for_the_company(slug: str) -> None:
    company = next(company for company in shipped() if company.slug == slug)
    assert company.ambiguous
    assert len(company.context) >= 3
