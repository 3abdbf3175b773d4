"""Front matter that attacks its parser, or whose values are not what their keys promise."""

from __future__ import annotations

from itertools import pairwise

from benchmarks.hostile.article import article, titled


def yaml() -> dict[str, bytes]:
    """Attacks on the YAML parser and on what walks over its result."""
    letters = "abcdefghi"
    laughs = "\n".join(
        [
            'a: &a ["lol","lol","lol","lol","lol","lol","lol","lol","lol"]',
            *(f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]" for a, b in pairwise(letters)),
        ]
    )
    merges = "\n".join(
        [
            "m0: &m0 {k0: v}",
            *(f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 12)}], k{n}: v}}" for n in range(1, 20)),
        ]
    )
    cases = {
        "alias-bomb": laughs,  # 9 levels of 9 aliases: 226 MB once it is printed
        "alias-to-itself": "loop: &loop [*loop]",  # endless when it is walked
        "alias-unknown": "company: *nobody",
        "merge-bomb": merges,  # 12 to the 19th merges
        "base-60": "number: " + "1:" * 300_000 + "1",  # a YAML 1.1 integer that takes 8 s to compute
        "brackets-unclosed": "x: " + "[" * 25_000,  # libyaml's recursion ends in SIGSEGV
        "brackets-closed": "x: " + "[" * 25_000 + "]" * 25_000,
        "braces-closed": "x: " + "{a: " * 12_000 + "1" + "}" * 12_000,
        "block-depth": "\n".join(" " * n + "k:" for n in range(900)),  # the same without brackets
        "dashes-depth": "x:\n  " + "- " * 20_000 + "end",  # a list in a list in a list, on one line
        "python-object": "x: !!python/object/apply:os.system ['true']",  # runs a program in an unsafe loader
        "python-name": "x: !!python/name:os.system",
        "unknown-tag": "x: !secret value",
        "binary-tag": "x: !!binary aGVsbG8=",  # bytes where text is expected
        "set-tag": "companies: !!set {Amazon, Google}",
        "tab-indent": "source:\n\tname: A tab",  # not allowed, and the most frequent mistake there is
        "duplicate-keys": "importance: 1\nimportance: 5",
        "no-is-false": "language: NO\ncompanies: [NO, off, Yes]",  # the Norway problem
        "octal": "id: 0o17\ncompanies: [0777, 0x1F, 1e3, .inf, .nan]",  # numbers where names stand
        "content-key": "content: A key of this name\nhandler: another",  # TypeError in frontmatter.loads
        "metadata-keys": "metadata: {title: other}\nkeys: x\nself: y\n__class__: z",  # names of attributes
        "integer-keys": "1: one\n2.5: two\ntrue: three\nnull: four",  # sort with text keys: TypeError
        "sequence-key": "? [a, b]\n: value",  # unhashable
        "digits": "importance: " + "9" * 5_000,  # over int's limit: ValueError
        "two-documents": "...\n---\ntitle: A second document",  # the first delimiter is not the end
        "directive": "%YAML 9.9",
        "multi-line-key": '"a\n b": c',
        "anchors-many": "\n".join(f"k{n}: &a{n} v" for n in range(20_000)),
        "keys-many": "\n".join(f"k{n}: v" for n in range(30_000)),
        "escape-nul": 'x: "\\0 \\x0B \\uFFFE \\uD800"',  # illegal characters that no scan of the bytes sees
    }
    return {f"yaml-{name}.md": titled(f"yaml {name}", front) for name, front in cases.items()} | {
        "yaml-root-list.md": article("- title: a list\n- at the root"),
        "yaml-root-scalar.md": article("just a sentence"),
        "toml-depth.md": b"+++\nx = " + b"[" * 5_000 + b"]" * 5_000 + b"\n+++\nTOML, nested.\n",  # RecursionError
        "toml-date.md": b'+++\ntitle = "Impossible"\ndate = 2026-02-30\n+++\nTOML, impossible date.\n',
        "toml-unclosed.md": b'+++\ntitle = "never ends\n+++\nTOML, unclosed string.\n',
        "json-depth.md": b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\nJSON, nested.\n",  # RecursionError
        "json-digits.md": b'{"title": "Digits", "importance": ' + b"9" * 5_000 + b"}\nJSON, digits.\n",
        "json-nan.md": b'{"title": "Not a number", "importance": NaN, "id": -Infinity}\nJSON, no number.\n',
        "json-surrogate.md": b'{"title": "Half a pair \\ud800"}\nJSON, lone surrogate.\n',  # UnicodeEncodeError later
        "json-unclosed.md": b'{"title": "never ends"\nJSON, unclosed.\n',
    }


