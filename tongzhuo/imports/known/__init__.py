"""The layouts known by name, one file for each place they come from."""

from tongzhuo.imports.known.cn import CN
from tongzhuo.imports.known.us import US
from tongzhuo.imports.known.wuhan import WUHAN
from tongzhuo.imports.layouts import Layout

KNOWN: tuple[Layout, ...] = (*CN, *US, *WUHAN)
BY_NAME: dict[str, Layout] = {layout.name: layout for layout in KNOWN}
