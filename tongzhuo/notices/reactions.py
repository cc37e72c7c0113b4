"""What follows when somebody is told something."""

from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext, override

from tongzhuo.kernel.memory import reacts_to
from tongzhuo.kernel.models import Line
from tongzhuo.notices import actions
from tongzhuo.notices.models import Notice, Sending
from tongzhuo.notices.states import Channel


@reacts_to("notice.written")
def send_by_email(line: Line) -> None:
    """Once, in the language the reader chose. When the post office is closed, the delivery is tried again later."""
    waiting = Sending.objects.select_for_update(of=("self",)).select_related("notice__to__home", "notice__to__account")
    sending = waiting.filter(notice__code=line.on_code, channel=Channel.EMAIL, sent_at=None, error="").first()
    if sending is None:
        return
    reader = sending.notice.to
    agreed = reader.agreed_channels.filter(channel=Channel.EMAIL).first()
    if agreed is None or reader.account is None or not reader.account.email:
        return
    with override(agreed.language):
        letter = _letter(sending.notice, reader.account.email)
    try:
        letter.send()
    except SMTPRecipientsRefused as refused:
        actions.note_sent(by=actions.THE_NOTICES, sending=sending, error=str(refused)[:2000])
        return
    actions.note_sent(by=actions.THE_NOTICES, sending=sending)


def _letter(notice: Notice, address: str) -> EmailMessage:
    said = notice.said
    lines = [*said.lines]
    if notice.url:
        lines.append(f"{settings.SITE_ADDRESS}{notice.url}")
    lines.append(gettext("You chose to be told by e-mail. You can change that on the page of your notices."))
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    # The same notice keeps the same number: a mailbox that gets it twice shows it once.
    headers = {"Message-ID": f"<{notice.code}@{host}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(said.subject, "\n\n".join(lines), to=[address], headers=headers)
