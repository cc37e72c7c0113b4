"""What somebody's words seem to say: one sentence, a day, a kind, how urgent. Only ever a suggestion."""

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.text import Truncator

from tongzhuo.needs.states import Urgency

LONGEST_TITLE = 60
_SENTENCE_ENDS = re.compile(r"[。！？!?\n]|\.(?=\s|$)")
_DAYS = (
    ("大后天", 3),
    ("后天", 2),
    ("明天", 1),
    ("明早", 1),
    ("今天", 0),
    ("今晚", 0),
    ("tomorrow", 1),
    ("today", 0),
    ("tonight", 0),
)
_ZH_WEEKDAY = re.compile(r"(下个?)?(?:周|星期|礼拜)([一二三四五六日天])")
_EN_WEEKDAY = re.compile(r"\b(?:(next) )?(mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
_EN_STEMS = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
_DATE = re.compile(r"(\d{1,2})月(\d{1,2})[日号]?")
_PRESSING = re.compile(
    r"马上|立刻|现在就|着急|很急|急用|紧急|今晚|摔倒|摔了|没吃的|断药|urgent|right now|at once|fell down|tonight",
    re.IGNORECASE,
)
# The first kind whose words are found is the one suggested.
_KINDS = (
    ("health", r"医院|看病|拿药|取药|复查|doctor|hospital|medicine|clinic"),
    ("children", r"孩子|小孩|放学|作业|娃|child|kids|school|homework"),
    ("getting-about", r"下楼|上楼|电梯|轮椅|stairs|lift\b|wheelchair"),
    ("food", r"买菜|做饭|吃饭|shopping|groceries|cook|meals?\b"),
    ("home", r"修|漏水|水管|灯坏|暖气|马桶|repair|leak|broken|heating"),
    ("neighbours", r"吵|噪音|打孔|钻孔|noise|drilling"),
    ("care", r"陪|说说话|聊天|照顾|照看|老人|company|lonely|talk to|look after|sit with"),
    ("hardship", r"没钱|困难|救济|棉衣|缺|poor|cannot afford|coat"),
)


@dataclass(frozen=True)
class Understood:
    """`kind` is the slug of a kind of need, or nothing."""

    title: str
    day: dt.date | None
    kind: str
    urgency: int


def understood(words: str, today: dt.date) -> Understood:
    day = _day_in(words, today)
    pressing = bool(_PRESSING.search(words)) or day == today
    kind = next((kind for kind, pattern in _KINDS if re.search(pattern, words, re.IGNORECASE)), "")
    return Understood(_title_of(words), day, kind, Urgency.URGENT if pressing else Urgency.ORDINARY)


def _title_of(words: str) -> str:
    """The first sentence that says something, cut where a line would end."""
    sentences = (sentence.strip(" ，,“”\"'") for sentence in _SENTENCE_ENDS.split(words.strip()))
    return Truncator(next((sentence for sentence in sentences if sentence), "")).chars(LONGEST_TITLE)


def _day_in(words: str, today: dt.date) -> dt.date | None:
    found = _date_in(words, today) or _weekday_in(words, today)
    if found:
        return found
    lower = words.lower()
    return next((today + dt.timedelta(days=ahead) for word, ahead in _DAYS if word in lower), None)


def _date_in(words: str, today: dt.date) -> dt.date | None:
    said = _DATE.search(words)
    if said is None:
        return None
    try:
        day = today.replace(month=int(said[1]), day=int(said[2]))
        return day if day >= today else day.replace(year=today.year + 1)
    except ValueError:  # the 31st of a short month, or a 29 February that the year does not have
        return None


def _weekday_in(words: str, today: dt.date) -> dt.date | None:
    """The next such day; with 下周 or "next" the one in the week after this."""
    chinese, english = _ZH_WEEKDAY.search(words), _EN_WEEKDAY.search(words)
    if chinese:
        weekday, in_next_week = min("一二三四五六日天".index(chinese[2]), 6), bool(chinese[1])
    elif english:
        weekday, in_next_week = _EN_STEMS.index(english[2].lower()), bool(english[1])
    else:
        return None
    if in_next_week:
        return today + dt.timedelta(days=7 - today.weekday() + weekday)
    return today + dt.timedelta(days=(weekday - today.weekday()) % 7)
