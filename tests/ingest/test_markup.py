"""Markdown and plain text to safe HTML and to plain text."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from ingest.markup import Markup, from_markdown, from_plain, leading_heading, plain_text
from ingest.rejection import UnusableError
from ingest.sanitiser import DEEPEST, sanitised

CHECKOUT = Path(__file__).resolve().parents[2]
PIECES = st.lists(
    st.sampled_from(
        [
            "<div>",
            "</div>",
            "<p>",
            "<a href=",
            "javascript:alert(1)",
            "//x.cz/a",
            '"',
            "'",
            ">",
            "<",
            "<b>",
            "</i>",
            "&#",
            "0;",
            "x0b;",
            "<script>",
            "</script>",
            "<svg>",
            "<img src=",
            " onerror=x",
            "`",
            "*",
            "_",
            "[",
            "](",
            ")",
            "\n",
            "\n\n",
            "- ",
            "> ",
            "| ",
            "-|-",
            "<table>",
            "<td>",
            "&#x338;",
            "&#xfffe;",
            "̸",
            "é",
            "<!--",
            "<iframe src=",
            "https://a.cz",
            "[^1]",
            "[^1]: x",
            "#",
            " ",
        ]
    ),
    max_size=40,
).map("".join)
BODIES = st.one_of(st.text(max_size=200), PIECES)


class Seen(HTMLParser):
    """Everything of a document that could do harm, as another parser sees it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def assert_harmless(text: str) -> None:
    seen = Seen(text)
    assert not seen.tags & {
        "script",
        "style",
        "iframe",
        "svg",
        "math",
        "form",
        "input",
        "object",
        "embed",
        "base",
        "link",
        "meta",
    }
    for name, value in seen.attributes:
        assert not name.startswith("on")
        assert name not in {"style", "id", "name", "srcset", "srcdoc", "target"}
        if name in {"href", "src", "poster"}:
            assert value.startswith(("http:", "https:", "mailto:", "tel:", "relative:"))
            assert ":" not in value.removeprefix("relative:").split("/")[0] or not value.startswith("relative:")


def test_an_article_becomes_html_and_text() -> None:
    markup = from_markdown("## Souhrn\nAmazon **rokuje**\no vkladu.\n\n- jeden\n- [dva](https://x.cz/?a=1&b=2)\n")
    assert markup.html == (
        "<h2>Souhrn</h2>\n<p>Amazon <strong>rokuje</strong>\no vkladu.</p>\n"
        '<ul>\n<li>jeden</li>\n<li><a href="https://x.cz/?a=1&amp;b=2">dva</a></li>\n</ul>'
    )
    assert markup.text == "Souhrn\n\nAmazon rokuje o vkladu.\n\njeden\ndva"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("~~ne~~", "<p><del>ne</del></p>"),
        ("Viz www.x.cz", '<p>Viz <a href="http://www.x.cz">www.x.cz</a></p>'),
        ("- [x] hotovo\n- [ ] ne", "<ul>\n<li>☑ hotovo</li>\n<li>☐ ne</li>\n</ul>"),
        (
            "a[^1]\n\n[^1]: pod čarou",
            "<p>a<sup>[1]</sup></p>\n<section>\n<ol>\n<li>\n<p>pod čarou</p>\n</li>\n</ol>\n</section>",
        ),
        ("```c++\na<b\n```", '<pre><code class="language-c++">a&lt;b\n</code></pre>'),
        ("> [!NOTE]\n> pozor", "<div>\n<p>Note</p>\n<p>pozor</p>\n</div>"),
        ("这是**重点。**好", "<p>这是<strong>重点。</strong>好</p>"),
    ],
)
def test_the_extensions_of_github_are_understood(body: str, shown: str) -> None:
    assert from_markdown(body).html == shown


@pytest.mark.parametrize(
    ("url", "stored"),
    [
        ("/img/a.png", "relative:/img/a.png"),
        ("a.png", "relative:a.png"),
        ("?q=1", "relative:?q=1"),
        ("//cdn.cz/a.png", "https://cdn.cz/a.png"),
        (r"\\cdn.cz\a.png", "https://cdn.cz/a.png"),
        (r"img\foto 1.png", "relative:img/foto%201.png"),
        ("a/b:c", "relative:a/b:c"),
        ("https://x.cz/ž", "https://x.cz/ž"),
    ],
)
def test_relative_urls_are_marked_and_protocol_relative_ones_made_absolute(url: str, stored: str) -> None:
    assert sanitised(f'<img src="{url}">') == f'<img src="{stored}">'


