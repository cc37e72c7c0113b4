"""Every row of the rooms as text without its key, so that two runs can be compared."""

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model

NOT_OURS = ("vocabulary.Term", "people.Account")
SIGNED = re.compile(r":[0-9A-Za-z]{6}:[-_0-9A-Za-z]{40,}|:[-_0-9A-Za-z]{40,}")  # when, and by whose secret


def digest() -> dict[str, list[str]]:
    """The rows of each table, in one order; a row that another points to is called by its public code or its path."""
    names = {(model, row.pk): _name(row) for model in _models() for row in model._base_manager.all()}
    return {
        model._meta.label: sorted(_said(row, names) for row in model._base_manager.all())
        for model in _models()
        if model._meta.label not in NOT_OURS
    }


def _models() -> Iterator[type[Model]]:
    yield from (model for model in apps.get_models() if model.__module__.startswith("tongzhuo."))


def _name(row: Model) -> str:
    return str(getattr(row, "path", "") or getattr(row, "code", ""))


def _said(row: Model, names: dict[tuple[Any, Any], str]) -> str:
    said = []
    for field in (field for field in row._meta.concrete_fields if not field.primary_key):
        value = getattr(row, field.attname)
        if field.is_relation:
            value = names.get((field.related_model, value))
        said.append(SIGNED.sub("", repr(bytes(value) if isinstance(value, memoryview) else value)))
    return " ".join(said)
