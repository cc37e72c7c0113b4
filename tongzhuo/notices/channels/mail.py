"""E-mail, through whatever EMAIL_URL names."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from tongzhuo.notices.channels.parcel import NotSent, Parcel, Unclear

FOR_GOOD = 500  # replies from here on are final (RFC 5321 §4.2.1)


class Mail:
    """The Message-ID stays the same, but a mail server may deliver it twice all the same: it does not dedupe."""

    dedupes = False

    def send(self, parcel: Parcel) -> None:
        connection = get_connection()
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent(f"{type(error).__name__}: {error}") from error
        try:
            connection.send_messages([_letter(parcel)])
        except smtplib.SMTPRecipientsRefused as refused:
            reply, words = next(iter(refused.recipients.values()))
            raise NotSent(_said(reply, words), address_refused=reply >= FOR_GOOD) from refused
        except smtplib.SMTPResponseException as refused:
            raise NotSent(
                _said(refused.smtp_code, refused.smtp_error), for_good=refused.smtp_code >= FOR_GOOD
            ) from refused
        except (OSError, smtplib.SMTPException) as error:
            raise Unclear(f"{type(error).__name__}: {error}") from error
        finally:
            connection.close()


def _letter(parcel: Parcel) -> EmailMessage:
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    headers = {"Message-ID": f"<{parcel.key}@{host}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(parcel.subject, parcel.body, to=[parcel.address], headers=headers)


def _said(reply: int, words: bytes | str) -> str:
    return f"{reply} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
