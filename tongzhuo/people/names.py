"""Names for few eyes, and the forms of them that more people may read."""

import re

_TWO_CHARACTERS = re.compile("欧阳|司马|上官|诸葛|司徒|夏侯|东方|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|端木|南宫")
_HAN = re.compile(r"[\u3400-\u9fff]")
_POLITE = ("先生", "女士", "阿姨", "叔叔", "大爷", "大妈", "奶奶", "爷爷", "老师", "师傅", "同志", "家")


def surname_form(name: str) -> str:
    """孙伟 → 孙某, 欧阳明 → 欧阳某, Maria Lopez → M. Lopez. A form like 郭先生 stays as it is."""
    name = name.strip()
    if not name or name.endswith(_POLITE):
        return name
    if _HAN.match(name):
        surname = name[:2] if _TWO_CHARACTERS.match(name) and len(name) > 2 else name[:1]
        return f"{surname}某"
    first, *others = name.split()
    return f"{first[0].upper()}. {others[-1]}" if others else f"{first[0].upper()}."
