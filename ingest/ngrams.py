"""py3langid's model, asked about some of its languages only. Pure, but for the file that is loaded once.

Naive Bayes over runs of 2 to 6 bytes (Lui and Baldwin, "Cross-domain feature selection for language identification",
2011). Its own identifier gives the same answers in three times the time: it keeps the weights in 16 bits, which are
made 32 for each answer, and those of some languages in columns, so that each feature's lie all over the memory.
"""

from __future__ import annotations

import math
import unicodedata
from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_DIR, MODEL_FILE
from py3langid.modelio import load_model

_BYTES: Final = 256


@dataclass(frozen=True, slots=True)
class _Automaton:
    """What leads from the bytes of a text to the features that they hold."""

    moves: array[int]
    """The next state, for each row of 256 bytes."""
    rows: Sequence[int]
    """Where the row of each state begins: many states share one."""
    features: NDArray[np.intp]
    """The feature that ends with each state; negative where none does."""

    def found(self, data: bytes) -> NDArray[np.intp]:
        """The features of a text, one for each place where one ends, the longest."""
        moves, rows, state = self.moves, self.rows, 0
        features = self.features.take([state := moves[rows[state] + byte] for byte in data])
        return features[features >= 0]


@dataclass(frozen=True, slots=True)
class Ngrams:
    """The model for some languages."""

    _automaton: _Automaton
    _languages: Sequence[str]
    """Those of two scripts come first: they have another column each, behind those of all."""
    _weights: NDArray[np.float32]
    _priors: NDArray[np.float32]

    @classmethod
    def load(cls, *choices: Collection[str]) -> tuple[Ngrams, ...]:
        """The model for each choice of languages. Takes 0.7 s, and for good 100 MB with numpy."""
        weights, priors, labels, moves, states, outputs = load_model(MODEL_DIR / MODEL_FILE)
        automaton = _Automaton(moves, [row * _BYTES for row in states], np.array(outputs, dtype=np.intp))

        def chosen(choice: Collection[str]) -> Ngrams:
            columns = [column for column, label in enumerate(labels) if label in choice]
            again = [column for column in columns if labels[column] in labels[:column]]
            languages = list(dict.fromkeys([labels[column] for column in (*again, *columns)]))
            ordered = [*map(labels.index, languages), *again]
            # Else the result would be laid out by columns.
            own = weights[:, ordered].astype(np.float32, order="C")
            return cls(automaton, languages, own, priors[ordered])

        return tuple(map(chosen, choices))

    def shares(self, text: str) -> Mapping[str, float]:
        """The probability of each language, as of the languages that were chosen."""
        return dict(zip(self._languages, self._shares(text).tolist(), strict=True))

    def likeliest(self, text: str) -> tuple[str, float]:
        """The language with the highest of `shares`, and its share."""
        shares = self._shares(text)
        place = int(shares.argmax())
        return self._languages[place], float(shares[place])

    def _shares(self, text: str) -> NDArray[np.float32]:
        """As py3langid does it: logarithms by the root of the text's length, or a long text would be too sure.

        A text without features is in all languages alike.
        """
        data = unicodedata.normalize("NFC", text.lower() if text.isupper() else text).encode("utf-8", "surrogatepass")
        features, counts = _counted(self._automaton.found(data))
        scores = np.log1p(counts, dtype=np.float32) @ self._weights.take(features, axis=0)
        if len(features):
            scores += self._priors
        odds = np.exp((scores - scores.max()) / np.float32(math.sqrt(len(data) or 1)))
        count = len(self._languages)
        shares: NDArray[np.float32] = odds[:count]
        shares[: len(odds) - count] += odds[count:]
        shares /= shares.sum()
        return shares


def _counted(features: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Each feature once, with how often it is there; in half the time of `numpy.unique`. Sorts `features`."""
    features.sort()
    starts = np.concatenate((features[:1] >= 0, features[1:] != features[:-1])).nonzero()[0]
    return features.take(starts), np.concatenate((starts[1:], [len(features)])) - starts
