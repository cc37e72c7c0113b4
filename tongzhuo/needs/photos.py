"""A photo as it is kept: smaller, upright, and without what the telephone wrote into it (where, when, by whom)."""

import io
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.forms import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

MOST_PHOTO = 12 * 1024 * 1024  # bytes
MOST_PIXELS = 80_000_000
LARGEST_SIDE = 1600


def upright(upload: "UploadedFile[Any]") -> bytes:
    """The photo as JPEG. Raises ValidationError with a sentence when it is none, or too large."""
    if (upload.size or 0) > MOST_PHOTO:
        raise ValidationError(_("This photo is too large. Please choose a smaller one."), code="photo_too_large")
    try:
        picture = Image.open(io.BytesIO(upload.read()))
        if picture.width * picture.height > MOST_PIXELS:
            raise ValidationError(_("This photo is too large. Please choose a smaller one."), code="photo_too_large")
        turned = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise ValidationError(
            _("This file is not a photo we can open. Your words are kept."), code="no_photo"
        ) from None
    turned.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    out = io.BytesIO()
    turned.save(out, "JPEG", quality=82)
    return out.getvalue()
