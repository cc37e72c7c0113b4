"""A browser whose camera sees one picture at a time, held before it by the test."""

import io
import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from tests.browser.conftest import QUIET

SIZE = (640, 480)


class Camera:
    """`browser` has it; what it sees is drawn anew whenever a page opens the camera."""

    def __init__(self, beside: Browser, folder: Path) -> None:
        self.film = folder / "seen.mjpeg"
        self.hold(Image.new("L", (1, 1)))
        film = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
        film += [f"--use-file-for-fake-video-capture={self.film}", *QUIET]
        where = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        self.browser = beside.browser_type.launch(executable_path=where, args=film)

    def hold(self, picture: bytes | Image.Image) -> None:
        """A picture, or a file of one, a hand's width away."""
        seen = picture if isinstance(picture, Image.Image) else Image.open(io.BytesIO(picture))
        frame = Image.new("RGB", SIZE, "white")
        frame.paste(seen.convert("RGB").resize((400, 400)), (120, 40))
        frame.save(self.film, "JPEG", quality=95)
