"""Metrics in the text format of Prometheus, made anew from the database for each scrape.

Every name begins with ``seedwire_`` and ends with its unit (https://prometheus.io/docs/practices/naming/). What is
stored tells the most, so that all processes tell the same and a restart loses nothing; only requests are counted, in
memory that all web workers share, and begin anew with the server.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import accumulate, chain

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from publisher.condition import Condition
from publisher.counters import BOUNDS, Traffic
from store.entry import FileState

CONTENT_TYPE = CONTENT_TYPE_LATEST

_TROUBLED = (FileState.REJECTED, FileState.FAILING)


class _Snapshot(Collector):
    """One condition, as a registry wants it."""

    def __init__(self, condition: Condition, traffic: Traffic | None) -> None:
        self._condition = condition
        self._traffic = traffic

    def collect(self) -> Iterator[Metric]:
        now = self._condition
        requests = () if self._traffic is None else _requests(self._traffic)
        return chain(_stock(now), _ingestion(now), _hubs(now), _disk(now), requests)


def exposition(condition: Condition, traffic: Traffic | None = None) -> bytes:
    """The metrics of one moment; without those of requests where there is no server to count them."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Snapshot(condition, traffic))
    return generate_latest(registry)


def _stock(now: Condition) -> Iterator[Metric]:
    yield _family("entries", "Entries by state.", "state", [(s.value, n) for s, n in now.entries.items()])
    yield _gauge("companies", "Companies with published entries.", now.companies)
    yield _family("files", "Source files by state.", "state", [(s.value, n) for s, n in now.files.items()])
    yield _gauge("problems", "Files that are rejected or failing.", sum(now.files[state] for state in _TROUBLED))
    yield _gauge("change_seq", "The newest stored change.", now.head.seq)
    yield from _moment("change_timestamp_seconds", "When the newest change was stored.", now.head.at)


def _ingestion(now: Condition) -> Iterator[Metric]:
    yield _gauge("ingester_up", "Whether the ingester gave a sign of life lately.", now.is_running)
    beat, newest = now.heartbeat, now.last_pass
    yield from _moment("heartbeat_timestamp_seconds", "The ingester's last sign of life.", beat.at if beat else None)
    yield from _moment("last_pass_timestamp_seconds", "When the last pass ended.", newest.ended if newest else None)
    if beat is not None:
        yield _gauge("heartbeat_age_seconds", "Age of the last sign of life.", (now.now - beat.at).total_seconds())
    if newest is not None:
        taken = (newest.ended - newest.started).total_seconds()
        yield _gauge("last_pass_age_seconds", "Age of the last pass.", (now.now - newest.ended).total_seconds())
        yield _gauge("last_pass_duration_seconds", "How long the last pass took.", taken)
        yield _gauge("last_pass_files", "Files that the last pass saw.", newest.files)
        yield _gauge(
            "last_pass_trouble", "Whether the last pass could not see or keep everything.", bool(newest.trouble)
        )
    if (delay := now.delay) is not None:
        what = "From a file's last change to its entry in the feeds: the median of the newest changes."
        yield _gauge("delay_seconds", what, delay.total_seconds())


def _hubs(now: Condition) -> Iterator[Metric]:
    yield _family(
        "pings_pending", "Topics that a hub was not told of yet.", "hub", [(h.hub, h.pending) for h in now.hubs]
    )
    yield _family(
        "hub_trouble", "Whether the last ping to a hub failed.", "hub", [(h.hub, bool(h.trouble)) for h in now.hubs]
    )


def _disk(now: Condition) -> Iterator[Metric]:
    yield _gauge("database_bytes", "Size of the database.", now.volume.database)
    if now.volume.log is not None:
        yield _gauge("database_log_bytes", "Size of the write-ahead log.", now.volume.log)


def _requests(traffic: Traffic) -> Iterator[Metric]:
    answers = CounterMetricFamily(
        "seedwire_http_requests", "Requests by the status of their answer.", labels=["status"]
    )
    for status, count in sorted(traffic.answers.items()):
        answers.add_metric([str(status)], count)
    yield answers
    ends = [*map(str, BOUNDS), "+Inf"]
    yield HistogramMetricFamily(
        "seedwire_http_request_seconds",
        "How long the application took to answer, without the way to the reader.",
        buckets=list(zip(ends, accumulate(traffic.durations), strict=True)),
        sum_value=traffic.seconds,
    )


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"seedwire_{name}", what, value=value)


def _moment(name: str, what: str, at: datetime | None) -> Iterable[Metric]:
    """A point in time as seconds since 1970; no metric where there is none."""
    return () if at is None else (_gauge(name, what, at.timestamp()),)


def _family(name: str, what: str, label: str, values: Sequence[tuple[str, float]]) -> Metric:
    family = GaugeMetricFamily(f"seedwire_{name}", what, labels=[label])
    for key, value in values:
        family.add_metric([key], value)
    return family
