"""QR codes, for paper and for pages."""

import io

import segno

BORDER = 2  # white squares around it; on paper and on a card there is more white around that


def qr_svg(text: str) -> str:
    """The code as one SVG element without a size: it fills what it is put into. Nothing inline that a page's policy
    would refuse. Up to 15 % of it may be dirty."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, nl=False, omitsize=True, border=BORDER, light="#fff"
    )
    return drawn.getvalue().decode()


def shown_digits(digits: str) -> str:
    """408 215: six digits as they are read aloud."""
    return f"{digits[:3]} {digits[3:]}"
