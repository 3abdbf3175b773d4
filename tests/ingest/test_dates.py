from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.almanac import MONTHS
from ingest.dates import Moment, date_in_name, leading_moment, parse_moment

PRAGUE = ZoneInfo("Europe/Prague")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-02-05", "2026-02-05T00:00:00"),
        ("2026-2-5", "2026-02-05T00:00:00"),
        ("2026/02/05", "2026-02-05T00:00:00"),
        ("2026.02.05", "2026-02-05T00:00:00"),
        ("20260205", "2026-02-05T00:00:00"),
        ("20260205041642", "2026-02-05T04:16:42"),
        ("2026-02-05 04:16", "2026-02-05T04:16:00"),
        ("2026-02-05 04:16:42", "2026-02-05T04:16:42"),
        ("2026-02-05T04:16:42.1234567", "2026-02-05T04:16:42.123456"),
        ("5. 2. 2026", "2026-02-05T00:00:00"),
        ("05.02.2026", "2026-02-05T00:00:00"),
        ("05.02.2026 г.", "2026-02-05T00:00:00"),
        ("30.01.2026 15:45", "2026-01-30T15:45:00"),
        ("February 5, 2026", "2026-02-05T00:00:00"),
        ("Feb. 5 2026", "2026-02-05T00:00:00"),
        ("5 February 2026", "2026-02-05T00:00:00"),
        ("Thursday, 5th Feb 2026 at 04:16", "2026-02-05T04:16:00"),
    ],
)
def test_a_date_without_a_zone_is_read_in_the_zone_of_the_settings(value: str, expected: str) -> None:
    local = datetime.fromisoformat(expected).replace(tzinfo=PRAGUE)
    assert parse_moment(value, PRAGUE) == Moment(local.astimezone(UTC), zoned=False)


@pytest.mark.parametrize(
    "value",
    [
        "30. ledna 2026", "pátek 30. ledna 2026", "dne 30. 1. 2026", "30. januára 2026", "30 stycznia 2026 r.",
        "30 януари 2026 г.", "петък, 30 януари 2026 г.", "30 января 2026 года", "30 січня 2026 року",
        "30 студзеня 2026", "30 јануари 2026", "30. јануара 2026. године", "30. januara 2026.", "30. siječnja 2026.",
        "30. januarja 2026", "30. Januar 2026", "30. Jänner 2026", "30 januari 2026", "le 30 janvier 2026",
        "30 de enero de 2026", "viernes, 30 de enero de 2026", "sexta-feira, 30 de janeiro de 2026",
        "30 de xaneiro de 2026", "30 de gener de 2026", "30 gennaio 2026", "30 ianuarie 2026", "den 30 januari 2026",
        "30. januar 2026", "30. tammikuuta 2026", "30. jaanuar 2026", "2026. gada 30. janvārī", "2026 m. sausio 30 d.",
        "2026. január 30.", "30 Ocak 2026", "30 Ocak 2026 Cuma",
        "30 Ιανουαρίου 2026", "30 janar 2026", "ngày 30 tháng 1 năm 2026",
        "2026年1月30日", "2026年1月30日（金）", "2026년 1월 30일", "30 يناير 2026", "30 בינואר 2026", "30 जनवरी 2026",
        "30.1.2026", "30/01/2026", "01/30/2026", "30-01-2026", "30-Jan-2026", "30/Jan/2026", "January 30th, 2026",
        "30th of January 2026", "30 JANVIER 2026", "30 LEDNA 2026", "30 ledna 2026",
    ],
)  # fmt: skip
def test_a_day_is_read_in_the_words_of_its_language(value: str) -> None:
    assert parse_moment(value, UTC) == Moment(datetime(2026, 1, 30, tzinfo=UTC), zoned=False)


