"""Who may teach the product new words."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer


def may_learn_terms(viewer: Viewer, *, at: datetime) -> Verdict:
    """The vocabulary is shared by every place: only the product itself changes it, by hand of whoever runs it."""
    if not viewer.is_system:
        return no("not_yours", _("Only whoever runs this installation adds words."))
    return OK
