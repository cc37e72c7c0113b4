"""What the desk's own pages allow. Each rule looks only at what it is handed; the others are those of the needs."""

from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import OK, Verdict, no


def may_ask_once_more(times: int, *, most: int, phone: str = "") -> Verdict:
    """Whether a connection nobody signed in from may send its `times`-th need in one hour; `phone` is the office's."""
    if times <= most:
        return OK
    if not phone:
        return no("asked_often", _("Many requests came from this connection. Please try again in an hour."), most=most)
    reason = _("Many requests came from this connection. Please call the office: %(phone)s") % {"phone": phone}
    return no("asked_often", reason, most=most)