def values() -> dict[str, bytes]:
    """Values of the wrong type or size in keys that are known."""
    cases = {
        "companies-null": "companies:",
        "companies-number": "companies: 42",
        "companies-boolean": "companies: true",
        "companies-date": "companies: 2026-01-01",
        "companies-mapping": "companies: {Amazon: yes}",
        "companies-empty-text": "companies: ''",
        "companies-commas": "companies: ' , ,, '",
        "companies-nested": "companies: [[Amazon, [Google]], {name: Nvidia}, null, 7, '']",
        "companies-10000": "companies:\n" + "\n".join(f"- Company {n}" for n in range(10_000)),
        "companies-same": "companies: [Amazon, AMAZON, ' amazon ', 'Amazon, Inc.']",  # one slug
        "companies-emoji": "companies: ['🏭', '…', '\u200b']",  # nothing that a slug could be made of
        "companies-path": "companies: ['../../etc/passwd', 'a/b', '%2e%2e', '?x=1#y']",  # slugs stand in URLs
        "company-long": f"companies: ['{'x' * 50_000}']",
        "title-list": "TITLE: [a, b]",
        "title-mapping": "Title: {a: b}",
        "guid-list": "guid: [a]\nid: 7",
        "guid-blank": "guid: '   '",
        "guid-long": f"guid: '{'g' * 100_000}'",
        "guid-spaces": "guid: 'no iri at all <>\"'",
        "url-javascript": "url: javascript:alert(1)",
        "url-data": "url: data:text/html,<script>alert(1)</script>",
        "url-file": "link: file:///etc/passwd",
        "url-credentials": "url: https://user:secret@example.com/",
        "url-control": 'url: "java\\tscript:alert(1)\\n"',  # browsers take the tab out
        "url-host": "url: 'https://[::1'",  # ValueError in urlsplit
        "url-port": "url: https://example.com:99999999/",  # ValueError when the port is read
        "url-long": f"url: https://example.com/{'a' * 60_000}",
        "image-script": "image: 'javascript:alert(1)'\ncover: 'https://example.com/\"onerror=alert(1).png'",
        "language-nonsense": "language: x\nlang: [cs]\nlocale: '../..'",
        "language-long": f"language: '{'aa-' * 5_000}aa'",
        "importance-words": "importance: very",
        "importance-range": "importance: -7",
        "author-deep": "author: {name: {name: {name: x}}}",
        "author-mail": "author: 'x <a@example.com> , \"y\" <b@example.com>'",
        "source-list": "source: [a, {name: b}]",
        "slug-path": "slug: ../../../admin",
        "categories-mixed": "categories: [1, null, [a], {b: c}, 2026-01-01]",
        "draft-word": "draft: perhaps",
    }
    return {f"value-{name}.md": titled(f"value {name}", front) for name, front in cases.items()} | {
        "value-title-is-list.md": article("title: [a, b]\ndate: 2026-01-05", "A title that is a list."),
        "value-title-number.md": article("title: 1984", "A title that is a number."),
        "value-title-blank.md": article("title: '   '", "A title that is blank."),
        "value-title-900k.md": article(f"title: {'word ' * 180_000}", "A title of 900 KB, within the size limit."),
        "value-title-5m.md": article(f"title: {'word ' * 1_000_000}", "A title of 5 MB."),
    }


def dates() -> dict[str, bytes]:
    """Dates that no calendar, no `datetime` or no feed format has."""
    cases = {
        "february-30": "2026-02-30",
        "month-13": "2026-13-01",
        "year-0": "0000-01-01",
        "year-1-west": "0001-01-01T00:00:00+14:00",  # OverflowError once it is taken to UTC
        "year-9999-east": "9999-12-31T23:59:59-14:00",
        "year-12026": "12026-01-01",
        "leap-second": "2016-12-31T23:59:60Z",
        "hour-24": "2026-01-01T24:00:00Z",
        "offset-99": "2026-01-01T00:00:00+99:99",
        "epoch": "1767600000",
        "epoch-huge": "99999999999999999999",
        "negative": "-2026-01-01",
        "words": "the day after tomorrow",
        "digits": "2" * 5_000,
        "arabic-digits": "٢٠٢٦-٠١-٠٥",  # int() takes them, a date parser may not
        "list": "[2026, 1, 5]",
        "mapping": "{year: 2026}",
    }
    return {
        f"date-{name}.md": article(f"title: Hostile date {name}\ndate: {date}", f"The body of date {name} is sound.")
        for name, date in cases.items()
    }
