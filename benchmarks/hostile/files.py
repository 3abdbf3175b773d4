"""Files that are strange as files: their bytes, their outline, their names."""

from __future__ import annotations

import codecs
import struct
import zlib

from benchmarks.hostile.article import DATE, article


def encodings() -> dict[str, bytes]:
    """Bytes that are no text, or text that is not what it seems to be."""
    text = f"---\ntitle: Hostile encoding\n{DATE}\n---\nPříliš žluťoučký kůň úpěl ďábelské ódy, tentokrát jako "
    png = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0) + b"\x90wS\xde"
    return {
        "bytes-empty.md": b"",
        "bytes-blank.md": b" \t\r\n \n",
        "bytes-bom-only.md": codecs.BOM_UTF8,
        "bytes-png.md": png + b"\0\0\0\x0cIDAT" + zlib.compress(b"\0\xff\0\0"),
        "bytes-zip.md": b"PK\x03\x04\x14\0\0\0\x08\0" + zlib.compress(bytes(range(256)) * 20),  # or a .docx by mistake
        "bytes-elf.md": b"\x7fELF\x02\x01\x01" + b"\0" * 9 + struct.pack("<HHI", 2, 62, 1) + bytes(range(256)) * 8,
        "bytes-pdf.md": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\n" + bytes(range(128, 256)) * 9,
        "bytes-gzip.md": b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + zlib.compress(b"bomb" * 100_000),
        "bytes-all.md": bytes(range(256)) * 16,
        "bytes-nul.md": b"\0" * 4_096,
        "bytes-ff.md": b"\xff" * 4_096,
        "bytes-utf-16-le-bom.txt": codecs.BOM_UTF16_LE + (text + "UTF-16 LE.").encode("utf-16-le"),
        "bytes-utf-16-be-bom.txt": codecs.BOM_UTF16_BE + (text + "UTF-16 BE.").encode("utf-16-be"),
        "bytes-utf-16-le.txt": (text + "UTF-16 LE bez značky.").encode("utf-16-le"),
        "bytes-utf-16-odd.txt": codecs.BOM_UTF16_LE + (text + "lichý počet.").encode("utf-16-le") + b"x",
        "bytes-utf-16-surrogate.txt": codecs.BOM_UTF16_LE + "Half a pair: ".encode("utf-16-le") + b"\x00\xd8" * 40,
        "bytes-utf-32-le-bom.txt": codecs.BOM_UTF32_LE + (text + "UTF-32 LE.").encode("utf-32-le"),  # BOM of UTF-16 too
        "bytes-utf-32-be-bom.txt": codecs.BOM_UTF32_BE + (text + "UTF-32 BE.").encode("utf-32-be"),
        "bytes-utf-32-be.txt": (text + "UTF-32 BE bez značky.").encode("utf-32-be"),
        "bytes-utf-7.txt": (text + "UTF-7.").encode("utf-7"),  # +ADw-script+AD4- was an attack once
        "bytes-truncated.txt": (text + "useknuté ž").encode()[:-1],  # the last character is cut in two
        "bytes-one-bad.txt": (text + "jeden vadný bajt \0").encode().replace(b"\0", b"\xc3") + b"(. " + text.encode(),
        "bytes-overlong.txt": b"Overlong slash \xc0\xaf and NUL \xc0\x80 in plain text.\n" * 5,
        "bytes-five-byte.txt": b"Five bytes \xf8\x88\x80\x80\x80 and beyond the end \xf4\x90\x80\x80.\n" * 5,
        "bytes-two-boms.md": codecs.BOM_UTF8 * 2 + (text + "dvě značky.").encode(),
        "bytes-bom-inside.md": (text + "znač\ufeffka uvnitř.").encode(),
        "bytes-mixed.txt": (text + "napůl UTF-8, ").encode() + "napůl Windows: příšerně žlutě.".encode("cp1250"),
        "bytes-lone-cr.txt": (text + "samé CR.").replace("\n", "\r").encode(),  # as Mac OS 9 wrote it
        "bytes-mixed-ends.md": (text + "směs.").replace("\n", "\r\n", 2).encode() + b"\rnext\n\rlast",
        "bytes-ebcdic.txt": ("Plain words in EBCDIC, which no detector expects. " * 5).encode("cp500"),
        "bytes-2m.txt": b"Over the size limit by a factor of two. " * 52_429,
    }


