"""Metrics in the text format of Prometheus, made anew from the database for each scrape.

Every name begins with ``seedwire_`` and ends with its unit (https://prometheus.io/docs/practices/naming/). What is
stored tells the most, so that all processes tell the same and a restart loses nothing; only requests, renderings and
starts are counted, in memory that all processes share, and begin anew with the server. docs/operations.md explains
each of them, and a test compares.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import accumulate, chain

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from publisher.condition import Condition
from publisher.traffic import BOUNDS, Times, Traffic
from publisher.usage import CacheUse
from store import sqlite
from store.file import FileState
from store.passes import LastPass

CONTENT_TYPE = CONTENT_TYPE_LATEST

_TROUBLED = (FileState.REJECTED, FileState.FAILING)

_Values = Sequence[tuple[str, float]]


class _Snapshot(Collector):
    """One condition, as a registry wants it."""

    def __init__(self, condition: Condition, version: str, traffic: Traffic | None) -> None:
        self._condition = condition
        self._version = version
        self._traffic = traffic

    def collect(self) -> Iterator[Metric]:
        now, traffic = self._condition, self._traffic
        stored = chain(_build(now, self._version), _stock(now), _ingestion(now), _others(now), _disk(now))
        return stored if traffic is None else chain(stored, _requests(traffic), _cache(traffic.cache), _starts(traffic))


def exposition(condition: Condition, version: str, traffic: Traffic | None = None) -> bytes:
    """The metrics of one moment; without those of requests where there is no server to count them."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Snapshot(condition, version, traffic))
    return generate_latest(registry)


def _build(now: Condition, version: str) -> Iterator[Metric]:
    about = {
        "version": version,
        "schema": now.schema,
        "python": platform.python_version(),
        "sqlite": sqlite.library().sqlite_version,
    }
    family = GaugeMetricFamily(
        "seedwire_build_info", "Always 1: which Seedwire this is, and on what it runs.", labels=list(about)
    )
    family.add_metric(list(about.values()), 1)
    yield family


def _stock(now: Condition) -> Iterator[Metric]:
    yield _gauges("entries", "Entries by state.", "state", [(s.value, n) for s, n in now.entries.items()])
    yield _gauge("companies", "Companies with published entries.", now.companies)
    yield _gauges("files", "Source files by state.", "state", [(s.value, n) for s, n in now.files.items()])
    yield _gauge("problems", "Files that are rejected or failing.", sum(now.files[state] for state in _TROUBLED))
    yield _gauge("files_quarantined", "Files left alone as they ended their parser too often.", now.quarantined)
    yield _gauge("files_missing", "Files that are not found, and not believed to be deleted.", now.missing)
    yield _gauge("change_seq", "Number of the newest stored change.", now.head.seq)
    yield from _moment("change_timestamp_seconds", "When the newest change was stored.", now.head.at)


def _ingestion(now: Condition) -> Iterator[Metric]:
    yield _gauge("ingester_up", "Whether the ingester gave a sign of life lately.", now.is_running)
    if (beat := now.heartbeat) is not None:
        yield from _moment("heartbeat_timestamp_seconds", "The ingester's last sign of life.", beat.at)
        yield _gauge("heartbeat_age_seconds", "Age of the last sign of life.", (now.now - beat.at).total_seconds())
        yield _gauge("ingester_trouble", "Whether the ingester said of itself that it has trouble.", bool(beat.trouble))
    if now.last_pass is not None:
        yield from _pass(now.last_pass, now.now)
    if (delay := now.delay) is not None:
        what = "From a file's last change to its entry in the feeds: the median of the newest changes."
        yield _gauge("delay_seconds", what, delay.total_seconds())


def _pass(newest: LastPass, now: datetime) -> Iterator[Metric]:
    taken = (newest.ended - newest.started).total_seconds()
    yield from _moment("last_pass_timestamp_seconds", "When the last pass over the folder ended.", newest.ended)
    yield _gauge("last_pass_age_seconds", "Age of the last pass.", (now - newest.ended).total_seconds())
    yield _gauge("last_pass_duration_seconds", "How long the last pass took.", taken)
    yield _gauge("last_pass_files", "Files that the last pass saw.", newest.files)
    yield _gauge("last_pass_trouble", "Whether the last pass could not see or keep everything.", bool(newest.trouble))


