"""What somebody has been told, by which ways, and what did not reach them. Every page starts here."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils.timezone import now

from tongzhuo.kernel.fields import subtrees
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.notices.models import AgreedChannel, Call, Notice, Question, QuietHours, Sending
from tongzhuo.notices.states import UNDELIVERED, Channel
from tongzhuo.organisations.queries import people_met_by
from tongzhuo.organisations.states import KEEPERS, SPEAKERS
from tongzhuo.people.contacts import masked
from tongzhuo.people.models import ContactWay, Person
from tongzhuo.people.queries import has_agreed
from tongzhuo.people.rules import keeps_desk
from tongzhuo.people.states import DESK, Agreement, SeenBy, Way

KEPT_DAYS = 30
WAY_OF = {Channel.EMAIL: Way.EMAIL, Channel.SMS: Way.PHONE}


def told() -> QuerySet[Notice]:
    """Notices whose time has come and that nobody took back."""
    return Notice.objects.filter(due__lte=now(), taken_back_at=None)


def notices_visible_to(viewer: Viewer) -> QuerySet[Notice]:
    """One's own and those of people who act through one; unseen first, then the newest."""
    if not viewer.is_somebody:
        return Notice.objects.none()
    mine = Q(to=viewer.person_id) | Q(to__acts_through=viewer.person_id)
    return (
        told()
        .filter(mine)
        .select_related("to__home", "question")
        .order_by(F("seen_at").desc(nulls_first=True), "-due", "-pk")
    )


def unseen_by(viewer: Viewer) -> QuerySet[Notice]:
    """What is new for this person: for the frame of every page."""
    return told().filter(to=viewer.person_id, seen_at=None) if viewer.is_somebody else Notice.objects.none()


def unseen_count(viewer: Viewer) -> int:
    return unseen_by(viewer).count() if viewer.is_somebody else 0


def reader(viewer: Viewer) -> Person | None:
    return Person.objects.select_related("account", "home").filter(pk=viewer.person_id or 0).first()


def questions_visible_to(viewer: Viewer) -> QuerySet[Question]:
    own = notices_visible_to(viewer).values("pk")
    return Question.objects.filter(notice__in=own).select_related("notice__to__home")


def hours_of(person: Person) -> QuietHours | None:
    return QuietHours.objects.filter(person=person).first()


def ways_of(person: Person) -> dict[str, AgreedChannel]:
    return {way.channel: way for way in AgreedChannel.objects.filter(person=person)}


def addresses_of(person: Person, channel: str) -> list[str]:
    """The addresses a channel may use: the one in the account first, then those written down for this person. Those
    of messaging apps are not known before."""
    if channel not in WAY_OF:
        return []
    own = _in_account(person, channel)
    ways = ContactWay.objects.filter(person=person, way=WAY_OF[Channel(channel)]).order_by("pk")
    written = ways.values_list("value", flat=True)
    return list(dict.fromkeys(filter(None, (own, *written))))


def is_known(way: AgreedChannel) -> bool:
    """Whether the address is still one of the person's. Those of messaging apps are written down with the way alone."""
    return way.channel == Channel.CHAT or way.address in addresses_of(way.person, way.channel)


def is_proved(person: Person, channel: str, address: str) -> bool:
    """Whether signing in has shown already that this address is theirs."""
    return bool(address) and address == _in_account(person, channel)


def _in_account(person: Person, channel: str) -> str:
    account = person.account
    if account is None:
        return ""
    if channel == Channel.SMS:
        return (account.phone or "") if account.phone_verified else ""
    return (account.email or "") if channel == Channel.EMAIL else ""


def digits_asked(person: Person, since: datetime) -> int:
    lines = Line.objects.filter(on=f"person:{person.code}", did="notice.digits_asked", created__gte=since)
    return lines.count()


def digits_unsent(person: Person) -> set[str]:
    """The channels by which the digits that confirm an address did not get out."""
    found = Sending.objects.filter(way__person=person, notice=None, state__in=UNDELIVERED)
    return set(found.filter(way__confirmed_at=None, created__gte=F("way__asked_at")).values_list("channel", flat=True))


def undelivered_visible_to(viewer: Viewer) -> QuerySet[Sending]:
    """What did not go out, or perhaps not, to people of the places whose desk this viewer keeps; newest first."""
    here = subtrees(viewer.paths(*DESK), "notice__to__home__path")
    recent = Q(state__in=UNDELIVERED, due__gte=now() - timedelta(days=KEPT_DAYS))
    return Sending.objects.filter(here, recent).select_related("notice__to__home", "way").order_by("-due", "-pk")


def calls_visible_to(viewer: Viewer) -> QuerySet[Call]:
    """Calls this viewer may follow, with how many were told and how many have seen it; newest first."""
    if not viewer.is_somebody:
        return Call.objects.none()
    bodies = {held.organisation_id for held in viewer.mandates if held.role in SPEAKERS}
    mine = Q(sent_by=viewer.person_id) | Q(acting_for__in=bodies) | subtrees(viewer.paths(*KEEPERS))
    recent = Q(created__gte=now() - timedelta(days=KEPT_DAYS))
    seen = Count("notices", filter=Q(notices__seen_at__isnull=False))
    return Call.objects.filter(mine, recent).annotate(told=Count("notices"), seen=seen).order_by("-created", "-pk")


@dataclass(frozen=True)
class Told:
    """One reader of a call as its sender may see them; without a name they are only counted."""

    notice: Notice
    name: str
    phone: str

    @property
    def seen_at(self) -> datetime | None:
        return self.notice.seen_at


def readers_of(call: Call, viewer: Viewer) -> list[Told]:
    """Who was told: those who have not seen it first. Three queries, however many they are."""
    shared = ContactWay.objects.filter(way=Way.PHONE).order_by("pk")
    people = Person.objects.select_related("home").annotate(shares=has_agreed(Agreement.SHARE_CONTACT))
    people = people.prefetch_related(Prefetch("contact_ways", shared, to_attr="phones"))
    notices = call.notices.order_by(F("seen_at").asc(nulls_first=True), "pk").prefetch_related(Prefetch("to", people))
    known = set(people_met_by(viewer).filter(notices__call=call).values_list("pk", flat=True))
    return [_told(notice, viewer, by_name=call.at_one_table or notice.to_id in known) for notice in notices]


def _told(notice: Notice, viewer: Viewer, *, by_name: bool) -> Told:
    person = notice.to
    office = keeps_desk(viewer, person.home.path)
    name = person.name if office else person.shown_name
    shown = by_name or office
    return Told(notice, name if shown else "", _phone(person, office) if shown else "")


def _phone(person: Person, office: bool) -> str:
    """The number whole for the office and where its owner shares it with the table, else masked."""
    phones: list[ContactWay] = person.phones  # type: ignore[attr-defined]
    found = next((way for way in phones if office or way.seen_by != SeenBy.OFFICE), None)
    if found is None:
        return ""
    return found.value if office or person.shares else masked(Way.PHONE, found.value)  # type: ignore[attr-defined]
