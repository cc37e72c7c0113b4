"""Kernels: functions over plain arrays that numba compiles once and keeps beside the package."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from numba.core import types
from numba.core.types.misc import unliteral

F = TypeVar("F", bound=Callable[..., object])


def kernel(function: F) -> F:
    """`function`, compiled at its first call and kept on disk; one thread, the same result on every run."""
    return cast(F, numba.njit(cache=True)(function))


def inner(function: F) -> F:
    """A kernel that only kernels call: it has no door to Python, which halves the time to compile it.

    Whole numbers of every width, and constants, come in as 64 bits, so that it is compiled once and not once a width.
    """
    dispatcher = numba.njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)
    of_types = dispatcher.get_call_template
    dispatcher.get_call_template = lambda args, kws: of_types(tuple(map(_widened, args)), kws)
    return cast(F, dispatcher)


def inlined(function: F) -> F:
    """An inner kernel that is written into those that call it: for what is asked millions of times, since handing over
    all the arrays of a question costs more than the answer."""
    return cast(F, numba.njit(cache=True, inline="always")(function))


def _widened(argument: Any) -> Any:
    plain = unliteral(argument)
    return types.int64 if isinstance(plain, types.Integer) else plain