def _others(now: Condition) -> Iterator[Metric]:
    """What the exporter and the hubs do."""
    if (beat := now.exporter) is not None:
        yield _gauge("exporter_up", "Whether the exporter gave a sign of life lately.", now.is_lively(beat))
        yield _gauge("exporter_trouble", "Whether the static files could not be written.", bool(beat.trouble))
    pending = [(hub.hub, hub.pending) for hub in now.hubs]
    yield _gauges("pings_pending", "Topics that a hub was not told of yet.", "hub", pending)
    waiting = [(h.hub, (now.now - h.since).total_seconds() if h.since else 0.0) for h in now.hubs]
    yield _gauges("ping_age_seconds", "For how long the oldest of them has waited.", "hub", waiting)
    trouble = [(hub.hub, bool(hub.trouble)) for hub in now.hubs]
    yield _gauges("hub_trouble", "Whether the last ping to a hub failed.", "hub", trouble)
    told = [(hub.hub, hub.told_at.timestamp()) for hub in now.hubs if hub.told_at]
    yield _gauges("hub_success_timestamp_seconds", "When a hub took a ping last.", "hub", told)


def _disk(now: Condition) -> Iterator[Metric]:
    volume = now.volume
    yield _gauge("database_bytes", "Size of the database.", volume.database)
    if volume.log is not None:
        yield _gauge("database_log_bytes", "Size of the write-ahead log.", volume.log)
    if volume.free is not None:
        yield _gauge("database_free_bytes", "Room on the disk of the database.", volume.free)


def _requests(traffic: Traffic) -> Iterator[Metric]:
    answers = [(str(status), count) for status, count in sorted(traffic.answers.items())]
    yield _counters("http_requests", "Requests by the status of their answer.", "status", answers)
    took = "How long the application took to answer, without the way to the reader."
    yield _histogram("http_request_seconds", took, traffic.answered)
    yield _histograms("render_seconds", "How long it took to make a document.", "format", traffic.rendered)


def _cache(use: CacheUse) -> Iterator[Metric]:
    yield _counter("cache_hits", "Documents that were taken from a cache.", use.hits)
    yield _counter("cache_misses", "Documents that had to be made.", use.misses)
    yield _counter("cache_evictions", "Documents that left a cache for want of room.", use.evictions)
    yield _gauge("cache_documents", "Documents in the caches of all workers.", use.documents)
    yield _gauge("cache_bytes", "What they are charged for.", use.size)


def _starts(traffic: Traffic) -> Iterator[Metric]:
    what = "Starts of processes; more than one, or than web_workers, are restarts."
    yield _counters("process_starts", what, "process", list(traffic.starts.items()))


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"seedwire_{name}", what, value=value)


def _moment(name: str, what: str, at: datetime | None) -> Iterable[Metric]:
    """A point in time as seconds since 1970; no metric where there is none."""
    return () if at is None else (_gauge(name, what, at.timestamp()),)


def _gauges(name: str, what: str, label: str, values: _Values) -> Metric:
    family = GaugeMetricFamily(f"seedwire_{name}", what, labels=[label])
    for key, value in values:
        family.add_metric([key], value)
    return family


def _counter(name: str, what: str, value: float) -> Metric:
    return CounterMetricFamily(f"seedwire_{name}", what, value=value)


def _counters(name: str, what: str, label: str, values: _Values) -> Metric:
    family = CounterMetricFamily(f"seedwire_{name}", what, labels=[label])
    for key, value in values:
        family.add_metric([key], value)
    return family


def _histogram(name: str, what: str, times: Times) -> Metric:
    return HistogramMetricFamily(f"seedwire_{name}", what, buckets=_buckets(times), sum_value=times.seconds)


def _histograms(name: str, what: str, label: str, values: Mapping[str, Times]) -> Metric:
    family = HistogramMetricFamily(f"seedwire_{name}", what, labels=[label])
    for key, times in values.items():
        family.add_metric([key], _buckets(times), times.seconds)
    return family


def _buckets(times: Times) -> list[tuple[str, float]]:
    """By upper end, each with all that is below it."""
    ends = [*map(str, BOUNDS), "+Inf"]
    return list(zip(ends, accumulate(times.classes), strict=True))
