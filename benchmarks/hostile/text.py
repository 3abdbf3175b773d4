"""Text that attacks whoever parses, stores, prints or shows it."""

from __future__ import annotations

from benchmarks.hostile.article import DATE, article, titled
from benchmarks.hostile.payloads import HTML, MARKDOWN


def characters() -> dict[str, bytes]:
    """Characters that XML 1.0 forbids or that change how the rest is read, in title and body."""
    cases = {
        "nul": "\0",
        "vertical-tab": "\x0b",
        "escape": "\x1b[2J\x1b]0;owned\x07",  # commands to the terminal that shows it
        "backspace": "\b\b\b\b",
        "c1": "\x80\x85\x9f",
        "non-character": "\ufffe\uffff\U0001ffff",
        "surrogate": "\ud800",  # CESU-8: bytes ED A0 80
        "surrogate-pair": "\ud83d\ude00",  # a pair as two characters, as old MySQL exports have it
        "cdata-end": "]]>",
        "entity": "&xxe; &#0; &#xD800; &lt;script&gt;",
        "doctype": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        "bidi": "\u202egnp.exe\u202c \u2066left\u2069 \u200f",  # the rest of the page reads backwards
        "bidi-unclosed": "\u202e" * 200,
        "zero-width": "A\u200bm\u200ca\u200dz\u2060o\ufeffn",
        "combining": "Z" + "\u0337\u0322\u0301" * 5_000,  # NFC of 15,000 marks on one letter
        "combining-unsorted": "a" + "\u0315\u0300" * 20_000,  # canonical ordering is quadratic where it is naive
        "expanding": "\ufdfa" * 5_000,  # 18 characters each under NFKC
        "hangul": "\u1100\u1161\u11a8" * 2_000,
        "line-separators": "a\u2028b\u2029c\x0cd",
        "tags": "\U000e0041\U000e0042",  # invisible text
    }
    return {
        f"char-{name}.md": article(
            f"title: Hostile {name} a{text}z\n{DATE}\ncompanies: ['A{text}Z']", f"Body of {name}: a{text}z."
        )
        for name, text in cases.items()
    }


def scripts() -> dict[str, bytes]:
    """Programs for the reader's browser."""
    html = {f"script-html-{n:02d}.md": titled(f"html {n}", "", f"Before {n}.\n\n{s}") for n, s in enumerate(HTML)}
    links = {f"script-markdown-{n:02d}.md": titled(f"link {n}", "", f"See {n} {s}") for n, s in enumerate(MARKDOWN)}
    title = article(f"title: '<script>alert(1)</script> \"><img src=x onerror=alert(1)>'\n{DATE}", "Script in a title.")
    return html | links | {"script-title.md": title}


def slow_markdown() -> dict[str, bytes]:
    """Markdown, HTML and templates on which a naive parser is quadratic or recurses too deep."""
    cases = {
        "quotes": ">" * 20_000 + " deep",
        "quotes-spaced": "> " * 20_000 + "deep",
        "images": "![" * 20_000,
        "links": "[a](" * 20_000,
        "links-nested": "[" * 20_000 + "a" + "](b)" * 20_000,
        "brackets": "[" * 50_000,
        "emphasis": "*a **b " * 10_000,
        "emphasis-open": "*" * 60_000,
        "underscores": "_a" * 30_000,
        "backticks": "".join("`" * n + " " for n in range(1, 600)),  # each run looks for its equal
        "fence-open": "```python\n" + "x = 1\n" * 20_000,
        "comment-open": "<!-- " * 30_000,
        "cdata-open": "<![CDATA[" * 20_000,
        "tag-open": "<a href='" * 20_000,
        "less-than": "<" * 100_000,
        "entities": "&" * 100_000,
        "divs": "<div>" * 20_000 + "x" + "</div>" * 20_000,
        "divs-unclosed": "<div>" * 50_000,
        "inline-unclosed": "<b><i>" * 20_000,  # adoption agency algorithm
        "lists": "\n".join(" " * (2 * n) + "- x" for n in range(600)),
        "list-wide": "- x\n" * 50_000,
        "references": "".join(f"[r{n}]: /u\n" for n in range(10_000)) + "[r1]" * 10_000,
        "reference-blow-up": f"[r]: /{'u' * 20_000}\n\n" + "[r] " * 10_000,  # 200 MB of output
        "table-wide": "|x" * 5_000 + "\n" + "|-" * 5_000 + "\n" + "|y\n" * 5_000,  # 25 million empty cells
        "headings": "# h\n" * 30_000,
        "setext": "a\n=\n" * 30_000,
        "one-line": "word " * 150_000,
        "one-word": "w" * 900_000,
        "blank-lines": "\n" * 500_000,
        "spaces": "a" + " " * 500_000 + "b",
        "autolinks": "http://a." * 20_000,
        "at-signs": "a@" * 50_000,
        "liquid": "{% include x %}" * 60_000,
        "liquid-100000": "{% x %}" * 100_000,
        "liquid-open": "{%" * 100_000,
        "liquid-nested": "{% raw %}" * 20_000,
        "shortcodes": "{{< x >}}" * 60_000,
        "shortcodes-open": "{{<" * 60_000,
        "headers": "".join(f"key{n}: value\n" for n in range(30_000)),
    }
    return {f"slow-{name}.md": titled(f"slow {name}", "", f"Case {name}.\n\n{s}") for name, s in cases.items()}
