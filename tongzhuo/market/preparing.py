"""Compiling the kernels: once after installing, and again whenever the package has changed."""

import hashlib
from pathlib import Path

from numba.core import caching

from tongzhuo.engine.instance import Instance, Kind
from tongzhuo.engine.solving import solve
from tongzhuo.market import solver

_HERE = Path(__file__).parent
_SEAL = "prepared"


def prepared() -> bool:
    """The kernels of exactly this package are on disk."""
    seal = _cache() / _SEAL
    return seal.exists() and seal.read_text(encoding="utf-8") == _content()


def prepare() -> None:
    """Compile every kernel on a small question; a minute or so, once. Kernels of an earlier package are forgotten,
    since a kernel's own file may be the same while one that it calls has changed."""
    if prepared():
        return
    for kept in (*_cache().glob("*.nbi"), *_cache().glob("*.nbc")):
        kept.unlink()
    solve(_sampler(), solver=solver.Market())
    (_cache() / _SEAL).write_text(_content(), encoding="utf-8")


def _cache() -> Path:
    """The folder in which numba keeps the kernels of this package."""
    folder = Path(caching.FunctionCache(solver.quotes.py_func).cache_path)  # type: ignore[attr-defined]
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _content() -> str:
    """What the kernels are made from."""
    seal = hashlib.sha256()
    for path in sorted(_HERE.glob("*.py")):
        seal.update(path.read_bytes())
    return seal.hexdigest()


def _sampler() -> Instance:
    """Two needs that want the same person, and a need for a lot: every stage has something to do."""
    kinds = [Kind.PEOPLE, Kind.PEOPLE, Kind.PEOPLE, Kind.GOODS, Kind.MONEY]
    return Instance.build(
        need_code=["a", "b", "c"],
        role_code=["a1", "a2", "b1", "c1", "c2"], role_need=[0, 0, 1, 2, 2], role_kind=kinds,
        role_quantity=[1, 1, 1, 5, -1], role_start=[60, 300, 60, -1, -1], role_end=[120, 360, 120, -1, -1],
        party_code=["p", "q"], party_person=[True, False],
        supply_code=["s", "t", "u"], supply_party=[0, 1, 1], supply_kind=[Kind.PEOPLE, Kind.GOODS, Kind.MONEY],
        supply_capacity=[1, 3, -1], window_ptr=[0, 1, 1, 1], window_start=[0], window_end=[600],
    )  # fmt: skip
