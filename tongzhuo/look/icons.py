"""The line drawings: one for each of the five parties, and those of the interface. All 24 x 24, stroked, no colour."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

PARTY_ICONS: dict[str, str] = {
    "community": '<path d="M3.5 11.2 12 4l8.5 7.2M6 9.6V20h12V9.6M10 20v-5.5h4V20"/>',
    "ngo": (
        '<path d="M12 20.5v-9M12 13.5C12 9.4 9 7 4.5 7c0 4.3 2.7 6.5 7.5 6.5ZM12 11c0-3.8 2.7-6.5 7.5-6.5 0 '
        '4.4-2.7 6.5-7.5 6.5Z"/>'
    ),
    "social_worker": (
        '<circle cx="12" cy="7.6" r="3.6"/><path d="M4.5 20c.5-4.2 3.2-6.5 7.5-6.5s7 2.3 7.5 6.5"/><path d="m9.6 '
        '17.3 1.8 1.8 3.2-3.4"/>'
    ),
    "volunteers": '<path d="M8.5 3.5 4.8 5v6l1.7 1V20.5h11V12l1.7-1V5l-3.7-1.5L12 10ZM12 10v10.5"/>',
    "resources": (
        '<path d="M4.5 11.5v9h15v-9M3.5 7.5h17v4h-17zM12 7.5v13M12 7.5C10.5 3.8 6 3.2 6.6 5.8 7 7.3 9.6 7.5 12 '
        '7.5Zm0 0c1.5-3.7 6-4.3 5.4-1.7-.4 1.5-3 1.7-5.4 1.7Z"/>'
    ),
}

ICONS: dict[str, str] = {
    "check": '<path d="m4.5 12.5 5 5 10-11"/>',
    "minus": '<path d="M5 12h14"/>',
    "alert": '<path d="M12 4 2.8 20h18.4zM12 10v4.5M12 17.3v.2"/>',
    "mic": '<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3"/>',
    "hand": (
        '<path d="M7 12.5V6.2a1.5 1.5 0 0 1 3 0V11m0-6.3a1.5 1.5 0 0 1 3 0V11m0-5a1.5 1.5 0 0 1 3 0v6m0-3.5a1.5 '
        '1.5 0 0 1 3 0V15c0 4-2.5 6.5-6.2 6.5-3 0-4.6-1.3-6-3.7L3.6 14c-.8-1.5 1-2.9 2.2-1.7L7 13.5"/>'
    ),
    "home": '<path d="M3.5 11.2 12 4l8.5 7.2M6 9.6V20h12V9.6"/>',
    "list": '<path d="M8.5 6h12M8.5 12h12M8.5 18h12M3.8 6h.1M3.8 12h.1M3.8 18h.1"/>',
    "scan": '<path d="M4 8.5V4h4.5M15.5 4H20v4.5M20 15.5V20h-4.5M8.5 20H4v-4.5M4 12h16"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.3l3.3 2"/>',
    "me": '<circle cx="12" cy="8" r="4"/><path d="M4 20.5c.6-4.4 3.6-6.5 8-6.5s7.4 2.1 8 6.5"/>',
    "pin": '<path d="M12 21c4.5-4.6 7-8 7-11a7 7 0 1 0-14 0c0 3 2.5 6.4 7 11Z"/><circle cx="12" cy="10" r="2.5"/>',
    "cloud": (
        '<path d="M7 18.5a4.5 4.5 0 0 1-.5-9 6 6 0 0 1 11.4 1.6 3.7 3.7 0 0 1-.4 7.4zM12 12v4m0-4-1.8 1.8M12 '
        '12l1.8 1.8"/>'
    ),
    "doc": '<path d="M6 3.5h8l4 4v13H6zM14 3.5v4h4M9 12h6M9 15.5h6"/>',
    "bell": '<path d="M6 16.5V11a6 6 0 1 1 12 0v5.5l1.5 1.5h-15zM10 20.5a2.2 2.2 0 0 0 4 0"/>',
    "bulb": '<path d="M9 17.5c0-2.5-3-3.7-3-7.3a6 6 0 0 1 12 0c0 3.6-3 4.8-3 7.3zM10 21h4"/>',
    "book": (
        '<path d="M12 6.5C10 5 7 4.5 3.5 4.5v14c3.5 0 6.5.5 8.5 2 2-1.5 5-2 8.5-2v-14c-3.5 0-6.5.5-8.5 2Zm0 0v14"/>'
    ),
    "machine": (
        '<rect x="4.5" y="3.5" width="15" height="17" rx="2"/><path d="M4.5 9h15M8 6.3h3M16 6.3h.1"/><path '
        'd="M12 17.5c-2.6 0-3.5-1.8-3.5-4.5 2.7 0 4.2 1 4.2 3.5M12 17.5c0-1.7.9-2.7 3-3"/>'
    ),
    "team": (
        '<circle cx="9" cy="8.5" r="3.3"/><path d="M3 19.5c.4-3.7 2.6-5.5 6-5.5s5.6 1.8 6 5.5M15.5 5.6a3.2 3.2 0 '
        '0 1 0 5.9M17 14.2c2.4.5 3.7 2.3 4 5.3"/>'
    ),
    "map": '<path d="m3.5 6.5 5.7-2.5 5.6 2.5 5.7-2.5v13.5l-5.7 2.5-5.6-2.5-5.7 2.5zM9.2 4v13.5M14.8 6.5V20"/>',
    "chart": '<path d="M4 20.5h16.5M6.5 17v-5M12 17V5M17.5 17V9"/>',
    "camera": '<path d="M3.5 8h4l1.5-2.5h6L16.5 8h4v11.5h-17z"/><circle cx="12" cy="13.3" r="3.6"/>',
    "keyb": (
        '<rect x="2.5" y="6" width="19" height="12" rx="2"/><path d="M6 10h.1M9.5 10h.1M13 10h.1M16.5 10h1M6 '
        '14h.1M9 14h6M18 14h.1"/>'
    ),
    "eye": (
        '<path d="M2.5 12C5 7.5 8.2 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.7 6.5-9.5 6.5S5 16.5 2.5 12Z"/><circle '
        'cx="12" cy="12" r="3"/>'
    ),
    "lock": '<rect x="5" y="10.5" width="14" height="10" rx="2"/><path d="M8 10.5V7.5a4 4 0 0 1 8 0v3M12 14.5v2"/>',
    "globe": (
        '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5.5 5 11.5 0 17M12 3.5c-5 5.5-5 11.5 0 17"/>'
    ),
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "x": '<path d="m6 6 12 12M18 6 6 18"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "phone": (
        '<path d="M6 3.5h3l1.5 4.5-2 1.5c1 2.5 2.5 4 5 5l1.5-2 4.5 1.5v3c0 1.5-1 2.5-2.5 2.5C10 19.5 4 13 3.5 6 '
        '3.5 4.5 4.5 3.5 6 3.5Z"/>'
    ),
    "print": '<path d="M7 8.5v-5h10v5M7 17H4V8.5h16V17h-3M7 14h10v6.5H7z"/>',
    "down": '<path d="M12 4v11m0 0 4.5-4.5M12 15l-4.5-4.5M4.5 19.5h15"/>',
    "cal": '<rect x="4" y="5.5" width="16" height="15" rx="2"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>',
    "yuan": '<path d="m6.5 4.5 5.5 7 5.5-7M12 11.5v8.5M7.5 12h9M7.5 16h9"/>',
    "box": '<path d="m12 3.5 8 4v9l-8 4-8-4v-9zM4 7.5l8 4 8-4M12 11.5v9"/>',
    "truck": (
        '<path d="M2.5 6.5h11v10h-11zM13.5 10h4l4 3.5v3h-8zM7 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM17.5 19a2 2 0 1 0 '
        '0-4 2 2 0 0 0 0 4Z"/>'
    ),
    "store": '<path d="M3.5 20V9L12 4l8.5 5v11M7.5 20v-8h9v8M7.5 16h9"/>',
    "key": '<circle cx="8" cy="12" r="4"/><path d="M12 12h9M18 12v3.5M15 12v2.5"/>',
    "merge": '<path d="M5 4v3c0 5 7 4 7 9.5M19 4v3c0 5-7 4-7 9.5V20m0 .5-3-3m3 3 3-3"/>',
    "moon": '<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z"/>',
    "back": '<path d="M15 5 8 12l7 7"/>',
    "refer": '<path d="M4 18c0-6 3.5-9 10-9h5.5m0 0L15 4.5M19.5 9 15 13.5"/>',
    "play": '<path d="M8 5.5v13l10.5-6.5z"/>',
    "undo": '<path d="M8.5 5 4.5 9l4 4M4.5 9h9a5.5 5.5 0 0 1 0 11H9"/>',
    "care": (
        '<path d="M12 20.5C7 16.5 3.5 13 3.5 9A4.5 4.5 0 0 1 12 7a4.5 4.5 0 0 1 8.5 2c0 4-3.5 7.5-8.5 11.5ZM12 '
        '9.5v5M9.5 12h5"/>'
    ),
    "basket": '<path d="M3.5 10h17l-2 10h-13zM8 10l3-6M16 10l-3-6M9.5 13.5v3M14.5 13.5v3"/>',
    "wrench": (
        '<path d="M14.5 6a4.5 4.5 0 0 1 5.7-1.7L17 7.5l.5 2 2 .5 1.8-3a4.5 4.5 0 0 1-6.3 5L7.5 20a2.1 2.1 0 0 '
        '1-3-3L13 9c-.2-1 .5-2.3 1.5-3Z"/>'
    ),
    "child": '<circle cx="12" cy="7" r="3.5"/><path d="M6 12.5c2 1.5 4 2 6 2s4-.5 6-2M9 14.2V20.5M15 14.2V20.5"/>',
    "talk": '<path d="M4 5h16v11h-8l-4.5 4v-4H4zM8 9h8M8 12h5"/>',
    "bolt": '<path d="M13 3 5.5 13.5H11L10 21l8-11h-5.5z"/>',
    "flag": '<path d="M6 21V4h11l-2 4 2 4H6"/>',
    "firm": (
        '<path d="M4.5 20.5v-15h9v15M13.5 10h6v10.5M2.5 20.5h19M7.5 9h3M7.5 12.5h3M7.5 16h3M16.3 13.5h.5M16.3 17h.5"/>'
    ),
    "gov": '<circle cx="12" cy="12" r="8.5"/><circle cx="12" cy="12" r="2.5"/>',
    "torch": '<path d="M8 3.5h8v4l-2 3v10h-4v-10l-2-3zM8 7.5h8M12 13.5v2"/>',
    "more": '<path d="M6 12h.1M12 12h.1M18 12h.1"/>',
    "pen": '<path d="m4.5 19.5 1-4.5L16 4.5l3.5 3.5L9 18.5zM13.5 7l3.5 3.5"/>',
    "link": (
        '<path d="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1"/>'
    ),
    "up": '<path d="M12 20V9m0 0 4.5 4.5M12 9l-4.5 4.5M4.5 4.5h15"/>',
}


def icon_svg(name: str) -> SafeString:
    """An icon of the interface. It says nothing by itself: the words stand beside it or in an aria-label."""
    return _drawn(ICONS[name])


def party_icon_svg(party: str) -> SafeString:
    """The icon of a party: community, ngo, social_worker, volunteers or resources."""
    return _drawn(PARTY_ICONS[party])


def _drawn(lines: str) -> SafeString:
    return format_html('<svg class="i" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', mark_safe(lines))
