from __future__ import annotations

import pytest

from ingest.repair.attribution import SAMPLE, attributed, sample
from ingest.repair.codepages import BY_NAME
from ingest.repair.lines import lines
from ingest.repair.losses import SOFT_HYPHEN, Blank, Loss

LOSS = Loss(BY_NAME["cp1252"], frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D, SOFT_HYPHEN}), Blank.KEPT)

TEXTS = {
    "cs": "Ministr řekl, že příští týden začne jednání a že čeká rychlou dohodu.",
    "sk": "Minister povedal, že budúci týždeň sa začne rokovanie a že čaká rýchlu dohodu.",
    "sh": "Ministar je rekao da će sljedeći tjedan početi pregovori i da očekuje brz dogovor, čak i s oporbom.",
    "sl": "Minister je dejal, da se bodo prihodnji teden začela pogajanja in da pričakuje hiter dogovor še ta mesec.",
    "da": "Ministeren sagde, at forhandlingerne begynder i næste uge, og at han håber på en hurtig løsning.",
    "en": "The mayor of Łódź said she’d meet Zoë Brontë and Jürgen Weiß, who won’t stay in Kraków for long.",
    "et": "Minister ütles, et läbirääkimised algavad järgmisel nädalal ja et ta ootab kiiret lõppu õige pea.",
    "vi": "Bộ trưởng nói rằng cuộc đàm phán sẽ bắt đầu vào tuần sau và ông hy vọng sẽ sớm có thỏa thuận.",
    "bg": "Министърът каза, че преговорите ще започнат следващата седмица и че очаква бързо споразумение.",
    "ru": "Министр сказал, что переговоры начнутся на следующей неделе и что он ждёт быстрого соглашения.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_damaged_sentence_is_attributed_to_its_language(language: str) -> None:
    found = attributed(lines(LOSS.damage(TEXTS[language]), LOSS), LOSS)
    assert found is not None
    assert found.language == language


def test_letters_of_no_one_alphabet_are_attributed_to_none() -> None:
    assert attributed(lines(LOSS.damage("ąłéß, őğãñ, ďæøå"), LOSS), LOSS) is None


def test_a_sample_holds_no_token_twice_and_no_more_than_it_may() -> None:
    text = "\n".join(LOSS.damage(f"{'a' * number}ž {'a' * (number % 7)}ž") for number in range(300))
    found = sample(lines(text, LOSS), LOSS)
    assert len(found) == len(set(found)) == SAMPLE
