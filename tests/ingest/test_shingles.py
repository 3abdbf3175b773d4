"""Keys of likely copies: the same for ever, shared by copies, seldom by others."""

from __future__ import annotations

import re
import unicodedata
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.articles import article
from ingest.shingles import CHANCE, FEWEST_WORDS, LOOKED_AT, keys, overlap
from store.marks import ENOUGH_KEYS, MOST_KEYS

ENGLISH = (
    "A ferry that runs on hydrogen has begun its service between two islands in the north. The ship carries ninety "
    "passengers and makes eleven crossings a day; its tanks are filled at night from a plant beside the harbour. "
    "Engineers say the noise was the greatest surprise, for there is none. The county paid a third of the price and "
    "wants two more ships."
)
CZECH = (
    "Vodíkový trajekt začal jezdit mezi dvěma ostrovy na severu. Loď uveze devadesát cestujících a denně zvládne "
    "jedenáct "
    "plaveb, nádrže se plní v noci v továrně vedle přístavu. Inženýry nejvíc překvapil hluk, protože žádný není. Kraj "
    "zaplatil třetinu ceny a chce další dvě lodě."
)
BULGARIAN = (
    "Ферибот с водород започна да пътува между два острова на север. Корабът превозва деветдесет пътници и прави "
    "единадесет курса на ден, а резервоарите му се пълнят през нощта в завод до пристанището. Инженерите казват, че "
    "най-много ги изненадал шумът, защото такъв няма."
)
CHINESE = (
    "一艘使用氢气的渡轮开始在北方的两个岛屿之间航行。船上可载九十名乘客，每天往返十一次，夜间在港口旁的工厂加"
    "注燃料。工程师们说，最令人惊讶的是噪音，因为根本没有噪音。当地政府支付了三分之一的费用。"
)
JAPANESE = (
    "水素で走るフェリーが北の二つの島の間で運航を始めた。船は九十人の乗客を運び、一日に十一回往復する。燃料は"
    "夜の間に港のそばの工場で入れる。技術者によると、一番驚いたのは音がまったくしないことだという。"
)
THAI = (
    "เรือเฟอร์รี่ที่ใช้ไฮโดรเจนเริ่มให้บริการระหว่างสองเกาะทางเหนือ เรือบรรทุกผู้โดยสารได้เก้าสิบคนและเดินทางวันล"
    "ะสิบเอ็ดเที่ยว ถังเชื้อเพลิงเติมในเวลากลางคืนจากโรงงานข้างท่าเรือ"
)
GOLDEN_ENGLISH = (
    -8132232483804023123,
    -1635240905103258980,
    -7885956729997743555,
    -6622055123716477927,
    7279614689628238453,
    -8636661782764685382,
    -4653611705650703679,
    3860539328744062476,
    -1445214808046184476,
    1049880044837333112,
    4950954543390946236,
    -643993009434733360,
    -5525142922414307227,
    -5479098042036286330,
    9003351045159768977,
    -127737740158435668,
    1240791712233815127,
    -1124665813089540964,
    -6078309440738322908,
    -6303119063052742494,
)
GOLDEN_CZECH = 7568526160916104502
GOLDEN_CHINESE = 178803418869226401
TEXTS = (ENGLISH, CZECH, BULGARIAN, CHINESE, JAPANESE, THAI)
BODIES = tuple(
    re.sub(r"\A(?:---\n.*?\n---\n| date \S+ )", "", article(index, seed=7).text, flags=re.DOTALL)
    for index in range(300)
)
"""Articles of 500 to 700 words, and what makes them hard: all are put together from a few hundred."""


def found(one: str, other: str) -> bool:
    return len(set(keys(one)).intersection(keys(other))) >= ENOUGH_KEYS


def test_keys_are_those_that_databases_hold() -> None:
    assert keys(ENGLISH) == GOLDEN_ENGLISH
    assert keys(CZECH)[0] == GOLDEN_CZECH
    assert keys(CHINESE)[0] == GOLDEN_CHINESE


@pytest.mark.parametrize("text", TEXTS, ids=["en", "cs", "bg", "zh", "ja", "th"])
def test_as_many_signed_numbers_of_64_bits_for_an_article_in_any_script(text: str) -> None:
    assert len(set(keys(text))) == len(keys(text)) == MOST_KEYS
    assert all(-(2**63) <= key < 2**63 for key in keys(text))