@pytest.mark.parametrize(
    "value",
    [
        "30. ledna 2026 ve 14:35", "30. 1. 2026 v 14.35", "30. 1. 2026 14:35 hod.", "30 stycznia 2026 o godz. 14:35",
        "30 януари 2026 г., 14:35", "30.01.2026 г. 14:35 ч.", "30 января 2026 в 14:35", "30. Januar 2026 um 14:35 Uhr",
        "30. Januar 2026, 14.35 Uhr", "30. januar 2026 kl. 14.35", "30.1.2026 klo 14.35", "30 janvier 2026 à 14h35",
        "30 janvier 2026 à 14 h 35", "30 gennaio 2026 alle ore 14:35", "30 ianuarie 2026, ora 14:35",
        "30 de enero de 2026 a las 14:35", "January 30, 2026 at 2:35 PM", "Jan. 30, 2026, 2:35 p.m.",
        "2026年1月30日14:35", "2026年1月30日 14时35分", "2026-01-30 14.35", "Fri Jan 30 14:35:00 2026",
        "2026-01-30 (Fri) 14:35",
    ],
)  # fmt: skip
def test_a_time_is_read_as_its_language_writes_it(value: str) -> None:
    assert parse_moment(value, UTC) == Moment(datetime(2026, 1, 30, 14, 35, tzinfo=UTC), zoned=False)


@pytest.mark.parametrize(
    ("value", "month", "day"),
    [
        ("01/02/2026", 2, 1),
        ("5/2/2026", 2, 5),
        ("12/31/2026", 12, 31),
        ("31/12/2026", 12, 31),
        ("2026/02/01", 2, 1),
        ("30. listopada 2026.", 10, 30),
        ("30 listopada 2026", 11, 30),
        ("30. listopadu 2026", 11, 30),
    ],
)
def test_what_could_mean_two_days_is_decided_by_one_rule(value: str, month: int, day: int) -> None:
    assert parse_moment(value, UTC) == Moment(datetime(2026, month, day, tzinfo=UTC), zoned=False)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("2026-01-30 3.50 млрд. долара", 10),
        ("30. 1. 2026 V 14 městech prší", 11),
        ("2026-01-30 5 hodin denně", 10),
        ("2026-01-30 14:35 West Brom won", 16),
        ("30 януари 2026 година Amazon", 21),
        ("2026年1月30日亚马逊", 10),
        ("30 January 2026. Amazon", 15),
        ("30 January 2026 Friday prayers drew a crowd", 15),
    ],
)
def test_the_text_behind_a_date_is_no_part_of_it(text: str, length: int) -> None:
    found = leading_moment(text, UTC)
    assert found is not None
    assert found[1] == length


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)), st.sampled_from(sorted(MONTHS.items())))
def test_every_word_for_a_month_is_that_month(day: date, month: tuple[str, int]) -> None:
    name, number = month
    found = parse_moment(f"{min(day.day, 28)} {name} {day.year:04}", UTC)
    assert found is not None
    assert (found.at.year, found.at.month, found.at.day) == (day.year, number, min(day.day, 28))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-02-05T04:16:42+00:00", "2026-02-05T04:16:42+00:00"),
        ("2026-02-05t04:16:42z", "2026-02-05T04:16:42+00:00"),
        ("2025-09-21 15:45:00 +0000", "2025-09-21T15:45:00+00:00"),
        ("2025-09-21 15:45:00 +02", "2025-09-21T13:45:00+00:00"),
        ("20260205T041642Z", "2026-02-05T04:16:42+00:00"),
        ("2026-02-05T04:16:42.5-0530", "2026-02-05T09:46:42.5+00:00"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00+00:00"),
        ("Thu, 05 Feb 2026 04:16:42 +0100", "2026-02-05T03:16:42+00:00"),
        ("Thu, 05 Feb 2026 04:16 GMT", "2026-02-05T04:16:00+00:00"),
        ("5 Feb 2026 04:16:42 EST", "2026-02-05T09:16:42+00:00"),
        ("2026-02-05 05:16 CET", "2026-02-05T04:16:00+00:00"),
        ("5 Feb 2026 06:16 GMT+2", "2026-02-05T04:16:00+00:00"),
        ("2026-02-05T05:16:42+01:00[Europe/Prague]", "2026-02-05T04:16:42+00:00"),
        ("2026-02-05 04:16:42 +0000 UTC", "2026-02-05T04:16:42+00:00"),
        ("Thu Feb  5 04:16:42 UTC 2026", "2026-02-05T04:16:42+00:00"),
        ("1700000000", "2023-11-14T22:13:20+00:00"),
        ("1700000000123", "2023-11-14T22:13:20.123+00:00"),
    ],
)
def test_a_zone_in_the_date_beats_the_settings(value: str, expected: str) -> None:
    assert parse_moment(value, PRAGUE) == Moment(datetime.fromisoformat(expected), zoned=True)


