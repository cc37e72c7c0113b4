"""A question that was kept as npz, read again: whatever is not one is refused, and says why."""

import io
import zipfile
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongzhuo.engine.instance import MOST, InstanceError

UNREADABLE = (
    OSError,
    ValueError,
    EOFError,
    TypeError,
    NotImplementedError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)


def unpacked(data: bytes) -> tuple[int, str, dict[str, NDArray[Any]]]:
    """(now, epoch, columns) of what `Instance.to_bytes` wrote. Raises InstanceError for anything else."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as kept:
            columns = {name: kept[name] for name in kept.files}
    except UNREADABLE as error:
        raise InstanceError("data", -1, data[:8], f"not a kept instance ({error})") from error
    now, epoch = (_single(columns, name, empty) for name, empty in (("now", 0), ("epoch", "")))
    if not isinstance(now, int) or abs(now) > MOST:
        raise InstanceError("now", -1, now, f"expected a minute within {MOST}")
    for name, column in columns.items():
        if not isinstance(column, np.ndarray) or column.ndim != 1:
            raise InstanceError(name, -1, np.shape(column), "expected one column")
    return now, str(epoch), columns


def _single(columns: dict[str, NDArray[Any]], name: str, empty: object) -> object:
    """What is kept beside the columns, taken out of them."""
    value = np.asarray(columns.pop(name, empty))
    if value.ndim:
        raise InstanceError(name, -1, value.shape, "expected one value")
    return value.item()
