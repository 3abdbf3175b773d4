"""Damaged text through the real way: UTF-8 that was read as a Windows code page, whole or with bytes lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType

from benchmarks import damage
from benchmarks.quality.corpus import HABITS, Prose, chosen
from benchmarks.quality.reader import RefusedFileError, read
from benchmarks.quality.report import Part, Sheet
from benchmarks.quality.wording import Damage, Tally, judge
from benchmarks.report import Better, Figure, Target

NO_BREAK_SPACE = "\u00a0"

PAGES = ("cp1250", "cp1251", "cp1252", "cp1254", "cp1257")

LOSSLESS = "whole"


def _without_undefined(text: str, page: str) -> str:
    """Dropped are the bytes that the page leaves undefined; the soft hyphen stays."""
    return damage.lossless(text, page).translate(dict.fromkeys(map(ord, damage.undefined(page))))


def _without_blanks(text: str, page: str) -> str:
    """Dropped are also the no-break spaces, the second byte of ``à`` and ``Š`` among others."""
    return damage.lossy(text, page).replace(NO_BREAK_SPACE, "")


def _with_plain_blanks(text: str, page: str) -> str:
    """Nothing else is lost, but each no-break space became a plain one."""
    return damage.lossy(text, page).replace(NO_BREAK_SPACE, " ")


LOSSES: Mapping[str, Callable[[str, str], str]] = MappingProxyType(
    {
        LOSSLESS: damage.lossless,
        "undefined lost": _without_undefined,
        "and AD lost": damage.lossy,
        "and A0 lost": _without_blanks,
        "and A0 blank": _with_plain_blanks,
    }
)
"""What was lost on the way, by name; the function takes a text and a page."""

_SHORT = (LOSSLESS, "and AD lost")
_SHORT_PAGES = 2

_MISTAKES = 20
"""Told of one language, page and loss; a text that was left alone has hundreds."""

_BOTH = ("fronted", "headerless")


def measure(*, short: bool) -> Part:
    """Damage every article in every way and see what comes back."""
    tallies: dict[tuple[str, str, str], Tally] = defaultdict(Tally)
    for prose in chosen(most=1 if short else None):
        for page in HABITS[prose.language].misread[: _SHORT_PAGES if short else None]:
            for loss in _SHORT if short else LOSSES:
                shapes = _BOTH if loss == LOSSLESS and not short else _BOTH[:1]
                for shape in shapes:
                    tallies[prose.language, page, loss] += repaired(prose, shape, harm(loss, page))
    return report(tallies)


def harm(loss: str, page: str) -> Damage:
    """The damage of one of `LOSSES` with one page."""
    apply = LOSSES[loss]
    return lambda text: apply(text, page)


def repaired(prose: Prose, shape: str, damaged: Damage) -> Tally:
    """What becomes of one article, in the shape ``fronted`` or ``headerless``, after `damaged` happened to it."""
    text = prose.fronted if shape == "fronted" else prose.headerless
    summary = prose.paragraphs[0] if shape == "fronted" else ""
    truth = f"{prose.title}\n{summary}\n{prose.body}"
    try:
        entry = read(damaged(text).encode("utf-8"))
    except RefusedFileError:
        return judge(truth, "", damaged, repaired=False)
    got = f"{entry.title}\n{entry.summary if summary else ''}\n{entry.text}"
    return judge(truth, got, damaged, repaired=bool(entry.repairs))


def report(tallies: Mapping[tuple[str, str, str], Tally]) -> Part:
    """The tables and the bars of what was counted by language, page and loss."""
    languages = sorted({language for language, _, _ in tallies})
    total = {lossy: _sum(tallies, lossy=lossy) for lossy in (False, True)}
    worst = min(
        ((tally.share, language) for language in languages if (tally := _sum(tallies, language, lossy=True)).damaged),
        default=(None, ""),
    )
    others = {key: tally for key, tally in tallies.items() if key[0] != worst[1]}
    without_worst = f"{_share(_sum(others, lossy=True).share)} without {worst[1]}" if worst[1] else ""
    by_loss = tuple(
        (loss, tally.damaged, tally.share, tally.spoiled, tally.articles, tally.left_alone)
        for loss in LOSSES
        if (tally := sum((tally for (_, _, one), tally in tallies.items() if one == loss), Tally())).articles
    )
    return Part(
        "texts",
        (
            Sheet(
                "damaged words right, by language and page: whole / with bytes lost",
                ("language", *PAGES, "words", "spoiled", "left alone"),
                tuple(_row(tallies, language) for language in languages),
            ),
            Sheet(
                "damaged words right, by what was lost",
                ("lost", "damaged words", "right", "spoiled", "articles", "left alone"),
                by_loss,
            ),
        ),
        (
            Figure("texts", "damaged words right, nothing lost", total[False].share, "share", _at_least(0.99)),
            Figure(
                "texts", "damaged words right, bytes lost", total[True].share, "share", _at_least(0.98), without_worst
            ),
            Figure("texts", "the worst language, bytes lost", worst[0], "share", _at_least(0.95), worst[1]),
            Figure(
                "texts",
                "words spoiled that were never damaged",
                total[False].spoiled + total[True].spoiled,
                "words",
                Target(1, Better.LOWER),
            ),
        ),
        tuple(_mistakes(tallies)),
    )


def _at_least(share: float) -> Target:
    return Target(share, Better.HIGHER)


def _sum(
    tallies: Mapping[tuple[str, str, str], Tally],
    language: str | None = None,
    page: str | None = None,
    *,
    lossy: bool | None = None,
) -> Tally:
    return sum(
        (
            tally
            for (its_language, its_page, loss), tally in tallies.items()
            if language in {None, its_language}
            and page in {None, its_page}
            and (lossy is None or lossy is (loss != LOSSLESS))
        ),
        Tally(),
    )


def _row(tallies: Mapping[tuple[str, str, str], Tally], language: str) -> tuple[str | int, ...]:
    whole = _sum(tallies, language)
    pages = [[_sum(tallies, language, page, lossy=lossy).share for lossy in (False, True)] for page in PAGES]
    told = (" / ".join(map(_share, shares)) if shares != [None, None] else "–" for shares in pages)
    return (language, *told, whole.damaged, whole.spoiled, whole.left_alone)


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.3f}"


def _mistakes(tallies: Mapping[tuple[str, str, str], Tally]) -> Iterator[str]:
    for (language, page, loss), tally in tallies.items():
        for mistake in islice(dict.fromkeys(tally.mistakes), _MISTAKES):
            yield f"{language} {page}, {loss}: {mistake}"
