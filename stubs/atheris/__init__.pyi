# What the fuzzer uses of atheris, which is installed for it alone.

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

def instrument_imports(
    include: Sequence[str] | None = ..., exclude: Sequence[str] | None = ..., enable_loader_override: bool = ...
) -> AbstractContextManager[None]: ...
def Setup(  # noqa: N802 - its name
    args: Sequence[str], test_one_input: Callable[[bytes], None]
) -> list[str]: ...
def Fuzz() -> None: ...  # noqa: N802 - its name
