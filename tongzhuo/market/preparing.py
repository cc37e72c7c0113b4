"""Compiling the kernels once, before anybody waits for a plan."""

from pathlib import Path

from tongzhuo.engine.instance import Instance, Kind
from tongzhuo.engine.solving import solve
from tongzhuo.pairs.keeping import folder


def prepared() -> bool:
    """Whether the kernels of exactly this state of the package are on disk."""
    return _seal().exists()


def prepare() -> None:
    """Compile every kernel on a small question; a minute or so, once."""
    from tongzhuo.market.solver import Market  # late: loading it takes a while

    if prepared():
        return
    solve(_sampler(), solver=Market())
    _seal().touch()


def _seal() -> Path:
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    return place / "prepared"


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