def shapes() -> dict[str, bytes]:
    """Front matter and headers with a part missing."""
    return {
        "shape-only-front-matter.md": b"---\ntitle: Only front matter\ndate: 2026-01-05\n---\n",
        "shape-no-line-end.md": b"---\ntitle: No line end after the delimiter\n---",
        "shape-empty-front-matter.md": b"---\n---\n\nText after an empty front matter.\n",
        "shape-null-front-matter.md": b"---\n# only a comment\n---\n\nText after a comment.\n",
        "shape-unclosed.md": b"---\ntitle: Never closed\ndate: 2026-01-05\n\nIs this text or YAML?\n",
        "shape-delimiter-only.md": b"---",
        "shape-delimiters-only.md": b"---\n" * 1_000,
        "shape-dots.md": b"---\ntitle: Closed by dots\n...\n\nAs YAML and pandoc allow.\n",
        "shape-spaces.md": b"---   \ntitle: Blanks after the dashes\n---\t\n\nText after blanks.\n",
        "shape-blank-first.md": b"\n\n---\ntitle: Blank lines before\n---\nText after blank lines.\n",
        "shape-four-dashes.md": b"----\nA rule, not front matter.\n----\n",
        "shape-rule-first.md": b"---\n\nA thematic break, then text that: is no YAML, [at all.\n",
        "shape-twice.md": b"---\ntitle: First\n---\n---\ntitle: Second\n---\nText after two.\n",
        "shape-toml-unclosed.md": b"+++\ntitle = 'Never closed'\n\nText.\n",
        "shape-date-only.txt": b"date 2026-01-30",
        "shape-date-impossible.txt": b" date 2026-02-30 An impossible date begins this plain text.\n",
        "shape-date-no-date.txt": b"date night in the city was quiet, and this is no header.\n",
        "shape-headers-only.txt": b"title: Only headers\ndate: 2026-01-05\nurl: https://example.com/only-headers\n",
        "shape-header-repeated.txt": b"title: One\ntitle: Two\ndate: x\ndate: 2026-01-05\n\nRepeated headers.\n",
        "shape-heading-only.md": b"# Only a heading\n",
        "shape-one-letter.txt": b"x",
        "shape-punctuation.txt": b"...\n",
    }


def names() -> dict[str, bytes]:
    """File names that programs split, print, sort or open wrongly; each holds a sound article."""
    strange = (
        "name-" + "n" * 247 + ".md",  # 255 bytes, so that adding a suffix for a temporary copy fails
        "name-" + "ž" * 123 + "x.md",  # 255 bytes, 132 characters
        "name-\n-newline.md",
        "name-\r-return.md",
        "name-\t-tab.md",
        "name-\x1b[31m-escape.md",  # colours the terminal
        "name-\udce9-latin-1.md",  # byte E9: no UTF-8, no str without surrogateescape
        "name-\udced\udca0\udc80-cesu.md",  # bytes ED A0 80: an encoded surrogate
        "name-\udcff\udcfe.md",
        "name-é-composed.md",
        "name-e\u0301-composed.md",  # the same name in NFD: two files here, one on a Mac
        "name-\u202egnp.md",  # shown as name-dm.png
        "name-\u200b.md",
        "name-'quote\"s`.md",
        "name-$(true);&|.md",  # what a shell would run
        "name-%00%2e%2e%2f.md",
        "name-<b>&amp;.md",
        "name-\\..\\back.md",
        "name-*?[a].md",  # a glob that matches others
        "name-📰-emoji.md",
        "name-UPPER.MD.md",
        "name- spaces .md",
        "name-..md",
        "-rf.md",  # an option
        "con.md",  # a device, elsewhere
        "2026-02-30-impossible-date-in-name.md",
        "9999-99-99-no-date-in-name.md",
    )
    return {
        name: article(f"title: Hostile name {n}\n{DATE}", f"Sound text number {n}, whose file has a strange name.")
        for n, name in enumerate(strange)
    }
