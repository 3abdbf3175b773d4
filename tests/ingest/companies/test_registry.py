from __future__ import annotations

import pickle
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.companies.listing import Listed
from ingest.companies.registry import Registry
from ingest.companies.statements import read, shipped
from store.entry import Company, Origin, Slug
from store.slug import company_slug


@cache
def registry() -> Registry:
    return Registry.of(shipped())


def of(house: str) -> Registry:
    return Registry.of(shipped(), read(house.encode(), "ours.yaml"))


def slug_of(name: str, known: Registry | None = None) -> str | None:
    found = (known or registry()).resolve(name)
    return found.slug if found else None


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("OpenAI, Inc.", "openai"),
        ("Open AI", "openai"),
        ("openai", "openai"),
        ("OPENAI", "openai"),
        ("Amazon.com", "amazon"),
        ("Amazon.com, Inc.", "amazon"),
        ("AWS", "amazon"),
        ("ООО Яндекс", "yandex"),
        ("Софарма АД", "sofarma"),
        ("Гугъл", "google"),
        ("Гугл", "google"),
        ("МАЙКРОСОФТ", "microsoft"),
        ("ПАО «Сбербанк»", "sberbank"),
        ("Nvidia Corporation", "nvidia"),
        ("Skoda Auto", "skoda-auto"),
        ("Škoda Auto a.s.", "skoda-auto"),
        ("The Coca-Cola Co", "coca-cola"),
        ("New York Times", "the-new-york-times"),
        ("Toyota Motor Co., Ltd.", "toyota"),
        ("トヨタ自動車株式会社", "toyota"),
        ("삼성전자(주)", "samsung"),
        ("阿里巴巴", "alibaba"),
        ("Enel S.p.A.", "enel"),
        ("Twitter", "x"),
        ("Apple", "apple"),  # whoever declares an ambiguous name means the company
        ("Gap", "gap"),
        ("The Gap", "gap"),
        ("Тесла", "tesla"),
    ],
)
def test_a_declared_name_means_its_company_in_any_spelling(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@pytest.mark.parametrize("name", ["", "!!!", "Ovocný Strom s.r.o.", "Amazonka", "Nobody Knows It", "Google Ireland"])
def test_a_name_that_no_list_has_means_nobody(name: str) -> None:
    assert registry().resolve(name) is None


def test_a_company_comes_under_its_listed_name_as_declared() -> None:
    assert registry().resolve("Гугъл") == Company(Slug("google"), "Google", Origin.DECLARED)


listed_names = st.sampled_from([(name, company.slug) for company in shipped() for name in company.names])


@given(
    listed_names,
    st.sampled_from([str.upper, str.lower, str.title, str.swapcase, str]),
    st.sampled_from(["", " ", "\t", "\u00a0"]),
    st.sampled_from(["", ", Inc.", " AG", " a.s.", " S.p.A.", ", s.r.o.", " АД", " Co., Ltd.", " A.Ş."]),
)
def test_case_white_space_and_legal_form_never_matter(
    listed: tuple[str, Slug], case: type[str], gap: str, form: str
) -> None:
    name, slug = listed
    assert slug_of(f"{gap}{case(name).replace(' ', gap + ' ')}{gap}{form}") == slug


@given(st.text(st.characters(), max_size=60))
def test_what_has_the_slug_of_a_listed_company_is_that_company_and_nothing_ever_fails(name: str) -> None:
    found = registry().resolve(name)
    if company_slug(name) in {company.slug for company in shipped()}:
        assert found is not None
    proposed = registry().proposals(name)
    assert not (found and proposed)


def test_a_name_in_another_script_that_has_the_slug_is_the_company_too() -> None:
    assert "Просус" not in {name for company in shipped() for name in company.names}
    assert slug_of("Просус") == "prosus"


@pytest.mark.parametrize(
    ("name", "slugs"),
    [
        ("Alphabet/Google", ("alphabet", "google")),
        ("Meta (Facebook)", ("meta", "facebook")),
        ("Google & Microsoft", ("google", "microsoft")),
        ("Google and Somebody", ("google",)),
        ("Google Ireland", ("google",)),
        ("Microsoft Česká republika s.r.o.", ("microsoft",)),
        ("Deutsche Bank Research Europe", ("deutsche-bank",)),
        ("Orange County Choppers", ()),  # a beginning that means other things too
        ("Apple Bank", ()),
        ("Johnson & Johnson", ()),  # is in the list itself
        ("Alphabet", ()),
        ("Nobody Knows It", ()),
        ("Google / Google LLC", ("google",)),
    ],
)
def test_listed_companies_inside_a_name_are_proposed(name: str, slugs: tuple[str, ...]) -> None:
    assert registry().proposals(name) == slugs


@pytest.mark.parametrize("name", ["Alphabet/Google", "Meta (Facebook)", "Google & Microsoft", "Google Ireland"])
def test_a_name_with_a_company_inside_is_never_merged_by_itself(name: str) -> None:
    assert registry().resolve(name) is None


def test_the_operators_list_adds_companies() -> None:
    known = of("- name: Ovocný Strom\n  aliases: [Овощно дърво]\n")
    assert slug_of("OVOCNY STROM s.r.o.", known) == "ovocny-strom"
    assert slug_of("Овощно дърво", known) == "ovocny-strom"
    assert len(known.companies) == len(shipped()) + 1


def test_the_operators_list_amends_the_company_of_that_name_in_any_spelling() -> None:
    known = of("- name: Open AI\n  aliases: [Оупен Ай]\n")
    assert known.resolve("Оупен Ай") == Company(Slug("openai"), "Open AI")
    assert slug_of("OpenAI", known) == "openai"
    assert len(known.companies) == len(shipped())


def test_the_operators_list_may_say_that_a_name_is_not_ambiguous() -> None:
    known = of("- name: Apple\n  ambiguous: []\n")
    (apple,) = (company for company in known.companies if company.slug == "apple")
    assert not apple.ambiguous
    assert apple.context


@pytest.mark.parametrize("entry", ["- id: apple\n  remove: true\n", "- name: APPLE\n  remove: true\n"])
def test_the_operators_list_takes_companies_out(entry: str) -> None:
    known = of(entry)
    assert known.resolve("Apple") is None
    assert known.resolve("Епъл") is None
    assert "apple" not in {company.slug for company in known.companies}


def test_taking_out_what_is_not_there_is_no_fault() -> None:
    assert of("- id: never-heard-of\n  remove: true\n").companies == shipped()


def test_a_name_that_the_operator_gives_to_a_company_is_that_companys_alone() -> None:
    known = of("- name: AWS\n- name: Meta\n  aliases: [Facebook]\n")
    assert slug_of("AWS", known) == "aws"
    assert slug_of("Amazon Web Services", known) == "amazon"
    assert slug_of("Facebook", known) == "meta"
    assert "facebook" not in {company.slug for company in known.companies}
    names = [(name, company.slug) for company in known.companies for name in company.names]
    assert [slug for name, slug in names if name in {"AWS", "Facebook"}] == ["meta", "aws"]


def test_an_exact_name_goes_before_a_looser_one_in_any_order() -> None:
    block, the_block = (Listed(slug=company_slug(name), name=name) for name in ("Block", "The Block"))
    for companies in ((block, the_block), (the_block, block)):
        known = Registry.of(companies)
        assert [slug_of(name, known) for name in ("Block", "The Block", "Block.com")] == ["block", "the-block", "block"]


def test_a_registry_goes_to_other_processes_whole() -> None:
    copy = pickle.loads(pickle.dumps(registry()))  # noqa: S301 - what was written on the same line
    assert copy == registry()
    assert copy.resolve("Гугъл") == registry().resolve("Гугъл")


def test_the_example_in_the_documentation_does_what_is_said_there() -> None:
    page = (Path(__file__).parents[3] / "docs" / "companies.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert example
    known = of(example[1])
    assert [slug_of(name, known) for name in ("Strom Group", "Wolfsburger", "Facebook", "Gap")] == [
        *("ovocny-strom", "volkswagen", "meta"),
        None,
    ]
    assert not any(company.ambiguous for company in known.companies if company.slug == "apple")