@pytest.mark.fault(25, 26)
@pytest.mark.parametrize(
    "value",
    [
        "", "today", "2026", "2026-02", "04:16", "26-02-05", "2026-02-30", "2026-13-01", "2026-00-10", "0000-01-01",
        "13/13/2026", "30/02/2026", "5/2/26", "Feb 30, 2026", "2026-02-05 25:00", "2026-02-05 24:00",
        "2026-02-05 04:60", "2026-02-05 04:16:61", "2026-02-05T04:16:42+99:99", "2026-02-05T04:16:42+01:75",
        "2026-02-05T04:16:42 XYZ", "2026-02-05-06", "2026-02-05 and more", "２０２６-02-05", "20261301",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00", "9999-12-31T23:59:60Z", "170000000", "17000000000", "1" * 5000, "2026-" * 5000,
    ],
)  # fmt: skip
def test_what_is_impossible_or_incomplete_is_no_date(value: str) -> None:
    assert parse_moment(value, UTC) is None


@pytest.mark.fault(25)
@pytest.mark.timeout(60)
def test_a_date_of_any_length_is_judged_in_time() -> None:
    hostile = ["1" * 5_000_000, "2026-" * 1_000_000, " " * 5_000_000, "5. " * 1_000_000]
    assert [parse_moment(value, UTC) for value in hostile] == [None] * 4


ZONES: st.SearchStrategy[tzinfo] = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=ZONES), st.sampled_from("T "))  # noqa: DTZ001 - bounds
def test_every_iso_date_comes_back_as_the_same_moment(at: datetime, separator: str) -> None:
    found = parse_moment(at.isoformat(separator), PRAGUE)
    assert found == Moment(at.astimezone(UTC), zoned=True)


@pytest.mark.fault(26)
@given(st.text(max_size=80), ZONES)
def test_any_text_is_a_moment_in_utc_or_none(text: str, zone: tzinfo) -> None:
    found = parse_moment(text, zone)
    assert found is None or found.at.utcoffset() == timedelta(0)


@pytest.mark.fault(26)
@given(st.from_regex(r"[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}( [0-9]{2}:[0-9]{2})?([zſ]|ut)?", fullmatch=True))
def test_what_looks_like_a_date_is_judged_without_an_exception(text: str) -> None:
    found = parse_moment(text, UTC)
    assert found is None or 1 <= found.at.year <= 9999


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)), st.sampled_from(["", " ", " Amazon преговаря", ": text", "\n"]))
def test_a_leading_date_says_where_the_text_goes_on(day: date, rest: str) -> None:
    found = leading_moment(day.isoformat() + rest, UTC)
    assert found is not None
    assert (found[0].at.date(), found[1]) == (day, 10)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2026-01-30-title.md", date(2026, 1, 30)),
        ("2026/01/30/title", date(2026, 1, 30)),
        ("https://example.com/2026/1/5/zprava/", date(2026, 1, 5)),
        ("news_2026_01_30.txt", date(2026, 1, 30)),
        ("20260130-title.md", date(2026, 1, 30)),
        ("2026.01.30 новини.txt", date(2026, 1, 30)),
        ("2026-02-30-2026-03-01.md", date(2026, 3, 1)),
        ("2025-12-31-review-of-2024-01-01.md", date(2025, 12, 31)),
        ("title.md", None),
        ("2026/01/title", None),
        ("build-2024.1.5", None),
        ("news/a20260205VL205/amazon", None),
        ("x20260130", None),
        ("20260130123456", None),
        ("12026-01-30", None),
        ("2026-01-301", None),
        ("1989-12-31-wall.md", None),
        ("2101-01-01-later.md", None),
        ("২০২৬-01-30", None),
    ],
)
def test_a_date_in_a_name_is_found_only_where_it_can_be_nothing_else(name: str, expected: date | None) -> None:
    assert date_in_name(name) == expected


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.sampled_from("-/_"), st.text("abc-ž/ ", max_size=9))
def test_every_dated_name_gives_its_date(day: date, separator: str, words: str) -> None:
    assert date_in_name(day.strftime(separator.join(("%Y", "%m", "%d"))) + "-" + words) == day