@pytest.mark.fault(28)
@pytest.mark.parametrize(
    "url",
    [
        "",
        "#konec",
        "javascript:alert(1)",
        "java&#10;script:alert(1)",
        "java&#11;script:alert(1)",
        "&#1;javascript:x",
        "data:text/html,x",
        "vbscript:x",
        "relative:javascript:x",
        "relative:/x",
        "JaVaScRiPt:x",
        " javascript:x",
        "//[",
        "1x:y",
        "file:///etc/passwd",
        "//",
        "blob:x",
    ],
)
def test_a_link_that_leads_nowhere_good_becomes_its_text(url: str) -> None:
    assert sanitised(f'<p><a href="{url}" title="t">text</a>, <img src="{url}"></p>') == "<p>text, </p>"


@pytest.mark.fault(28)
@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)><a xlink:href='javascript:1'>x</a></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<form action=javascript:1><button formaction=javascript:1>x</button></form>",
        "<div style='background:url(javascript:1)' id=x class=y>x</div>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<iframe src=javascript:alert(1)></iframe>",
        "<video poster=javascript:1><source src=javascript:1></video>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<a href='https://x.cz' target=_blank onclick=x>x</a>",
        "[x](javascript:alert(1)) ![x](data:image/svg+xml;base64,AAAA) <javascript:alert(1)>",
        "<base href=//evil.cz><meta http-equiv=refresh content=0><link rel=stylesheet href=//evil.cz>",
        "<img src='a.png' srcset='javascript:1 2x'>",
    ],
)
def test_nothing_executable_survives(payload: str) -> None:
    markup = from_markdown(payload)
    assert_harmless(markup.html)
    assert_harmless(sanitised(payload))


@pytest.mark.fault(28)
@given(BODIES)
def test_any_body_becomes_harmless_stable_html(body: str) -> None:
    markup = from_markdown(body)
    assert_harmless(markup.html)
    assert sanitised(markup.html).count("<") <= markup.html.count("<")
    assert plain_text(markup.html) == markup.text


@pytest.mark.fault(27)
@given(BODIES, st.sampled_from([from_markdown, from_plain]))
def test_any_text_may_stand_in_xml_and_is_composed(body: str, read: Callable[[str], Markup]) -> None:
    markup = read(body)
    for text in (markup.html, markup.text):
        element = etree.Element("x")
        element.text = text
        assert unicodedata.is_normalized("NFC", text)
        assert not any(
            unicodedata.category(character) == "Cc"
            for character in text.replace("\n", "").replace("\t", "").replace("\r", "")
        )


@pytest.mark.fault(27)
@pytest.mark.parametrize(
    "reference", ["&#x0b;", "&#xFFFE;", "&#xffff;", "&#31;", "&#x7f;", "&#xd800;", "&#0;", "&#x1;"]
)
def test_no_reference_smuggles_in_what_xml_forbids(reference: str) -> None:
    for text in (
        from_markdown(f"a{reference}b").html,
        sanitised(f"<p title='{reference}'>a{reference}b</p>"),
        plain_text(reference),
    ):
        assert not any(
            c < " " or "\x7f" <= c <= "\x9f" or c in "\ufffe\uffff" or "\ud800" <= c <= "\udfff" for c in text
        )


@pytest.mark.fault(28)
def test_composition_does_not_swallow_the_end_of_a_tag() -> None:
    markup = from_markdown("<p>&#x338;a e\u0301</p>")
    assert markup.html == "<p>&#x338;a é</p>"
    assert sanitised("<b>\u0323\u0338x</b>") == "<b>&#x338;\u0323x</b>"


