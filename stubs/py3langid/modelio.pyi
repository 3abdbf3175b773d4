from array import array
from os import PathLike

import numpy as np
from numpy.typing import NDArray

def load_model(
    path: str | PathLike[str],
) -> tuple[NDArray[np.float16], NDArray[np.float32], list[str], array[int], array[int], list[int]]: ...
