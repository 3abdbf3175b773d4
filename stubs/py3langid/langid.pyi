# What ingest.ngrams and its tests use of py3langid 0.4, which ships no types.
from collections.abc import Collection
from pathlib import Path
from typing import Self

MODEL_DIR: Path
MODEL_FILE: str

class LanguageIdentifier:
    @classmethod
    def from_model_file(cls, model_file: str, *, norm_probs: bool = False) -> Self: ...
    def set_languages(self, langs: Collection[str] | None = None) -> None: ...
    def rank(self, text: str | bytes) -> list[tuple[str, float]]: ...
