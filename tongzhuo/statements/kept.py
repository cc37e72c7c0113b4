"""Queries that are put together once for each connection, and then only asked again with other values.

Putting a query together costs a join of a shift twenty times what the database takes to answer it. So a query that a
crowd asks is written as a function of its values, in the words of the ORM as any other:

    @kept
    def near(*, person: Any, until: Any) -> QuerySet[SignUp]:
        return SignUp.objects.filter(person=person, starts__lt=until)

    near(person=7, until=now())  # -> [SignUp, …]

The function is handed slots instead of values and is called once. So it asks nothing of a clock or a setting, it hands
a slot nowhere but to a filter or an expression, and no value is None or a list: those would be another query. What is
joined (`select_related`) or annotated comes along; what is prefetched does not.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import update_wrapper
from inspect import signature
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

Row = TypeVar("Row")
if TYPE_CHECKING:
    Compiler = SQLCompiler
else:
    Compiler = object


class Slot(Expression):
    """Stands in a query for a value that is known when it is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:  # type: ignore[override]  # noqa: ARG002 - as Django hands them over
        return "%s", [self]


class _Keeping(Compiler):
    """Mixed into the compiler of the database in use: keeps its statement, fills the slots."""

    values: dict[str, Any]
    _statement: tuple[str, tuple[Any, ...]] | None = None
    _converters: dict[int, Any] | None = None

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        if self._statement is None:
            self._statement = super().as_sql(*args, **kwargs)
        sql, params = self._statement
        return sql, tuple(self.values[one.name] if isinstance(one, Slot) else one for one in params)

    def get_converters(self, expressions: Any) -> Any:
        if self._converters is None:
            self._converters = super().get_converters(expressions)
        return self._converters


class Kept(Generic[Row]):
    """A query by name: call it with its values for the list of its rows."""

    def __init__(self, write: Callable[..., QuerySet[Any, Row]]) -> None:
        self._write = write
        self._names = frozenset(signature(write).parameters)
        self._mine = threading.local()
        update_wrapper(self, write)

    def __call__(self, **values: Any) -> list[Row]:
        if values.keys() != self._names or None in values.values():
            raise TypeError(f"{self._write.__name__} takes a value for each of {sorted(self._names)}")
        here = connections[DEFAULT_DB_ALIAS]
        if getattr(self._mine, "connection", None) is not here:
            self._mine.connection, self._mine.rows = here, self._put_together(here)
        rows: QuerySet[Any, Row] = self._mine.rows
        if rows.query.select_for_update and not here.in_atomic_block:
            raise TransactionManagementError(f"{self._write.__name__} locks rows, so it is asked inside a transaction")
        compiler = cast(_Keeping, rows.query.get_compiler(here.alias))
        compiler.values = {name: here.ops.adapt_unknown_value(value) for name, value in values.items()}
        return list(cast(Any, rows._iterable_class)(rows))

    def _put_together(self, here: BaseDatabaseWrapper) -> QuerySet[Any, Row]:
        """The rows as Django reads them; only their compiler is one that stays."""
        rows = self._write(**{name: Slot(name) for name in self._names})
        plain = rows.query.get_compiler(here.alias)
        compiler = type("KeepingCompiler", (_Keeping, type(plain)), {})(rows.query, here, here.alias)
        rows.query.get_compiler = lambda *_args, **_kwargs: compiler  # type: ignore[method-assign]
        return rows


def kept(write: Callable[..., QuerySet[Any, Row]]) -> Kept[Row]:
    """Keep the query that this function writes. All its parameters are by keyword."""
    return Kept(write)
