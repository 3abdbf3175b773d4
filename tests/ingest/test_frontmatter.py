from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats import DEEPEST, LARGEST_BLOCK, BlockError, yamltree
from ingest.formats.frontmatter import FrontMatter, split
from ingest.rejection import UnusableError


def block(yaml: str, body: str = "Text.") -> str:
    return f"---\n{yaml}\n---\n{body}"


def split_or_refuse(text: str) -> FrontMatter | UnusableError | None:
    try:
        return split(text)
    except UnusableError as refusal:
        return refusal


def mistake_in(yaml: str) -> BlockError | None:
    try:
        yamltree.load(yaml)
    except BlockError as mistake:
        return mistake
    return None


def read(text: str) -> FrontMatter:
    found = split(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "text",
    [
        '---\ntitle: Zprávy\ntags: [a, b]\ndate: 2026-02-05\n---\nText.',
        '---  \ntitle: Zprávy\ntags:\n- a\n- b\ndate: "2026-02-05"\n...\n\n\nText.\n',
        '+++\ntitle = "Zprávy"\ntags = ["a", "b"]\ndate = 2026-02-05\n+++\nText.',
        '{"title": "Zprávy", "tags": ["a", "b"], "date": "2026-02-05"}\nText.',
        '\n \n{\n  "title": "Zpr\\u00e1vy",\n  "tags": ["a", "b"],\n  "date": "2026-02-05"\n}\n\nText.',
    ],
)  # fmt: skip
def test_the_three_formats_say_the_same(text: str) -> None:
    found = read(text)
    assert (found.values, found.body) == ({"title": "Zprávy", "tags": ["a", "b"], "date": "2026-02-05"}, "Text.")


@pytest.mark.parametrize(
    "text",
    [
        "", "---", "---\n", "Text.", "---\n\nA paragraph.\n\n---\n\nAnother.", "---\nprose here\n---\nmore",
        "---\n- a\n- b\n---\nText", "----\ntitle: x\n----\nText", "--- title\n---\n", "+++ b/file\n@@\n", "+++\n\nText",
        "{% include a.html %}\nText", "{{< figure >}}", "{ said nobody", "---\nNote: closed\n\nCome back.",
        " ---\ntitle: x\n ---\n", "---\nHe said: this: that\nand went\n---\nText",
    ],
)  # fmt: skip
def test_a_text_that_only_begins_like_front_matter_has_none(text: str) -> None:
    assert split(text) is None


def test_rules_and_code_of_the_body_stay_in_the_body() -> None:
    body = "    code\n\n---\n\nmore\n\n---\nsource: x"
    assert read(block("title: x", "\n" + body)).body == body


def test_empty_front_matter_is_front_matter() -> None:
    assert (read("---\n---\nText").values, read("---\n# nothing\n---\nText").values, read("{}\nText").values) == (
        {},
        {},
        {},
    )


