"""What a supervisor feels of a child's heart."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedwire.heartbeat import BEAT, STILL, STUCK, Heart, Pulse

Eventually = Callable[..., Any]

TICK = 0.5
looks = st.lists(st.tuples(st.floats(0.01, 4.9), st.booleans(), st.booleans()), max_size=60)


@given(looks)
def test_a_child_is_hung_exactly_when_a_counter_stood_still_for_too_long(looks: list[tuple[float, bool, bool]]) -> None:
    now, beats, steps = 1000.0, 7, 9
    beaten = stepped = now
    pulse = Pulse.begin((beats, steps), now)
    for pause, beat, step in looks:
        now += pause
        beats, beaten = (beats + 1, now) if beat else (beats, beaten)
        steps, stepped = (steps + 1, now) if step else (steps, stepped)
        told = pulse.feel((beats, steps), now)
        assert (told is not None) == (now - beaten > STILL or now - stepped > STUCK)


def feel(pulse: Pulse, counts: Callable[[int], tuple[int, int]], seconds: float) -> tuple[float, str] | None:
    """When it is found to be hung, and why; None where it is not within so many seconds."""
    for tick in range(1, int(seconds / TICK)):
        if told := pulse.feel(counts(tick), tick * TICK):
            return tick * TICK, told
    return None


def test_a_child_without_any_sign_of_life_is_given_half_a_minute() -> None:
    found = feel(Pulse.begin((0, 0), 0.0), lambda _: (0, 0), 60)
    assert found == (STILL + TICK, "gives no sign of life for 30 s")


def test_a_child_that_is_busy_with_one_thing_is_given_ten_minutes() -> None:
    found = feel(Pulse.begin((0, 0), 0.0), lambda tick: (tick, 5), 700)
    assert found == (STUCK + 2 * TICK, "is at the same thing for 600 s")


def test_a_child_that_works_is_never_hung() -> None:
    assert feel(Pulse.begin((0, 0), 0.0), lambda tick: (tick // 20, tick // 1000), 20_000) is None


@pytest.mark.parametrize("away", [60.0, 3600.0])
def test_a_supervisor_that_did_not_run_itself_blames_nobody(away: float) -> None:
    pulse = Pulse.begin((0, 0), 0.0)
    assert pulse.feel((1, 1), 0.5) is None
    assert pulse.feel((1, 1), away) is None, "both were stopped"
    assert pulse.feel((1, 1), away + 1) is None
    assert pulse.feel((2, 2), away + 2) is None


def live(heart: Heart) -> None:
    with heart.beating():
        for _ in range(3):
            heart.step()
        time.sleep(600)


def test_a_heart_is_felt_across_processes_and_stands_still_when_its_process_is_gone(eventually: Eventually) -> None:
    heart = Heart()
    child = multiprocessing.get_context("spawn").Process(target=live, args=(heart,))
    child.start()
    try:
        eventually(lambda: heart.counts[0] >= 2 and heart.counts[1] == 3, "two beats and three steps")
    finally:
        child.kill()
        child.join()
    before = heart.counts
    time.sleep(2 * BEAT)
    assert heart.counts == before
