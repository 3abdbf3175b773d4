# What ingest.language uses of py3langid 0.4, which ships no types.
from array import array
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MODEL_DIR: Path
MODEL_FILE: str

class LanguageIdentifier:
    nb_classes: list[str]
    def __init__(
        self,
        nb_ptc: NDArray[np.float16],
        nb_pc: NDArray[np.float32],
        nb_classes: list[str],
        tk_nextmove: array[int],
        tk_output: list[int],
        norm_probs: bool = False,
        min_confidence: float | None = None,
        *,
        tk_row: array[int],
    ) -> None: ...
    def classify(self, text: str | bytes) -> tuple[str, float]: ...
    def rank(self, text: str | bytes) -> list[tuple[str, float]]: ...
