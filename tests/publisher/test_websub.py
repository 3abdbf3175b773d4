from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.websub import (
    BATCH,
    FIRST_PAUSE,
    JITTER,
    LONGEST_PAUSE,
    SINGLY,
    Answered,
    Later,
    Refused,
    Silent,
    Told,
    batches,
    form,
    pause,
    retry_after,
    verdict,
)

NOW = datetime(2026, 1, 30, 6, 0, tzinfo=UTC)

topics = st.lists(
    st.text(min_size=1, max_size=20).map(lambda name: f"https://noviny.example/companies/{name}/atom.xml"),
    unique=True,
    max_size=3 * BATCH,
)


@given(topics)
def test_batches_hold_every_topic_once_and_in_order(given_topics: list[str]) -> None:
    made = batches(given_topics)
    assert [topic for batch in made for topic in batch] == given_topics
    assert all(1 <= len(batch) <= BATCH for batch in made)


@given(st.integers(0, 500))
def test_few_topics_go_one_by_one_and_many_together(count: int) -> None:
    made = batches([f"https://noviny.example/{number}" for number in range(count)])
    if count <= SINGLY:
        assert all(len(batch) == 1 for batch in made)
    else:
        assert len(made) == -(-count // BATCH)


@given(topics.filter(bool))
def test_a_form_tells_of_exactly_its_topics(given_topics: list[str]) -> None:
    fields = parse_qsl(form(given_topics).decode("ascii"), strict_parsing=True, keep_blank_values=True)
    assert fields[0] == ("hub.mode", "publish")
    assert [value for name, value in fields if name == "hub.url"] == given_topics
    assert [value for name, value in fields if name == "hub.topic"] == (given_topics if len(given_topics) == 1 else [])


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_a_yes(status: int) -> None:
    assert verdict(Answered(status), NOW) == Told()


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504, 599])
def test_a_hub_in_trouble_is_asked_later(status: int) -> None:
    assert isinstance(verdict(Answered(status, text="přetíženo"), NOW), Later)


@pytest.mark.fault(36)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 410, 413, 414, 422, 451])
def test_a_refusal_is_not_repeated_soon(status: int) -> None:
    found = verdict(Answered(status, text="не знам такъв издател"), NOW)
    assert isinstance(found, Refused)
    assert "не знам такъв издател" in found.reason
    assert found.singly is (status in {400, 413, 414, 422})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_told_and_not_followed(status: int) -> None:
    found = verdict(Answered(status, location="http://127.0.0.1/admin"), NOW)
    assert isinstance(found, Refused)
    assert "http://127.0.0.1/admin" in found.reason


def test_silence_is_asked_again_later() -> None:
    assert verdict(Silent("cannot be reached (no route)"), NOW) == Later("cannot be reached (no route)", None)


@pytest.mark.fault(36)
@given(st.integers(100, 999), st.text(max_size=50), st.one_of(st.none(), st.text(max_size=40)))
def test_every_answer_has_a_verdict_of_one_printable_line(status: int, text: str, after: str | None) -> None:
    found = verdict(Answered(status, after, None, text), NOW)
    if not isinstance(found, Told):
        assert found.reason.isprintable()
    if isinstance(found, Later) and found.pause is not None:
        assert timedelta() <= found.pause <= LONGEST_PAUSE


@pytest.mark.fault(36)
@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        (" 120 ", 120),
        ("999999999", 3600),
        (format_datetime(NOW + timedelta(minutes=2), usegmt=True), 120),
        (format_datetime(NOW - timedelta(days=2), usegmt=True), 0),
        (format_datetime(NOW + timedelta(days=2), usegmt=True), 3600),
    ],
)
def test_retry_after_is_honoured_up_to_an_hour(value: str, seconds: int) -> None:
    assert retry_after(value, NOW) == timedelta(seconds=seconds)


@pytest.mark.fault(36)
@pytest.mark.parametrize("value", [None, "", "soon", "-5", "1e3", "12.5", "٣", "Fri, 99 Jan 2026 06:00:00 GMT"])
def test_a_retry_after_that_says_nothing_is_none(value: str | None) -> None:
    assert retry_after(value, NOW) is None


@pytest.mark.fault(36)
@given(st.integers(1, 10_000), st.text(max_size=30))
def test_pauses_double_up_to_an_hour_but_for_the_jitter(attempts: int, topic: str) -> None:
    whole = (
        min(FIRST_PAUSE.total_seconds() * 2 ** (attempts - 1), LONGEST_PAUSE.total_seconds()) if attempts < 20 else 3600
    )
    assert whole * (1 - JITTER) <= pause(attempts, topic).total_seconds() <= whole
    assert pause(attempts, topic) == pause(attempts, topic)


def test_jitter_parts_publishers_that_failed_together() -> None:
    pauses = {pause(3, f"https://{number}.example/atom.xml") for number in range(100)}
    assert len(pauses) > 90


def test_a_day_without_a_hub_costs_it_some_thirty_requests() -> None:
    elapsed, attempts = timedelta(), 0
    while elapsed < timedelta(days=1):
        attempts += 1
        elapsed += pause(attempts, "https://noviny.example/atom.xml")
    assert 25 <= attempts <= 35
