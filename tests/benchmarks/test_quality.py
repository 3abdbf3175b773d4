"""The report of quality counts right: what is wrong is called wrong, and what was never broken stays as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from rich.console import Console

from benchmarks.damage import lossless
from benchmarks.quality import clean, companies, corpus, duplicates, headerless, legacy, texts
from benchmarks.quality.__main__ import main
from benchmarks.quality.clean import Sample
from benchmarks.quality.companies import Count
from benchmarks.quality.corpus import Prose
from benchmarks.quality.desk import Fate, fates
from benchmarks.quality.reader import read
from benchmarks.quality.report import Part, Sheet, missed, show, summarise
from benchmarks.quality.sets import Article, CompanyCase, DuplicateCase, Truth
from benchmarks.quality.wording import Tally
from benchmarks.report import Figure
from ingest.companies.listing import Listed
from ingest.companies.registry import Registry
from ingest.kinship import Kinship
from store.entry import DateOrigin, Slug

CZECH = corpus.articles("cs")[0]


def figure(part: Part, name: str) -> Figure:
    (found,) = (figure for figure in part.figures if figure.name == name)
    return found


# --- damaged texts


def test_what_was_lost_differs_from_loss_to_loss() -> None:
    damaged = {loss: texts.harm(loss, "cp1252")("Šíp a čáp à la carte") for loss in texts.LOSSES}

    assert damaged == {
        "whole": "Å\xa0Ã\xadp a Ä\x8dÃ¡p Ã\xa0 la carte",
        "undefined lost": "Å\xa0Ã\xadp a ÄÃ¡p Ã\xa0 la carte",
        "and AD lost": "Å\xa0Ãp a ÄÃ¡p Ã\xa0 la carte",
        "and A0 lost": "ÅÃp a ÄÃ¡p Ã la carte",
        "and A0 blank": "Å Ãp a ÄÃ¡p Ã  la carte",
    }


@pytest.mark.parametrize("shape", ["fronted", "headerless"])
def test_a_whole_article_that_is_repaired_counts_as_right(shape: str) -> None:
    tally = texts.repaired(CZECH, shape, texts.harm(texts.LOSSLESS, "cp1250"))

    assert tally.damaged == tally.right > 90
    assert (tally.spoiled, tally.left_alone, tally.mistakes) == (0, 0, ())


@pytest.mark.parametrize("language", ["bg", "cs", "de", "el", "fr", "hu", "pl", "ro", "ru", "tr"])
def test_damage_is_repaired_whole_and_nearly_so_where_bytes_were_lost(language: str) -> None:
    prose, page = corpus.articles(language)[0], corpus.HABITS[language].misread[0]
    whole, lost = (texts.repaired(prose, "fronted", texts.harm(loss, page)) for loss in (texts.LOSSLESS, "and AD lost"))

    assert (whole.share, whole.spoiled, lost.spoiled) == (1, 0, 0), (whole.mistakes, lost.mistakes)
    assert lost.share is not None
    assert lost.share >= 0.95, lost.mistakes


def test_a_file_that_is_rejected_counts_as_wrong_in_every_word() -> None:
    tally = texts.repaired(CZECH, "headerless", lambda _: "\x00\x01\x02" * 50)

    assert tally.damaged == tally.words
    assert (tally.right, tally.left_alone) == (0, 1)


def test_the_report_of_texts_tells_pages_losses_and_the_worst_language() -> None:
    part = texts.report(
        {
            ("cs", "cp1252", texts.LOSSLESS): Tally(words=100, damaged=50, right=50, articles=1),
            ("cs", "cp1254", "and AD lost"): Tally(words=100, damaged=50, right=45, spoiled=2, articles=1),
            ("pl", "cp1252", "and AD lost"): Tally(100, 50, 50, 0, 1, 0, ("źle → zle",)),
        }
    )
    assert figure(part, "damaged words right, nothing lost").value == 1
    assert figure(part, "damaged words right, bytes lost").value == 0.95
    assert figure(part, "damaged words right, bytes lost").note == "1.000 without cs"
    assert (figure(part, "the worst language, bytes lost").value, part.figures[2].note) == (0.9, "cs")
    assert {one.name for one in missed(part.figures)} == {
        "damaged words right, bytes lost",
        "the worst language, bytes lost",
        "words spoiled that were never damaged",
    }
    assert part.sheets[0].rows == (
        ("cs", "–", "–", "1.000 / –", "– / 0.900", "–", 100, 2, 0),
        ("pl", "–", "–", "– / 1.000", "–", "–", 50, 0, 0),
    )
    assert part.mistakes == ("pl cp1252, and AD lost: źle → zle",)


# --- clean texts


def sample(text: str, words: str | None = None) -> Sample:
    return Sample("test", text, tuple((words or text).split()))


def test_clean_text_is_neither_changed_nor_called_damaged() -> None:
    assert clean.examine(sample("Žluťoučký kůň úpěl ďábelské ódy.\n")) == clean.Finding(changed=False, flagged=False)


def test_a_text_that_was_repaired_counts_as_changed() -> None:
    damaged = lossless(CZECH.headerless, "cp1252")
    assert clean.examine(sample(damaged)).changed


def test_a_text_that_became_another_one_counts_as_changed() -> None:
    assert clean.examine(sample("Něco jiného.\n", "Něco docela jiného.")).changed


def test_a_text_that_was_rejected_counts_as_changed() -> None:
    assert clean.examine(sample("\x00\x01\x02\x03" * 20)).changed


def test_a_text_that_is_called_damaged_is_a_false_alarm() -> None:
    lost = " ".join(["s\ufffdkol", "l\ufffdka", "m\ufffdsto"] * 9)
    assert clean.examine(sample(lost)) == clean.Finding(changed=False, flagged=True)


def test_nothing_changes_in_clean_text_of_any_language() -> None:
    part = clean.measure(short=True)
    assert missed(part.figures) == (), part.mistakes


# --- old encodings


def test_what_an_encoding_lacks_is_typed_otherwise_or_left_out() -> None:
    prose = Prose("cs", "„Konec“ – za 5 €", ("Dvě věci…", "Привет!"))
    assert legacy.typed(prose, "iso8859-2") == '"Konec" - za 5 EUR\n\nDvě věci...\n'
    assert legacy.typed(prose, "cp1250") == "„Konec“ – za 5 €\n\nDvě věci…\n"


def test_an_article_read_in_a_wrong_encoding_is_not_exact() -> None:
    assert legacy.difference(CZECH.headerless, "utf-8") == ""
    assert "→" in legacy.difference("café au lait à côté du Père\n\nNoël est là, même à Besançon.\n", "utf-7")


# --- files without front matter

CASE = headerless.Case("a.txt", "", "cs", "Titulek", date(2026, 1, 30), DateOrigin.HEADER, "")
FILE = b"title: Titulek\ndate: 2026-01-30\nlanguage: cs\n\nText."


@pytest.mark.parametrize(
    ("case", "wrong"),
    [
        (CASE, ""),
        (replace(CASE, title="Jiný titulek"), "title"),
        (replace(CASE, title="Titu…"), "title"),
        (replace(CASE, date=date(2026, 1, 31)), "date"),
        (replace(CASE, date=None), "date"),
        (replace(CASE, origin=DateOrigin.FILE_NAME), "origin"),
        (replace(CASE, language="sk"), "language"),
    ],
)
def test_each_field_is_judged_for_itself(case: headerless.Case, wrong: str) -> None:
    verdict = headerless.judge(case, read(FILE))
    assert [name for name in ("title", "date", "origin", "language") if not getattr(verdict, name)] == [wrong][
        : len(wrong)
    ]
    assert bool(verdict) is not bool(wrong)


def test_a_cut_title_may_end_at_any_later_clause() -> None:
    entry = replace(read(FILE), title="Jedno po druhém, třetí…")
    assert headerless.judge(replace(CASE, title="Jedno po druhém…"), entry).title
    assert not headerless.judge(replace(CASE, title="Druhé…"), entry).title


# --- companies

REGISTRY = Registry.of([Listed(slug=Slug("sberbank"), name="Sberbank", aliases=("Сбер",))])


@pytest.mark.parametrize(
    ("wanted", "also", "found", "count"),
    [
        (("Сбер",), (), ("sberbank",), Count(1, 1, 0, 0)),
        (("Nobody Knows It",), (), (), Count(1, 0, 0, 1)),
        ((), (), ("sberbank",), Count(1, 0, 1, 0)),
        ((), ("Sberbank",), ("sberbank",), Count(1, 0, 0, 0)),
        (("Sberbank", "Acme"), (), ("acme", "other"), Count(1, 1, 1, 1)),
    ],
    ids=["by another name", "unknown to the list", "too much", "allowed", "some of all"],
)
def test_tags_are_compared_as_companies(
    wanted: tuple[str, ...], also: tuple[str, ...], found: tuple[str, ...], count: Count
) -> None:
    case = CompanyCase(title="T", text="T", language="ru", companies=wanted, also=also)
    assert companies.judge(case, map(Slug, found), REGISTRY) == count


def test_precision_and_recall_are_of_tags_and_doubtful_cases_stand_apart() -> None:
    case = CompanyCase(title="T", text="T", language="ru", companies=("Sberbank",))
    right, wrong = {Slug("sberbank"): "in the title"}, {Slug("acme"): "in the title"}

    part = companies.report([(case, right), (case, wrong), (replace(case, doubtful=True), wrong)], REGISTRY)

    assert [figure.value for figure in part.figures] == [0.5, 0.5, 0.5]
    assert part.sheets[0].rows[-1][:5] == ("doubtful, apart", 1, 0, 1, 1)
    assert part.mistakes == (
        "ru: T: wrong acme (in the title); missed sberbank",
        "ru, doubtful: T: wrong acme (in the title); missed sberbank",
    )


# --- duplicates

BRIDGE = Article(
    title="Most přes Bělou se otevře o rok dříve",
    text="Nový most přes řeku Bělou se otevře o celý rok dříve, než se čekalo. Stavbaři využili suché jaro a obešli se "
    "bez zimní přestávky. Silničáři teď dokončují svodidla, značení a odvodnění. První auta po něm přejedou v pátek.",
    language="cs",
    date=date(2026, 2, 1),
    source="Zprávy od řeky",
    link="https://zpravy.example/most",
)
OVEN = replace(
    BRIDGE,
    title="Pekárna v Písku má novou pec",
    text="Pekárna v Písku koupila pec, která topí dřevem z vlastního lesa. Chleba prý voní jako kdysi u babičky.",
    link="https://zpravy.example/pec",
)


def pair(truth: Truth, other: Article, kinship: Kinship, fate: Fate | None, *also: Truth) -> duplicates.Outcome:
    case = DuplicateCase(one=BRIDGE, other=other, truth=truth, also=also)
    return duplicates.Outcome(case, kinship, candidates=truth is not Truth.COPY, fate=fate)


def test_a_class_is_right_when_it_is_the_truth_or_as_good() -> None:
    part = duplicates.report(
        [
            pair(Truth.SAME, BRIDGE, Kinship.SAME, Fate.ONE),
            pair(Truth.COPY, BRIDGE, Kinship.SAME, Fate.TWO),
            pair(Truth.COPY, BRIDGE, Kinship.SAME, Fate.ONE, Truth.SAME),
            pair(Truth.TRANSLATION, OVEN, Kinship.DIFFERENT, Fate.LINKED),
        ]
    )
    confusion = {row[0]: row[1:] for row in part.sheets[0].rows}
    assert confusion == {"same": (1, 0, 0, 0, 0, 0, 1, 1), "copy": (2, 0, 0, 0, 0, 0, 1, 2)}
    assert figure(part, "classes right").value == pytest.approx(2 / 3)
    assert figure(part, "copies, cuts and updates compared").value == 0
    assert figure(part, "entries right in the store").value == 0.75


def test_the_store_is_asked_what_becomes_of_a_pair() -> None:
    abroad = replace(BRIDGE, title="Bridge to open early", text="A bridge will open a year early.", language="en")
    assert fates([(BRIDGE, BRIDGE), (BRIDGE, OVEN), (BRIDGE, abroad)]) == [Fate.ONE, Fate.TWO, Fate.LINKED]


# --- the whole report


def told(print_it: Callable[[Console], None]) -> str:
    page = StringIO()
    print_it(Console(file=page, width=140))
    return page.getvalue()


def test_a_missed_bar_is_told_and_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    part = texts.report({("cs", "cp1252", "and AD lost"): Tally(words=9, damaged=9, right=1, articles=1)})
    assert "missed: at least 0.98" in told(lambda console: summarise(console, part.figures))
    assert "met: under 1" in told(lambda console: summarise(console, part.figures))
    assert main(["--short", "--only", "headerless"]) == 0
    assert "title right" in capsys.readouterr().out


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    part = duplicates.report([pair(Truth.SAME, BRIDGE, Kinship.SAME, None)])
    (line,) = (line for line in told(lambda console: summarise(console, part.figures)).splitlines() if "store" in line)
    assert "not measured" in line
    assert "bar: at least 0.95" in line


def test_mistakes_are_listed_when_they_are_asked_for() -> None:
    part = Part("p", (Sheet("[a]", ("x", "y"), (("[b]", None), ("c", 0.5))),), (), ("ř → [r]",))
    assert "ř → [r]" in told(lambda console: show(console, part, mistakes=True))
    silent = told(lambda console: show(console, part, mistakes=False))
    assert "ř" not in silent
    assert "[a]" in silent
    assert "0.500" in silent


def test_json_is_one_document_and_the_same_each_time(capsys: pytest.CaptureFixture[str]) -> None:
    printed = []
    for _ in range(2):
        assert main(["--short", "--json", "--only", "headerless", "--only", "legacy"]) == 0
        printed.append(capsys.readouterr().out)
    document = json.loads(printed[0])
    assert printed[0] == printed[1]
    assert [part["name"] for part in document["parts"]] == ["headerless", "legacy"]
    assert document["parts"][0]["figures"][0]["target"] == "at least 0.95"
