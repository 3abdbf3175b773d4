"""The sample articles are what their README says, and the generated ones are what a benchmark may rely on."""

from __future__ import annotations

import codecs
import re
import subprocess
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.articles import COMPANIES, article, write_articles
from benchmarks.damage import SOFT_HYPHEN, lossless, lossy, undefined
from benchmarks.hostile import hostile_files
from benchmarks.prose import LANGUAGES
from benchmarks.samples import MISHAPS, SEEDS, original, sample

CHECKOUT = Path(__file__).resolve().parents[2]
REAL = CHECKOUT.parent / "shared" / "seeds"
PAGES = ("cp1250", "cp1251", "cp1252", "cp1254")


def front_matter(text: str) -> dict[str, object]:
    _before, front, _body = re.split(r"^---\n", text, maxsplit=2, flags=re.MULTILINE)
    loaded = yaml.safe_load(front)
    assert isinstance(loaded, dict)
    return loaded


def three_word_runs(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return frozenset(zip(words, words[1:], words[2:], strict=False))


# --- the folder


def test_the_readme_lists_every_sample_and_nothing_else() -> None:
    listed = re.findall(r"^\| `(.+?)` \|", (SEEDS / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    present = [path.relative_to(SEEDS).as_posix() for path in SEEDS.rglob("*") if path.is_file()]
    assert sorted([*listed, "README.md"]) == sorted(present)


def test_the_samples_are_small_enough_to_read() -> None:
    sizes = [path.stat().st_size for path in SEEDS.rglob("*") if path.is_file()]
    assert sum(sizes) < 120_000
    assert max(sizes) < 8_000


@pytest.mark.parametrize("name", MISHAPS)
def test_a_damaged_sample_is_its_original_after_the_mishap(name: str) -> None:
    assert (SEEDS / name).read_bytes() == sample(name)
    assert sample(name) != original(name).encode("utf-8")
    assert unicodedata.is_normalized("NFC", original(name))


@pytest.mark.parametrize(
    ("name", "encoding", "start"),
    [
        ("003_5e2b77a91cf0d846.txt", "cp1251", b" date 2025-12-22 Siemens \xee\xe1\xed\xee\xe2\xff\xe2\xe0"),
        ("amazon-paczkomat-biblioteka.txt", "cp1250", b"title: Biblioteka wypo\xbfycza ksi\xb9\xbfki"),
        ("google-sentiers.txt", "utf-16", codecs.BOM_UTF16_LE + "title: Des sentiers oubliés".encode("utf-16-le")),
        ("skoda-batterien.md", "utf-8-sig", codecs.BOM_UTF8 + b"---\r\ntitle: \xc5\xa0koda"),
    ],
)
def test_a_sample_in_another_encoding_holds_its_original(name: str, encoding: str, start: bytes) -> None:
    data = (SEEDS / name).read_bytes()
    assert data.startswith(start)
    assert data.decode(encoding).replace("\r\n", "\n") == original(name)


@pytest.mark.parametrize(
    ("name", "page"),
    [("google-kroniky.md", "cp1252"), ("microsoft-meteo.md", "cp1250"), ("openai-shkola.md", "cp1251")],
)
def test_lossless_mojibake_has_its_original_inside(name: str, page: str) -> None:
    damaged = (SEEDS / name).read_text(encoding="utf-8")
    as_bytes = b"".join(c.encode("latin-1" if c in undefined(page) else page) for c in damaged)
    assert as_bytes.decode("utf-8") == original(name)


def test_every_other_sample_is_clean_utf_8() -> None:
    for path in SEEDS.rglob("*"):
        if path.is_file() and path.name not in MISHAPS:
            text = path.read_bytes().decode("utf-8")
            assert "\r" not in text, path.name
            assert unicodedata.is_normalized("NFC", text), path.name
            assert not re.search("Ã[\x80-¿]|Å[\x80-¿]|â€", text) or path.name == "README.md", path.name


def test_one_sample_is_no_yaml_and_says_where() -> None:
    broken = (SEEDS / "microsoft-lighthouse.md").read_text(encoding="utf-8")
    with pytest.raises(yaml.MarkedYAMLError) as caught:
        front_matter(broken)
    assert caught.value.problem_mark is not None
    assert caught.value.problem_mark.line == 2


def test_the_two_copies_have_one_link_and_the_translation_one_original_title() -> None:
    copies = [
        front_matter((SEEDS / name).read_text("utf-8")) for name in ("amazon-lanterns.md", "007_d1a86e40975b3cf2.txt")
    ]
    assert copies[0]["url"] == copies[1]["url"]
    czech = front_matter((SEEDS / "2026/02/2026-02-17-skoda-auto-baterie.md").read_text("utf-8"))
    assert czech["original_title"] == front_matter(original("skoda-batterien.md"))["original_title"]


@pytest.mark.skipif(not (CHECKOUT / ".git").exists(), reason="not a git checkout, so git says nothing of attributes")
def test_git_leaves_the_bytes_of_samples_alone() -> None:
    names = ["seeds/google-sentiers.txt", "seeds/2026/02/x.md", "benchmarks/originals/google-kroniky.md"]
    said = subprocess.run(
        ["git", "check-attr", "text", "--", *names], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    assert said.stdout.splitlines() == [f"{name}: text: unset" for name in names]


# --- damage


@given(st.text(), st.sampled_from(PAGES))
def test_lossless_damage_keeps_every_byte_as_one_character(text: str, page: str) -> None:
    damaged = lossless(text, page)
    assert len(damaged) == len(text.encode("utf-8"))
    assert b"".join(c.encode("latin-1" if c in undefined(page) else page) for c in damaged).decode("utf-8") == text


@given(st.text(), st.sampled_from(PAGES))
def test_lossy_damage_is_the_lossless_one_without_what_was_stripped(text: str, page: str) -> None:
    stripped = {*undefined(page), SOFT_HYPHEN}
    assert lossy(text, page) == "".join(c for c in lossless(text, page) if c not in stripped)


@given(st.text(st.characters(max_codepoint=0x7F)), st.sampled_from(PAGES))
def test_ascii_cannot_be_damaged(text: str, page: str) -> None:
    assert lossless(text, page) == lossy(text, page) == text


@pytest.mark.parametrize(
    ("text", "page", "seen"),
    [
        ("příliš žluťoučký", "cp1252", "pÅ™Ã\xadliÅ¡ Å¾luÅ¥ouÄ\x8dkÃ½"),
        ("žlté", "cp1250", "ĹľltĂ©"),
        ("Инвестиция", "cp1251", "Р\x98РЅРІРµСЃС‚РёС†РёСЏ"),
        ("größer", "cp1252", "grÃ¶ÃŸer"),
    ],
)
def test_lossless_damage_looks_as_in_life(text: str, page: str, seen: str) -> None:
    assert lossless(text, page) == seen


def test_lossy_damage_is_what_happened_to_the_real_file() -> None:
    path = REAL / "004_575f02b4af805a2c.txt"
    if not path.exists():
        pytest.skip("the real input files are not beside this checkout")
    damaged = path.read_text(encoding="utf-8")
    for clean in ("[Číst původní článek]", "## Proč je to důležité", "příležitost", "– hlavním", "emoji: 📰"):
        assert lossy(clean, "cp1254") in damaged


# --- the generator


def test_the_generator_writes_the_same_files_twice(tmp_path: Path) -> None:
    for name in ("first", "second"):
        write_articles(tmp_path / name, 40, seed=7)
    first, second = (
        {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.txt")}
        for name in ("first", "second")
    )
    assert first == second
    assert len(first) == 40


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 100))
def test_an_article_depends_on_its_number_and_seed_alone(index: int, other: int, seed: int) -> None:
    file = article(index, seed=seed)
    assert file == article(index, seed=seed)
    assert (file.text == article(other, seed=seed).text) == (index == other)
    assert file.text != article(index, seed=seed + 1).text


@given(st.integers(0, 10**6))
def test_a_generated_file_is_well_formed(index: int) -> None:
    file = article(index)
    assert re.fullmatch(r"20\d\d/[01]\d/\d{3}_[0-9a-f]{16}\.txt", file.path)
    assert unicodedata.is_normalized("NFC", file.text)
    assert set(file.companies) <= set(COMPANIES)
    assert 2_500 < len(file.text.encode("utf-8")) < 8_000
    if file.text.startswith("---\n"):
        keys = front_matter(file.text)
        assert keys["companies"] == list(file.companies)
        assert str(keys["publishedAt"])[:7].replace("-", "/") == file.path[:7]
        assert {type(keys[key]) for key in ("title", "description", "original_title", "url", "date", "slug")} == {str}
        assert isinstance(keys["source"], dict)
    else:
        assert re.match(r" date 20\d\d-[01]\d-[0-3]\d \S", file.text)
        assert any(company in file.text for company in file.companies)


def test_generated_articles_are_spread_as_promised() -> None:
    files = [article(index) for index in range(1_000)]
    languages = Counter(file.language for file in files)
    companies = Counter(company for file in files for company in file.companies)
    assert set(languages) == set(LANGUAGES)
    assert languages.most_common(1)[0][0] == "cs"
    assert 0.07 < sum(file.text.startswith(" date ") for file in files) / len(files) < 0.13
    assert {file.path[:4] for file in files} == {"2023", "2024", "2025", "2026"}
    assert companies[COMPANIES[0]] > 5 * companies[COMPANIES[20]]
    assert len(companies) > 50
    links = [re.findall(r"^url: (.+)$", file.text, flags=re.MULTILINE) for file in files]
    assert max(Counter(link[0] for link in links if link).values()) == 1


def test_no_two_generated_articles_look_alike() -> None:
    runs = [(file.language, three_word_runs(file.text)) for file in map(article, range(150))]
    for n, (language, one) in enumerate(runs):
        for other_language, other in runs[:n]:
            if language == other_language:
                assert len(one & other) / len(one | other) < 0.2


# --- hostile files


def test_hostile_files_can_be_written_under_their_names(tmp_path: Path) -> None:
    files = hostile_files()
    for name in files:
        (tmp_path / name).touch()
    assert {path.name for path in tmp_path.iterdir()} == set(files)
    assert all(name.endswith((".md", ".txt")) for name in files)


def test_hostile_files_are_many_and_no_two_the_same() -> None:
    files = hostile_files()
    assert len(files) > 200
    assert len(set(files.values())) == len(files)
    assert sum(map(len, files.values())) < 30_000_000