@pytest.mark.parametrize(
    ("source", "clean"),
    [
        ("<p></p><p> &nbsp;</p><p>a</p>", "<p>a</p>"),
        ("<div><span><b></b></span></div>a", "a"),
        ('<p><a href="#x"><img src="/a"></a></p>', '<p><img src="relative:/a"></p>'),
        ("<picture><source srcset=x><img src=y alt=z></picture>", '<img src="relative:y" alt="z">'),
        ("<video></video>a<audio src=b></audio>", 'a<audio src="relative:b" controls=""></audio>'),
        ("<table><tr><td></td><td>1</td></tr></table>", "<table><tbody><tr><td></td><td>1</td></tr></tbody></table>"),
        ("a<!-- more -->b", "ab"),
        ("a<script>alert(1)</script><style>p{}</style>b", "ab"),
    ],
)
def test_what_cleaning_leaves_empty_goes(source: str, clean: str) -> None:
    assert sanitised(source) == clean


def test_a_frame_becomes_a_link_to_what_it_showed() -> None:
    shown = from_markdown(
        '<iframe width="1" src="https://www.youtube.com/embed/a?b=1&amp;c=2" allowfullscreen></iframe>'
    ).html
    assert (
        shown == '<a href="https://www.youtube.com/embed/a?b=1&amp;c=2">https://www.youtube.com/embed/a?b=1&amp;c=2</a>'
    )


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("AT&T &lt; 5 < 6", "AT&T < 5 < 6"),
        ("a<br>b<img alt=obrázek src=x>c", "a\nbc"),
        ("<table><tr><th>a</th><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<p>a\n  b</p><p>c</p>", "a b\n\nc"),
        ("", ""),
    ],
)
def test_plain_text_reads_as_the_page_does(source: str, text: str) -> None:
    assert plain_text(source) == text


def test_prose_leaves_out_headings_tables_and_code() -> None:
    assert from_markdown("## Souhrn\n\nText.\n\n```\nkód\n```\n\n|a|\n|-|\n|b|\n\nDále.").prose == "Text.\n\nDále."


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("\n# Ahoj *světe* #\n\ntext\n", ("Ahoj světe", "text\n")),
        ("Ahoj\nsvěte\n===\ntext", ("Ahoj světe", "text")),
        ("# [Odkaz][1]\r\n\r\ntext\r\n\r\n[1]: /x", ("Odkaz", "text\r\n\r\n[1]: /x")),
        ("# AT&amp;T", ("AT&T", "")),
        ("## druhá", None),
        ("text\n\n# Ahoj", None),
        ("#hashtag", None),
        ("#", None),
        ("# ![obrázek](x.png)", None),
        ("    # kód", None),
        ("", None),
    ],
)
def test_only_a_first_level_heading_at_the_beginning_is_a_title(body: str, found: tuple[str, str] | None) -> None:
    assert leading_heading(body) == found


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("a <b>&amp;\n\n\nb", "<p>a &lt;b&gt;&amp;amp;</p>\n<p>b</p>"),
        ("Růže\nfialky", "<p>Růže<br>\nfialky</p>"),
        ("- a\n- b", "<p>- a<br>\n- b</p>"),
        ("slovo " * 11 + "konec\nřádku zde", "<p>" + "slovo " * 11 + "konec řádku zde</p>"),
        ("Viz https://x.cz/a_(b)).", '<p>Viz <a href="https://x.cz/a_(b)">https://x.cz/a_(b)</a>).</p>'),
        ("„https://x.cz/?a=1&b=2“", '<p>„<a href="https://x.cz/?a=1&amp;b=2">https://x.cz/?a=1&amp;b=2</a>“</p>'),
        ("a\r\n\r\nb\rc", "<p>a</p>\n<p>b<br>\nc</p>"),
        (" \n ", ""),
    ],
)
def test_plain_text_keeps_paragraphs_and_meant_line_ends(body: str, shown: str) -> None:
    assert from_plain(body).html == shown


@given(st.text(alphabet=st.characters(whitelist_categories=["L", "N", "P", "S"]), max_size=80))
def test_plain_text_shows_every_character_of_a_line(line: str) -> None:
    assert from_plain(line).text == unicodedata.normalize("NFC", line)


@pytest.mark.fault(29)
def test_output_is_never_deeper_than_other_parsers_bear() -> None:
    depth = DEEPEST // 2
    tree = html.fragment_fromstring(from_markdown("> " * (depth - 2) + "x").html)
    assert sum(1 for _ in tree.iter()) > depth // 2


