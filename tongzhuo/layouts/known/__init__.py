"""The layouts known by name, one file for each place they come from."""

from tongzhuo.layouts.known.answers import ANSWERS
from tongzhuo.layouts.known.cn import CN
from tongzhuo.layouts.known.us import US
from tongzhuo.layouts.known.wuhan import WUHAN
from tongzhuo.layouts.shape import Layout

KNOWN: tuple[Layout, ...] = (*CN, *US, *WUHAN, *ANSWERS)
BY_NAME: dict[str, Layout] = {layout.name: layout for layout in KNOWN}
