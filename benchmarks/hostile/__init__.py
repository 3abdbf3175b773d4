"""Files that try to break the reader: what fuzzers, strangers and broken programs would put into the folder, by name.

Each function gives one kind of attack, and a comment beside each file says what it tries. None may crash, hang or stop
a pass, and none may harm what the other files become. Whether a file is published or rejected is for the tests to say.
Those that are articles at all are different articles: no two are duplicates.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from benchmarks.hostile.files import encodings, names, shapes
from benchmarks.hostile.front_matter import dates, values, yaml
from benchmarks.hostile.text import characters, scripts, slow_markdown


def hostile_files() -> Mapping[str, bytes]:
    """File name to content: nearly three hundred, 20 MB together.

    Names are as `os.fsdecode` gives them, with surrogate escapes for bytes that are no UTF-8, 255 bytes at most and
    without a slash. All end in ``.md`` or ``.txt`` and none is excluded by default.
    """
    return MappingProxyType(
        yaml() | values() | dates() | characters() | scripts() | slow_markdown() | encodings() | shapes() | names()
    )
