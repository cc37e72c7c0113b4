"""A gift as paper: the agreement, the receipt of one delivery, the label for the thing. Always in Chinese, as the law
wants it; for whoever reads English also in English."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from tongzhuo.gifts.models import Gift, Receipt
from tongzhuo.gifts.queries import today_at
from tongzhuo.gifts.states import GiftKind, Naming
from tongzhuo.look import dates
from tongzhuo.papers.giving import AgreementPaper, LabelPaper, ReceiptPaper, agreement_pdf, label_pdf, receipt_pdf
from tongzhuo.papers.shapes import CHINESE, ENGLISH, Languages
from tongzhuo.vocabulary.amounts import format_amount


def address_of(gift: Gift) -> str:
    """Where everybody sees where it is."""
    return f"{settings.SITE_ADDRESS}{reverse('gifts:trace', args=[gift.shown_code])}"


def languages() -> Languages:
    return (CHINESE,) if (get_language() or "").startswith("zh") else (CHINESE, ENGLISH)


def agreement_of(gift: Gift) -> bytes:
    said = languages()
    with override(said[0]):
        paper = AgreementPaper(
            number=gift.shown_code,
            address=address_of(gift),
            giver=gift.party_name,
            receiver=gift.receiver.name,
            kind=str(GiftKind(gift.kind).label),
            what=gift.title,
            quantity=format_amount(gift.quantity, gift.unit),
            made_on=today_at(gift.place),
            quality=gift.quality,
            purpose=gift.purpose.name if gift.purpose else _("Wherever it is needed"),
            delivery=_delivery(gift),
            back_by=dates.day(gift.return_on) if gift.return_on else "",
            naming=str(Naming(gift.naming).label),
            agreed=_agreed(gift),
        )
    return agreement_pdf(paper, languages=said)


def _delivery(gift: Gift) -> str:
    by = _("by %(day)s") % {"day": dates.day(gift.deliver_by)} if gift.deliver_by else ""
    return " · ".join(part for part in (by, gift.deliver_to) if part)


def _agreed(gift: Gift) -> list[tuple[str, str]]:
    sides = ((gift.party_name, gift.giver_agreed_at), (gift.receiver.name, gift.receiver_agreed_at))
    return [
        (name, _("agreed here on %(day)s") % {"day": dates.day(moment)} if moment else "") for name, moment in sides
    ]


def receipt_of(receipt: Receipt) -> bytes:
    delivery, said = receipt.delivery, languages()
    gift = delivery.gift
    with override(said[0]):
        paper = ReceiptPaper(
            number=receipt.number,
            address=address_of(gift),
            issuer=receipt.issuer.name,
            donor=receipt.donor,
            kind=str(GiftKind(gift.kind).label),
            what=gift.title,
            quantity=format_amount(delivery.quantity, gift.unit),
            received_on=delivery.on,
            issued_on=receipt.on,
            handler=receipt.handler.name if receipt.handler else "",
            purpose=gift.purpose.name if gift.purpose else "",
            note=delivery.note,
        )
    return receipt_pdf(paper, languages=said)


def label_of(gift: Gift) -> bytes:
    """For the thing itself: of several deliveries the serial number of the first that has one."""
    said = languages()
    lots = [delivery.lot for delivery in gift.deliveries.select_related("lot").order_by("pk")]
    with override(said[0]):
        paper = LabelPaper(
            number=gift.shown_code,
            address=address_of(gift),
            what=gift.title,
            keeper=gift.receiver.name,
            made_on=today_at(gift.place),
            serial=next((lot.serial for lot in lots if lot.serial), ""),
            best_before=next((lot.best_before.isoformat() for lot in lots if lot.best_before), ""),
        )
    return label_pdf(paper, languages=said)
