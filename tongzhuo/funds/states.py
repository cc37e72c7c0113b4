"""How a fund stands, what became of an application, how a member voted, and which account a disclosure is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FundState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("a fund", "Waits for the charity’s yes")
    RUNNING = "running", pgettext_lazy("a fund", "Runs")
    ENDED = "ended", pgettext_lazy("a fund", "Has ended")


FUND_MAY_FOLLOW: dict[str, frozenset[str]] = {
    FundState.PROPOSED: frozenset({FundState.RUNNING}),
    FundState.RUNNING: frozenset({FundState.ENDED}),
    FundState.ENDED: frozenset(),
}


class ApplicationState(TextChoices):
    SUBMITTED = "submitted", pgettext_lazy("an application", "Waits for the committee")
    WITHDRAWN = "withdrawn", pgettext_lazy("an application", "Taken back")
    REFUSED = "refused", pgettext_lazy("an application", "Not granted")
    GRANTED = "granted", pgettext_lazy("an application", "Granted")
    SETTLED = "settled", pgettext_lazy("an application", "Granted and settled")


APPLICATION_MAY_FOLLOW: dict[str, frozenset[str]] = {
    ApplicationState.SUBMITTED: frozenset(
        {ApplicationState.WITHDRAWN, ApplicationState.REFUSED, ApplicationState.GRANTED}
    ),
    ApplicationState.GRANTED: frozenset({ApplicationState.SETTLED}),
    ApplicationState.WITHDRAWN: frozenset(),
    ApplicationState.REFUSED: frozenset(),
    ApplicationState.SETTLED: frozenset(),
}
# What everybody may read; the others are read by the applicant, the committee, the office and the charity.
PUBLIC = (ApplicationState.GRANTED, ApplicationState.SETTLED)


class Choice(TextChoices):
    FOR = "for", pgettext_lazy("a vote", "for")
    AGAINST = "against", pgettext_lazy("a vote", "against")
    ABSTAINED = "abstained", pgettext_lazy("a vote", "abstained")
    STEPPED_ASIDE = "aside", pgettext_lazy("a vote", "stepped aside")


CAST = (Choice.FOR, Choice.AGAINST, Choice.ABSTAINED)


class DisclosureKind(TextChoices):
    QUARTER = "quarter", _("Three months")
    FULL = "full", _("Full account")
