"""The ways out of the house, one module each. They know no rows: they are handed a parcel and say what came of it."""

from tongzhuo.notices.channels import chat, mail, sms
from tongzhuo.notices.channels.parcel import Carrier, NotSent, Parcel, Unclear

CARRIERS: dict[str, Carrier] = {"email": mail.Mail(), "sms": sms.TextMessage(), "chat": chat.Chat()}

__all__ = ["CARRIERS", "Carrier", "NotSent", "Parcel", "Unclear"]