@pytest.mark.fault(29)
@pytest.mark.parametrize(
    "body",
    [
        ">" * 20_000 + "x",
        "<div>" * 20_000,
        "<ul><li>" * 20_000,
        "<b>" * 20_000 + "</i>" * 20_000,
        "<b a=1>" * 300 + "x",
    ],
)
def test_nesting_beyond_reason_is_refused_in_words(body: str) -> None:
    with pytest.raises(UnusableError, match="nested more than 200 deep"):
        from_markdown(body)


@pytest.mark.fault(29)
def test_a_table_of_thousands_of_columns_is_refused() -> None:
    with pytest.raises(UnusableError, match="more than 1,000 columns"):
        from_markdown("|a" * 20_000 + "\n" + "|-" * 20_000 + "\n")


@pytest.mark.fault(29)
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("before", ["", "> ", "  "], ids=["alone", "quoted", "indented"])
def test_tables_whose_short_rows_grow_to_a_million_cells_are_refused(before: str, end: str) -> None:
    rows = ["|a" * 500, "|-" * 500, *["|b"] * 50]
    table = "".join(f"{before}{row}{end}" for row in rows)
    assert from_markdown(table).html.count("<td>") == 50 * 500
    with pytest.raises(UnusableError, match="grow to more than 600,000 cells"):
        from_markdown(f"{before}{end}".join([table] * 25))


@pytest.mark.fault(29)
def test_a_table_below_another_and_a_heading_is_measured_too() -> None:
    before = "|a|\n|-|\n# b\n"
    with pytest.raises(UnusableError, match="grow to more than 600,000 cells"):
        from_markdown(before + "|a" * 900 + "\n" + "|-" * 900 + "\n" + "|b\n" * 900)
    with pytest.raises(UnusableError, match="more than 1,000 columns"):
        from_markdown(before + "|a" * 2_000 + "\n" + "|-" * 2_000 + "\n")


@pytest.mark.fault(29)
def test_a_table_that_is_long_and_full_is_shown() -> None:
    """Nor does it count what stands below its end."""
    rows, lines = 10_000, 60_000
    table = "|a" * 10 + "\n" + "|-" * 10 + "\n" + ("|c" * 10 + "\n") * rows
    html = from_markdown(f"{table}\n" + "a | b\n" * lines).html
    assert html.count("<td>c</td>") == 10 * rows
    assert html.count("a | b") == lines


@pytest.mark.fault(29)
def test_references_by_the_hundred_thousand_are_refused() -> None:
    with pytest.raises(UnusableError, match="character references"):
        from_markdown("&" * 300_000)


@pytest.mark.fault(29)
def test_footnotes_that_multiply_are_refused() -> None:
    with pytest.raises(UnusableError, match="characters of HTML"):
        from_markdown("[^1]" * 100_000 + "\n\n[^1]: " + "[^1]" * 100_000)


HOSTILE = {
    "quotes": "'> ' * 500_000",
    "images": "'![' * 500_000",
    "links": "'[a](' * 250_000",
    "elements": "'<div>' * 200_000",
    "emphasis": "'*a_ ' * 250_000",
    "stars": "'*' * 500_000 + 'a' + '*' * 500_000",
    "lists": "'- ' * 500_000",
    "line": "'a' * 1_000_000",
    "backticks": "'`' * 100_000",
    "runs": "'`a``b```c' * 100_000",
    "brackets": "'[' * 500_000 + ']' * 500_000",
    "anchors": "'<a><b>' * 150_000",
    "frames": "'<iframe ' * 120_000",
    "comments": "'<!--' * 250_000",
    "entities": "'&' * 1_000_000",
    "deep lists": r"'\n'.join(' ' * 2 * i + '- a' for i in range(1_000))",
    "empty": "'<b></b>' * 140_000",
    "pipes": "'|' * 1_000_000",
    "backrefs": "'<a href=\"#fnref-' * 60_000",
    "urls": "'http://a.b/' * 90_000",
    "plain": "('a' * 49 + ' ') * 20_000",
}


@pytest.mark.fault(29)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_megabyte_ends_in_time_and_kills_nothing(name: str) -> None:
    program = f"""
from ingest.markup import Markup, from_markdown, from_plain
from ingest.rejection import UnusableError
body = {HOSTILE[name]}
for read in (from_markdown, from_plain):
    try:
        read(body)
    except UnusableError:
        pass
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, timeout=20, check=False
    )
    assert done.returncode == 0, done.stderr