@pytest.mark.fault(25)
@pytest.mark.parametrize(
    ("text", "place"),
    [
        (block("title: x\nsource:\n  name: Foo: bar"), "line 4, column 12: found a colon"),
        (block("title: 'unclosed"), "line 2, column 8: found the end of the front matter inside a quoted value"),
        ("\n\n" + block("title: x\ntags: ["), "line 5, column 8"),
        (block("tags:\n- @a"), "line 3, column 3: found '@'"),
        ("---\ntitle: x\ndate: 2026-01-01\n\nText without end", "line 1: the block that begins here with ---"),
        ("\n---\nfoo: x\nbar: y\n\nText", "line 2: the block that begins here with ---"),
        ("+++\ntitle = 'x'\nText", "line 1: the block that begins here with +++"),
        ("+++\na = 1\ntitle = x\n+++\nText", "line 3, column 9"),
        ('{"title": x}\nText', "line 1, column 11"),
        ('{\n"title": "x",\n}\nText', "line 3, column 1"),
        (block("a: " + "[" * 25), f"line 2, column {4 + DEEPEST}: found more than {DEEPEST} levels"),
        (block("a:\n- *anchor"), "line 3, column 3: found the alias *anchor"),
        (block("a: b\n--- c\nd: e"), "line 3, column 1: found a second document"),
        (block("title: x\nbig: " + "x" * LARGEST_BLOCK), "line 2: it is longer than"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place_in_the_file(text: str, place: str) -> None:
    with pytest.raises(UnusableError) as refusal:
        split(text)
    reason, advice = refusal.value.rejection.reason, refusal.value.rejection.advice
    assert reason.startswith(f"front matter, {place}")
    assert advice
    assert "\n" not in reason + advice


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("title: Apple: návrat krále", "Apple: návrat krále"),
        ('title: "Nikdy" se nevzdávej', '"Nikdy" se nevzdávej'),
        ("title: [Video] Старт", "[Video] Старт"),
        ("title: @home", "@home"),
        ("title: *bold* move", "*bold* move"),
        ("title: 50 % off: `now`", "50 % off: `now`"),
        ("title: {{ page.title }}", "{{ page.title }}"),
        ("title:Bez mezery", "Bez mezery"),
        ("title: Apple: the return\n  of the king", "Apple: the return of the king"),
    ],
)
def test_a_value_that_wanted_quotes_is_read_as_it_stands_and_reported(line: str, value: str) -> None:
    found = read(block(f"author: Jana\n{line}\ncompanies:\n- Apple"))
    assert found.values == {"author": "Jana", "title": value, "companies": ["Apple"]}
    assert [note.key for note in found.notes] == ["title"]


def test_a_list_that_is_not_closed_is_not_guessed_at() -> None:
    with pytest.raises(UnusableError):
        split(block("title: a: b\ncompanies: [Apple, OpenAI"))


@pytest.mark.fault(25)
def test_tabs_before_a_list_are_read_as_blanks_and_reported() -> None:
    found = read(block("companies:\n\t- Amazon\n\t- OpenAI\ntitle: x"))
    assert found.values == {"companies": ["Amazon", "OpenAI"], "title": "x"}
    assert "tabs" in found.notes[0].why


@pytest.mark.fault(25)
def test_scalars_stay_what_was_written() -> None:
    yaml = "a: NO\nb: 2026-02-30\nc: 12:30:45\nd: 007\ne: 1.10\nf: 0x1F\ng: yes\nh: '5'\ni: !!str 5\n1: x\ncontent: y"
    values = read(block(yaml)).values
    assert dict(values) == {
        "a": "NO", "b": "2026-02-30", "c": "12:30:45", "d": "007", "e": "1.10", "f": "0x1F", "g": "yes", "h": "5",
        "i": "5", "1": "x", "content": "y",
    }  # fmt: skip


@pytest.mark.fault(25)
def test_only_the_null_and_booleans_of_yaml_1_2_and_exact_numbers_are_typed() -> None:
    values = read(block("a: ~\nb:\nc: null\nd: true\ne: FALSE\nf: 4\ng: -2.5\nh: 0")).values
    assert list(values.values()) == [None, None, None, True, False, 4, -2.5, 0]


@pytest.mark.fault(25)
@pytest.mark.parametrize("text", [block("a: 1\na: 2"), '{"a": 1, "a": 2}'])
def test_of_a_key_written_twice_the_last_counts_and_it_is_reported(text: str) -> None:
    found = read(text)
    assert (found.values, [note.key for note in found.notes]) == ({"a": 2}, ["a"])


@pytest.mark.fault(25)
def test_a_tag_of_python_is_not_obeyed() -> None:
    found = read(block("a: !!python/object/apply:os.system [exit 1]\nb: !!python/name:os.system x"))
    assert found.values == {"a": ["exit 1"], "b": "x"}
    assert len(found.notes) == 2


def test_an_emoji_in_the_escapes_of_json_is_an_emoji() -> None:
    assert read(block('title: "\\ud83d\\udcf0 Новини"')).values == {"title": "📰 Новини"}


@pytest.mark.fault(27)
def test_line_ends_that_no_editor_shows_and_c1_controls_do_not_break_the_block() -> None:
    assert read(block("title: one\u2028two\x85three\x9dfour")).values == {"title": "one\u2028two\x85three\x9dfour"}


HOSTILE = {
    "alias bomb": block(
        "a: &a [lol,lol,lol]\n" + "\n".join(f"b{i}: &b{i} [*{'ab'[i > 0]}{i - 1 if i else ''}]" for i in range(30))
    ),
    "nested alias bomb": block("x:\n  a: &a [lol, lol]\n  b: [*a, *a]"),
    "merge bomb": block("x:\n  a: &a {k: v}\n  b:\n    <<: [*a, *a]"),
    "base 60": block("a: 1" + ":59" * 20_000),
    "brackets": block("a: " + "[" * 25_000),
    "braces": block("{" * 60_000),
    "nested keys": block("? " * 25_000),
    "nested lists": block("a:\n" + "- " * 25_000),
    "digits": block("a: " + "1" * 5_000),
    "python": block("a: !!python/object/apply:os.system ['exit 1']"),
    "year 0": block("date: 0000-00-00"),
    "quotes": block("a: " + "'" * 60_000),
    "colons": block("a" + ": a" * 20_000),
    "directives": block("%TAG !a! tag:x,2000:\n" * 2_000 + "a: b"),
    "lines to mend": block("x: b: c\n" * 190),
    "blanks to mend": block("x: b: " + " " * 60_000 + "c"),
    "tabs": block("a:\n" + "\t" * 60_000 + "b"),
    "toml brackets": "+++\na = " + "[" * 60_000 + "\n+++\n",
    "toml dotted key": "+++\n" + "a." * 30_000 + "a = 1\n+++\n",
    "toml quoted dotted key": "+++\n" + '"a b".' * 9_000 + "a = 1\n+++\n",
    "toml word": "+++\na = 0x" + "f" * 60_000 + "\n+++\n",
    "toml digits": "+++\na = " + "1" * 60_000 + "\n+++\n",
    "json brackets": '{"a": ' + "[" * 60_000,
    "json braces": '{"a": ' * 60_000,
    "json digits": '{"a": ' + "1" * 60_000 + "}",
}


@pytest.mark.fault(25)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.timeout(60)  # the slowest takes 5 ms; unguarded, several never end
def test_a_hostile_block_is_judged_in_time_and_never_grows(text: str) -> None:
    found = split_or_refuse(text)
    assert not isinstance(found, FrontMatter) or len(str(found.values)) <= 2 * len(text)


@pytest.mark.fault(25)
def test_no_hostile_block_kills_the_process() -> None:
    program = textwrap.dedent("""
        import json, sys
        from ingest.formats.frontmatter import split
        from ingest.rejection import UnusableError
        for text in json.load(sys.stdin):
            try:
                split(text)
            except UnusableError:
                pass
        print("alive")
    """)
    texts = json.dumps(list(HOSTILE.values()))
    done = subprocess.run([sys.executable, "-c", program], input=texts, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr


# The end of the last private plane is where controls wait that libyaml refuses.
TEXT = st.text(st.characters(max_codepoint=0x10FEFF, exclude_categories=["Cs"]), max_size=12)
SCALARS = st.none() | st.booleans() | st.integers(-(10**14), 10**14) | TEXT
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXT, VALUES, max_size=6))
def test_yaml_in_the_manner_of_json_comes_back_whole(values: dict[str, Any]) -> None:
    loaded, notes = yamltree.load(json.dumps(values))
    assert (loaded, notes) == (values, [])


@pytest.mark.fault(25)
@given(st.text(max_size=200) | st.text("ab:-[]{}&*!|>'\"%@`#?, \n\t", max_size=60))
def test_any_yaml_is_a_value_or_a_mistake_with_a_place(text: str) -> None:
    mistake = mistake_in(text)
    if mistake is not None:
        assert mistake.found
        assert mistake.line is not None
        assert mistake.line <= text.count("\n") + text.count("\r") + 1


@pytest.mark.fault(25)
@given(st.sampled_from(["---", "+++", "{"]), st.text("ab:=-+[]{}&*!|>'\"%@`#?, \n\t1.", max_size=80))
def test_any_text_is_split_or_refused(opening: str, text: str) -> None:
    found = split_or_refuse(f"{opening}\n{text}\n{opening}\nbody")
    match found:
        case UnusableError():
            assert found.rejection.reason.startswith("front matter")
        case FrontMatter():
            assert json.loads(json.dumps(found.values, allow_nan=False)) == found.values
        case None:
            assert not text.startswith("a:\n")
