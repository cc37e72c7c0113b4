"""How a certificate stands, and the languages it is written in."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tongzhuo.papers.shapes import CHINESE, ENGLISH, Languages


class CertificateState(TextChoices):
    ISSUED = "issued", _("genuine")
    TAKEN_BACK = "taken_back", _("taken back")


CERTIFICATE_MAY_FOLLOW: dict[str, frozenset[str]] = {
    CertificateState.ISSUED: frozenset({CertificateState.TAKEN_BACK}),
    CertificateState.TAKEN_BACK: frozenset(),
}


class Language(TextChoices):
    ZH = "zh", "中文"
    EN = "en", "English"
    BOTH = "both", _("Both")


LANGUAGES: dict[str, Languages] = {
    Language.ZH: (CHINESE,),
    Language.EN: (ENGLISH,),
    Language.BOTH: (CHINESE, ENGLISH),
}