@pytest.mark.parametrize("text", TEXTS, ids=["en", "cs", "bg", "zh", "ja", "th"])
def test_a_copy_with_another_end_is_found_in_any_script(text: str) -> None:
    assert found(text, text + " 17. " + text[5:40])


def test_articles_of_two_scripts_or_languages_share_nothing() -> None:
    assert not any(found(one, other) for one, other in combinations(TEXTS, 2))


@pytest.mark.parametrize(
    "text", ["", " \n", "One two three four five six seven eight.", "。" * 90, "7 " * 90, "\ud800" * 90]
)
def test_short_texts_and_what_is_no_text_have_no_keys(text: str) -> None:
    assert keys(text) == ()


def test_so_many_words_are_enough() -> None:
    words = ENGLISH.split()
    assert keys(" ".join(words[: FEWEST_WORDS - 1])) == ()
    assert len(keys(" ".join(words[:FEWEST_WORDS]))) == MOST_KEYS


@given(st.sampled_from(TEXTS[:3]), st.integers(0, 2**32))
def test_case_accents_punctuation_digits_and_white_space_play_no_part(text: str, seed: int) -> None:
    rng = Random(seed)  # noqa: S311 - the same every time, not a secret
    loose = "".join(rng.choice((c.upper(), c.lower(), c)) for c in text)
    loose = unicodedata.normalize(rng.choice(("NFC", "NFD", "NFKC")), loose)
    loose = re.sub(" ", lambda _: rng.choice((" ", "\n\n", "\u00a0", ", ", " – ", f" {rng.randrange(10**6)} ")), loose)
    assert keys(loose) == keys(text)
    assert keys("".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))) == keys(text)


@given(st.text())
def test_no_text_makes_it_raise(text: str) -> None:
    assert len(keys(text)) in {0, MOST_KEYS}


@given(st.text(alphabet=st.characters(), min_size=1, max_size=50))
def test_what_stands_behind_the_limit_plays_no_part(text: str) -> None:
    beginning = (ENGLISH + " ") * (LOOKED_AT // len(ENGLISH) + 1)
    assert keys(beginning + text) == keys(beginning)


def cut(text: str, words: int) -> str:
    return " ".join(text.split()[:words])


def shares(change: str, words: int) -> float:
    """How many of the bodies, cut to so many words, are found after a change."""
    rng = Random(f"{change}/{words}")  # noqa: S311 - the same every time, not a secret
    other_words = sorted({word for body in BODIES for word in body.split() if len(word) > 3})
    hits = 0
    for body in BODIES:
        text = cut(body, words).split()
        match change:
            case "footer":
                copy = text + rng.choices(other_words, k=25)
            case "header":
                copy = rng.choices(other_words, k=10) + text
            case "third":
                copy = text[: max(30, len(text) * 35 // 100)]
            case "misspelt":
                copy = [word[:1] + "x" + word[2:] if rng.random() < 0.04 else word for word in text]
            case _:
                copy = [rng.choice(other_words) if rng.random() < 0.03 else word for word in text]
        hits += found(" ".join(text), " ".join(copy))
    return hits / len(BODIES)


@pytest.mark.parametrize("words", [80, 150, 400])
@pytest.mark.parametrize("change", ["footer", "header", "third", "misspelt", "reworded"])
def test_copies_are_found(change: str, words: int) -> None:
    assert shares(change, words) >= 0.98


def test_articles_of_one_site_that_share_a_footer_are_seldom_candidates() -> None:
    footer = cut(BODIES[-1], 20)
    closed = [set(keys(cut(body, 160) + "\n\n" + footer)) for body in BODIES[:-1]]
    pairs = list(combinations(closed, 2))
    assert sum(len(one & other) >= ENOUGH_KEYS for one, other in pairs) < 0.002 * len(pairs)


def test_articles_that_met_by_chance_overlap_less_than_copies() -> None:
    known = [(body, set(keys(body))) for body in BODIES]
    met = [(one, other) for (one, a), (other, b) in combinations(known, 2) if a & b]
    assert met
    assert all(overlap(one, other) < CHANCE for one, other in met)
    assert all(overlap(body, cut(body, 200) + "\n\n" + ENGLISH) > CHANCE for body in BODIES[:20])


@given(st.sampled_from((*TEXTS, "", "too short")), st.sampled_from((*TEXTS, "", "too short")))
def test_overlap_is_symmetric_and_whole_for_the_same(one: str, other: str) -> None:
    assert overlap(one, other) == overlap(other, one) == float(one == other and bool(keys(one)))
