"""What is shown of a shift on a screen or on paper: the code of the day, minute by minute, the day sheet, passes."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language

from tongzhuo.look import dates
from tongzhuo.organisations.requests import Request
from tongzhuo.papers.codes import qr_svg, shown_digits
from tongzhuo.papers.shapes import CHINESE, ENGLISH, Awaited, DaySheet, Gathering, Languages, Pass
from tongzhuo.records import queries
from tongzhuo.records.codes import day_code, minutes_ahead, six_digits
from tongzhuo.records.passes import pass_digits, pass_token
from tongzhuo.records.rules import EARLY, LATE
from tongzhuo.service.models import Shift, SignUp

LONGEST_AHEAD = dt.timedelta(hours=16)  # of codes that one page carries


def here_address(request: Request, shift: Shift, code: str) -> str:
    """What the QR of the day opens."""
    return f"{request.build_absolute_uri(reverse('records:here', args=[shift.code]))}?c={code}"


def pass_address(request: Request, sign_up: SignUp) -> str:
    """What the QR of a pass opens: for whoever leads, the scanner with the pass in it."""
    return request.build_absolute_uri(reverse("records:shown", args=[pass_token(sign_up)]))


def code_of_the_day(request: Request, shift: Shift, at: dt.datetime) -> dict[str, Any]:
    """This minute's code drawn, its digits, and the block from which the page goes on by itself without a network."""
    code = day_code(shift, at)
    since = max(at, shift.starts - EARLY)
    first, signatures = minutes_ahead(shift, since, min(shift.ends + LATE, since + LONGEST_AHEAD))
    stem = here_address(request, shift, f"{shift.code}.")
    return {
        "qr": qr_svg(here_address(request, shift, code)),
        "digits": shown_digits(six_digits(shift, at)),
        "codes": {"stem": stem, "first": first, "signatures": signatures},
    }


def pass_of(request: Request, sign_up: SignUp) -> dict[str, Any]:
    return {"qr": qr_svg(pass_address(request, sign_up)), "digits": shown_digits(pass_digits(sign_up))}


def day_sheet(request: Request, shift: Shift, at: dt.datetime) -> DaySheet:
    """The roster to be printed before the day. Its code is that of the first minute: who scans it later types the
    digits on the leader's page, or signs."""
    opens = max(at, shift.starts)
    unit = shift.activity.recorded_by
    return DaySheet(
        gathering=_gathering(shift),
        organiser=unit.name if unit else shift.activity.place.name,
        address=here_address(request, shift, day_code(shift, opens)),
        digits=six_digits(shift, opens),
        printed_on=localdate(at),
        awaited=tuple(Awaited(line.sign_up.person.shown_name) for line in queries.sheet_of(shift)),
    )


def slips(request: Request, shift: Shift) -> list[Pass]:
    """A pass on paper for each who signed up."""
    gathering = _gathering(shift)
    return [
        Pass(
            gathering,
            line.sign_up.person.shown_name,
            line.sign_up.person.volunteer_number or "",
            pass_address(request, line.sign_up),
            pass_digits(line.sign_up),
        )
        for line in queries.sheet_of(shift)
    ]


def paper_languages() -> Languages:
    """The reader's language first; the other beside it."""
    return (ENGLISH, CHINESE) if (get_language() or "").startswith(ENGLISH) else (CHINESE,)


def _gathering(shift: Shift) -> Gathering:
    activity = shift.activity
    return Gathering(
        activity=activity.shown_title,
        when=dates.span(shift.starts, shift.ends),
        place=activity.meeting_point or activity.place.name,
        leader=activity.in_charge.shown_name if activity.in_charge else "",
    )
