"""Kernels over the question and the books: they own nothing, so that nobody counts who refers to their arrays.

Numba counts, at every call, the references to each of the forty arrays that a question and its books are made of, which
takes ten times as long as a price. A kernel without memory of its own need not: it makes no arrays and returns none.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from numba.core import types
from numba.core.types.misc import unliteral

F = TypeVar("F", bound=Callable[..., object])


def kernel(function: F) -> F:
    """`function`, compiled at its first call and kept on disk; one thread, the same result on every run."""
    return cast(F, numba.njit(cache=True, _nrt=False)(function))


def inner(function: F) -> F:
    """A kernel that only kernels call. Whole numbers of every width come in as 64 bits, so that it is compiled once."""
    return _one_width(numba.njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)(function))


def inlined(function: F) -> F:
    """An inner kernel that becomes part of those that call it, for what is asked millions of times."""
    return _one_width(numba.njit(cache=True, no_cfunc_wrapper=True, forceinline=True, _nrt=False)(function))


def _one_width(dispatcher: Any) -> Any:
    of_types = dispatcher.get_call_template
    dispatcher.get_call_template = lambda args, kws: of_types(tuple(map(_widened, args)), kws)
    return dispatcher


def _widened(argument: Any) -> Any:
    plain = unliteral(argument)
    if isinstance(plain, types.Integer):
        return types.int64
    return plain
