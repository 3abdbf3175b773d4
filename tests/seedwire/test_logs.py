"""The log is one event to a line, whatever the event quotes."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from seedwire.logs import formatter
from seedwire.settings import LogFormat

if TYPE_CHECKING:
    from tests.seedwire.conftest import Start

HOSTILE = "a\nb\r\x0b\x0c\x1c\x1d\x85\u2028\u2029\x1b[31m\x00\x9b2J\ud83d\u202e.md"
"""Ends of lines as str.splitlines() and terminals know them, orders to a terminal, half a pair, text turned round."""


def record(message: str, error: Exception | None = None) -> logging.LogRecord:
    fault = None if error is None else (type(error), error, error.__traceback__)
    return logging.LogRecord("seedwire.test", logging.ERROR, __file__, 1, "%s: cannot be read", (message,), fault)


def caught(words: str) -> Exception:
    def fail() -> None:
        raise ValueError(words)

    with pytest.raises(ValueError) as fault:  # noqa: PT011 - the words are hostile ones
        fail()
    return fault.value


@pytest.mark.fault(8)
@given(text=st.text(st.characters()))
@example(text=HOSTILE)
@pytest.mark.parametrize("kind", LogFormat)
def test_an_event_is_one_printable_line_with_or_without_an_exception(kind: LogFormat, text: str) -> None:
    for event in (record(text), record("zpráva", caught(text))):
        assert formatter(kind).format(event).isprintable()


@given(text=st.text())
def test_a_json_line_is_an_object_with_all_that_was_said(text: str) -> None:
    event = json.loads(formatter(LogFormat.JSON).format(record("článek", caught(text))))
    assert event.keys() == {"at", "level", "logger", "pid", "event", "exception"}
    assert event["event"] == "článek: cannot be read"
    steps = event["exception"].split("\n")
    assert steps[0] == "Traceback (most recent call last):"
    assert any(step.startswith("ValueError") for step in steps)


def test_what_prints_stays_as_it_is() -> None:
    for kind in LogFormat:
        assert "Příliš žluťoučký, новина 新聞 😀.md: cannot be read" in formatter(kind).format(
            record("Příliš žluťoučký, новина 新聞 😀.md")
        )


def test_a_console_line_tells_the_steps_of_an_exception_in_their_order() -> None:
    line = formatter(LogFormat.CONSOLE).format(record("x", caught("došel papír")))
    assert (
        line.index(" | Traceback") < line.index(" | raise ValueError(words)") < line.index(" | ValueError: došel papír")
    )


FALL = """
from seedwire.config import load_settings
from seedwire.daemon import _child
def fall(settings):
    raise ValueError("došel\\npapír")
_child(fall, load_settings(None, {}, {"SEEDWIRE_LOG_FORMAT": "json"}))
"""


@pytest.mark.process
def test_a_fault_of_the_program_is_one_event_and_ends_the_child(tmp_path: Path) -> None:
    path = {"PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run(
        [sys.executable, "-c", FALL], cwd=tmp_path, env=os.environ | path, capture_output=True, check=False
    )
    assert ended.returncode == 1
    (line,) = ended.stderr.decode().splitlines()
    event = json.loads(line)
    assert event["event"] == "a fault of the program"
    assert "došel" in event["exception"]


STRAY = """
import gc, sys, threading, warnings
from seedwire.config import load_settings
from seedwire.logs import configure_logging
configure_logging(load_settings(None, {}, {"SEEDWIRE_LOG_FORMAT": sys.argv[1]}))
def fall():
    raise ValueError("ve vlákně\\n\x1b[31m")
class Fallen:
    def __del__(self):
        raise ValueError("při zániku\\n\x1b[31m")
thread = threading.Thread(target=fall, name="v\\nl")
thread.start()
thread.join()
Fallen()
gc.collect()
warnings.warn("varování\\n\x1b[31m")
raise ValueError("nakonec\\n\x1b[31m")
"""


@pytest.mark.process
@pytest.mark.parametrize("kind", LogFormat)
def test_what_python_would_print_by_itself_is_one_event_each(tmp_path: Path, kind: LogFormat) -> None:
    path = {"PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run(
        [sys.executable, "-c", STRAY, kind.value], cwd=tmp_path, env=os.environ | path, capture_output=True, check=False
    )
    assert ended.returncode == 1
    lines = ended.stderr.decode().split("\n")[:-1]
    assert [word for line in lines for word in ("vlákně", "zániku", "varování", "nakonec") if word in line] == [
        "vlákně",
        "zániku",
        "varování",
        "nakonec",
    ]
    assert len(lines) == 4
    assert all(line.isprintable() for line in lines)
    if kind is LogFormat.JSON:
        assert all(json.loads(line)["event"] for line in lines)


@pytest.mark.process
@pytest.mark.fault(8)
@pytest.mark.long
def test_every_line_of_a_daemon_is_an_event_whatever_its_files_are_called(
    start: Start, tmp_path: Path, eventually: Callable[..., Any], write_article: Callable[..., str]
) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    evil = os.fsencode(seeds) + b"/a\nb\x1b[31m\xff\xe2\x80\xa8"
    for ending, text in ((b".md", "---\ntitle: [nikdy\n---\n"), (b"1.md", write_article("Zpráva"))):
        Path(os.fsdecode(evil + ending)).write_text(text, "utf-8")
    daemon = start("run", tmp_path, settle_time="0s", log_format="json", log_level="debug", base_url="http://x.example")
    eventually(lambda: "1 rejected" in daemon.log, "the broken file in the log")
    Path(os.fsdecode(evil + b"2.md")).write_text(write_article("Zpráva"), "utf-8")
    eventually(lambda: "is a source of" in daemon.log, "the name of the copy in the log")
    os.kill(daemon.ingester(), 9)
    eventually(lambda: "starting it again" in daemon.log, "the end of the ingester in the log")
    daemon.end()
    lines = daemon.log.split("\n")[:-1]
    assert len(lines) > 4
    events = [json.loads(line) for line in lines]
    assert all(event["event"].isprintable() for event in events)
    assert any(r"a\nb\x1b[31m\xff\u20282.md" in event["event"] for event in events)
