"""The targets of the Sustainable Development Goals (United Nations, A/RES/70/1): which exist, and which a kind of need
serves unless somebody has said otherwise."""

# By goal: how many numbered targets it has, and its last lettered one.
TARGETS: dict[int, tuple[int, str]] = {
    1: (5, "b"), 2: (5, "c"), 3: (9, "d"), 4: (7, "c"), 5: (6, "c"), 6: (6, "b"), 7: (3, "b"), 8: (10, "b"),
    9: (5, "c"), 10: (7, "c"), 11: (7, "c"), 12: (8, "c"), 13: (3, "b"), 14: (7, "c"), 15: (9, "c"), 16: (10, "b"),
    17: (19, ""),
}  # fmt: skip


def is_target(text: str) -> bool:
    """ "11.7" or "12.a"."""
    goal, _, part = text.partition(".")
    if not goal.isascii() or not goal.isdecimal() or int(goal) not in TARGETS or goal != str(int(goal)):
        return False
    numbered, lettered = TARGETS[int(goal)]
    if part.isascii() and part.isdecimal():
        return part == str(int(part)) and 1 <= int(part) <= numbered
    return len(part) == 1 and "a" <= part <= lettered


def in_order(targets: set[str]) -> list[str]:
    """By goal, numbered targets before lettered ones."""
    keys = {target: target.partition(".") for target in targets}
    return sorted(
        targets, key=lambda target: (int(keys[target][0]), keys[target][2].isalpha(), keys[target][2].zfill(2))
    )


# What a kind of need (by its slug) serves as long as nobody has said otherwise.
USUAL: dict[str, tuple[str, ...]] = {
    "care": ("3.8", "10.2"),
    "children": ("4.2", "16.2"),
    "disability": ("10.2", "11.7"),
    "health": ("3.8",),
    "learning": ("4.1", "4.4"),
    "food": ("2.1",),
    "hardship": ("1.2", "1.3"),
    "home": ("11.1",),
    "getting-about": ("11.2",),
    "mind": ("3.4",),
    "green": ("11.6", "12.5"),
    "culture": ("4.7", "11.4"),
    "safety": ("11.5", "16.1"),
    "neighbours": ("11.3", "16.7"),
    "newcomers": ("10.2", "10.7"),
    "animals": ("15.5",),
    "emergency": ("1.5", "11.5"),
}
