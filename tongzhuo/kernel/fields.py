"""Two kinds of column that several rooms need: a place path, and text that only the field key opens."""

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.encoding import force_bytes

if TYPE_CHECKING:
    TextBase = models.TextField[str, str]
    CharBase = models.CharField[str, str]
else:
    TextBase, CharBase = models.TextField, models.CharField


class PathField(CharBase):
    """Segments with `/` at both ends, country first. Compared byte by byte on every database,
    so that a subtree is the range `path >= p AND path < p[:-1] + '0'`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 160)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        return super().db_parameters(connection) | {"collation": "C" if connection.vendor == "postgresql" else None}


def subtree(path: str, field: str = "path") -> models.Q:
    """Rows at or under `path`. The path "" means everywhere."""
    if not path:
        return models.Q()
    return models.Q(**{f"{field}__gte": path, f"{field}__lt": path[:-1] + "0"})


def subtrees(paths: tuple[str, ...], field: str = "path") -> models.Q:
    """Rows at or under any of `paths`; none of them means no rows."""
    found = models.Q(pk__in=[])
    for path in paths:
        found |= subtree(path, field)
    return found


class SealedTextField(TextBase):
    """Text encrypted with FIELD_KEY (comma-separated keys: the first writes, all of them read)."""

    def get_prep_value(self, value: Any) -> Any:
        return value if not value else _sealer().encrypt(force_bytes(value)).decode()

    def from_db_value(self, value: str | None, *_args: Any) -> str | None:
        if not value:
            return value
        try:
            return _sealer().decrypt(value.encode()).decode()
        except InvalidToken as error:
            raise InvalidToken(
                "A sealed field does not open with FIELD_KEY. Is it the key this database was made with?"
            ) from error


def _sealer() -> MultiFernet:
    return MultiFernet([Fernet(_fernet_key(key)) for key in settings.FIELD_KEY.split(",")])


def _fernet_key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest())
