"""Text that no XML may hold, or that takes whoever shows it by surprise (row 27)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

CHARACTERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "NUL": "\0",
        "vertical tab": "\x0b",
        "form feed": "\x0c",
        "escape": "\x1b]0;owned\x07\x1b[2J",
        "backspace": "\b",
        "delete": "\x7f",
        "C1": "\x80\x85\x9b\x9f",
        "U+FFFE": "\ufffe",
        "U+FFFF": "\uffff",
        "U+1FFFF": "\U0001ffff",
        "U+FDD0": "\ufdd0",
        "high surrogate": "\ud800",
        "low surrogate": "\udfff",
        "surrogates in the wrong order": "\udc00\ud800",
        "surrogates of a pair": "\ud83d\ude00",
        "end of CDATA": "]]>",
        "CDATA in CDATA": "<![CDATA[ ]]> ]]&gt;",
        "entity": "&xxe; &#0; &#x0B; &#xD800; &#xFFFE; &#99999999; &amp;lt;",
        "entity in a tag": '<b title="&#x0B;&#xFFFE;&#31;">&#x0B;&#x1F;&#xFFFF;</b>',
        "document type": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
        "declaration": '<?xml version="1.1"?>',
        "comment": "<!-- -- -->",
        "end of the feed": "</title></entry></feed></item></channel></rss>",
        "quotes": "\" ' \" ' &quot; &apos;",
        "backslashes": '\\" \\u0000 \\ud800 \\',
        "right to left": "\u202egnp.exe\u202c \u2066left\u2069 \u200f\u061c",
        "right to left without an end": "\u202e\u2067" * 200,
        "zero width": "\u200b\u200c\u200d\u2060\ufeff",
        "line ends": "\r\n\r\u0085\u2028\u2029",
        "combining": "\u0338\u0301\u0327" * 30,
        "private": "\ue000\U000f0000\U0010ff00\U0010ffff",
        "tags": "\U000e0041\U000e007f",
        "composing with a tag": "<b>\u0338</b>",
    }
)
