"""Hours of service as an Open Badge 3.0: a credential of W3C's data model 2.0 that wallets of others can read.

Contexts are the public ones by their address. The words are those of the paper; the volunteer's number stands where
others would put an identity number.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from tongzhuo.seals.proofs import moment

CONTEXTS = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]


@dataclass(frozen=True)
class Recorder:
    """The unit that recorded the service: who recorded, certifies."""

    address: str
    name: str
    phone: str = ""


@dataclass(frozen=True)
class ProvenMinutes:
    """Minutes of one level of proof: its code name, and what people read for it."""

    level: str
    words: str
    minutes: int


@dataclass(frozen=True)
class ServiceBadge:
    """What a badge says. `address` is the public check page of the certificate and identifies it; `number` is the
    volunteer's, `first_day` and `last_day` are days in `zone`, `issued` and `until` are instants."""

    address: str
    title: str
    content: str
    how_earned: str
    volunteer: str
    number: str
    recorder: Recorder
    first_day: date
    last_day: date
    zone: ZoneInfo
    proven: tuple[ProvenMinutes, ...]
    issued: datetime
    until: datetime | None = None
    language: str = "zh-Hans"


def unsealed_badge(badge: ServiceBadge) -> dict[str, Any]:
    """The credential before `issue_seal` adds its issuer, its status and its proof."""
    made: dict[str, Any] = {
        "@context": CONTEXTS,
        "id": badge.address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": badge.title,
        "validFrom": moment(badge.issued),
        "credentialSubject": _subject(badge),
    }
    return made | ({"validUntil": moment(badge.until)} if badge.until else {})


def _subject(badge: ServiceBadge) -> dict[str, Any]:
    return {
        "type": ["AchievementSubject"],
        "identifier": [_identity("name", badge.volunteer), _identity("systemId", badge.number)],
        "activityStartDate": _instant(badge.first_day, time.min, badge.zone),
        "activityEndDate": _instant(badge.last_day, time(23, 59, 59), badge.zone),
        "creditsEarned": in_hours(sum(proven.minutes for proven in badge.proven)),
        "achievement": _achievement(badge),
        "result": [
            {
                "type": ["Result"],
                "resultDescription": f"{badge.address}#{proven.level}",
                "value": str(in_hours(proven.minutes)),
            }
            for proven in badge.proven
        ],
    }


def _achievement(badge: ServiceBadge) -> dict[str, Any]:
    return {
        "id": f"{badge.address}#service",
        "type": ["Achievement"],
        "achievementType": "CommunityService",
        "inLanguage": badge.language,
        "name": badge.title,
        "description": badge.content,
        "criteria": {"narrative": badge.how_earned},
        "creator": _profile(badge.recorder),
        "resultDescription": [
            {
                "id": f"{badge.address}#{proven.level}",
                "type": ["ResultDescription"],
                "name": proven.words,
                "resultType": "ext:hours",
            }
            for proven in badge.proven
        ],
    }


def _profile(recorder: Recorder) -> dict[str, Any]:
    profile = {"id": recorder.address, "type": ["Profile"], "name": recorder.name}
    return profile | ({"phone": recorder.phone} if recorder.phone else {})


def _identity(kind: str, value: str) -> dict[str, Any]:
    return {"type": "IdentityObject", "hashed": False, "identityType": kind, "identityHash": value}


def _instant(day: date, clock: time, zone: ZoneInfo) -> str:
    return moment(datetime.combine(day, clock, zone))


def in_hours(minutes: int) -> float:
    """Hours to two places, as they are printed."""
    return round(minutes / 60, 2)
