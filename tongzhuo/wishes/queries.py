"""Open asks for goods and money as a public list: what is open of each, and which come next. Every page starts here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import BigIntegerField, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from tongzhuo.gifts.models import Gift
from tongzhuo.kernel.fields import subtree, subtrees
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.queries import own_links
from tongzhuo.linkages.supply import holding
from tongzhuo.needs.asked import amount_words, asked_words
from tongzhuo.needs.models import Ask, Occasion
from tongzhuo.needs.queries import community_of
from tongzhuo.needs.states import OPEN_STATES, AskKind
from tongzhuo.organisations.states import KEEPERS
from tongzhuo.places.models import Place
from tongzhuo.places.queries import zone_of
from tongzhuo.wishes.models import LeftWord
from tongzhuo.wishes.rules import WISHED
from tongzhuo.wishes.states import WishKind, WordState

# Small enough for one neighbour to bring: three things, 500 yuan.
MICRO_THINGS, MICRO_FEN = 3, 50_000
MICRO = Q(need__size=1, need__common=False) & (
    Q(kind=AskKind.GOODS, quantity__lte=MICRO_THINGS) | Q(kind=AskKind.MONEY, quantity__lte=MICRO_FEN)
)
KINDS: dict[str, Q] = {
    WishKind.MICRO: MICRO,
    WishKind.GOODS: Q(kind=AskKind.GOODS),
    WishKind.MONEY: Q(kind=AskKind.MONEY),
}
NEXT_BEST, LOOKED_AT = 3, 60
AT_MOST_DAYS = 14  # within which something is brought when no day was said


def open_occasions(at: datetime) -> QuerySet[Occasion]:
    """Those that still lack something: `taken` is held by links, whoever made them."""
    held = holding().filter(occasion=OuterRef("pk")).order_by()
    sums = held.values("occasion").annotate(sum=Sum("quantity")).values("sum")
    taken = Coalesce(Subquery(sums, output_field=BigIntegerField()), 0)
    ahead = Q(starts__gt=at) | Q(starts=None, ends=None) | Q(starts=None, ends__gt=at)
    rows = Occasion.objects.annotate(taken=taken, is_held=Exists(held)).filter(ahead)
    return rows.filter(Q(quantity=None, is_held=False) | Q(quantity__gt=F("taken")))


def wishes_visible_to(viewer: Viewer, *, at: datetime) -> QuerySet[Ask]:  # noqa: ARG001 - they are public
    """The same for everybody: confirmed needs of which something is open."""
    still_open = open_occasions(at)
    rows = Ask.objects.filter(kind__in=WISHED, need__state__in=OPEN_STATES)
    rows = rows.filter(Exists(still_open.filter(ask=OuterRef("pk"))))
    rows = rows.select_related("need__place__parent__parent", "what__base", "unit__base")
    found = Prefetch("occasions", still_open.order_by("starts", "ends", "pk"), to_attr="still_open")
    return rows.prefetch_related(found).order_by("-need__urgency", "need__ends_on", "pk")


def narrowed(asks: QuerySet[Ask], *, kind: str = "", path: str = "") -> QuerySet[Ask]:
    asks = asks.filter(KINDS[kind]) if kind in KINDS else asks
    return asks.filter(subtree(path, "need__place__path")) if path else asks


def places_of(asks: QuerySet[Ask]) -> list[Place]:
    """The communities that wish for something."""
    rows = Place.objects.filter(pk__in=asks.order_by().values("need__place"))
    return list({place.pk: place for place in map(community_of, rows.select_related("parent__parent"))}.values())


@dataclass(frozen=True)
class Wish:
    """An ask with the first of its occasions of which something is open. `left` in base units, None: to be agreed."""

    ask: Ask
    occasion: Occasion
    taken: int

    @property
    def left(self) -> int | None:
        wanted = self.occasion.quantity
        return None if wanted is None else max(0, wanted - self.taken)

    @property
    def title(self) -> str:
        return asked_words(self.ask, self.left or self.occasion.quantity)

    @property
    def left_words(self) -> str:
        return amount_words(self.ask, self.left)

    @property
    def wanted_words(self) -> str:
        return amount_words(self.ask, self.occasion.quantity)

    @property
    def place(self) -> Place:
        return community_of(self.ask.need.place)

    @property
    def last(self) -> date | None:
        """The day on which it is needed at the latest."""
        moment = self.occasion.starts or self.occasion.ends
        return moment.astimezone(zone_of(self.ask.need.place)).date() if moment else self.ask.need.ends_on

    @property
    def today(self) -> date:
        return today_at(self.ask.need.place)

    @property
    def usual_day(self) -> date:
        """By when it is brought when nobody says otherwise."""
        soon = self.today + timedelta(days=AT_MOST_DAYS)
        return max(self.today, min(soon, self.last or soon))

    @property
    def is_micro(self) -> bool:
        need, small = self.ask.need, MICRO_FEN if self.ask.kind == AskKind.MONEY else MICRO_THINGS
        return need.size == 1 and not need.common and 0 < (self.ask.quantity or 0) <= small


def today_at(place: Place) -> date:
    return localdate(timezone=zone_of(place))


def wishes_of(asks: Iterable[Ask]) -> list[Wish]:
    """Asks fetched by `wishes_visible_to`."""
    found = []
    for ask in asks:
        for occasion in ask.still_open[:1]:  # type: ignore[attr-defined]
            occasion.ask = ask
            found.append(Wish(ask, occasion, occasion.taken))
    return found


def wish_of(occasion: Occasion) -> Wish:
    """As it is now; under the lock of its need nobody takes any of it meanwhile. What is to be agreed and promised
    already has nothing left."""
    held = holding().filter(occasion=occasion)
    taken = int(held.aggregate(sum=Sum("quantity"))["sum"] or 0)
    if occasion.quantity is None and held.exists():
        occasion.quantity = taken
    return Wish(occasion.ask, occasion, taken)


def next_best(viewer: Viewer, ask: Ask, *, at: datetime) -> list[Wish]:
    """What whoever came too late could bring instead: the same thing, else the nearest; at most three."""
    others = wishes_visible_to(viewer, at=at).filter(kind=ask.kind).exclude(pk=ask.pk)
    same = others.filter(what=ask.what_id, what_text=ask.what_text)
    around = "/".join(ask.need.place.path.split("/")[:-2]) + "/"
    near = others.filter(subtree(around, "need__place__path"))
    found = {one.pk: one for rows in (same, near) for one in rows[:LOOKED_AT]}

    def far(one: Ask) -> tuple[bool, int, int]:
        shared = _shared(one.need.place.path, ask.need.place.path)
        return (one.what_id, one.what_text) != (ask.what_id, ask.what_text), -shared, one.pk

    return wishes_of(sorted(found.values(), key=far)[:NEXT_BEST])


def _shared(one: str, other: str) -> int:
    """How many steps from the root two paths share."""
    pairs = zip(one.split("/"), other.split("/"), strict=False)
    return next((step for step, (a, b) in enumerate(pairs) if a != b), len(one))


def claims_of(viewer: Viewer) -> QuerySet[Link]:
    """What this viewer, or an organisation they speak for, took off the list."""
    kept = own_links(viewer).filter(occasion__ask__kind__in=WISHED, reasons__0__wish=True)
    return kept.order_by("-pk")


def gift_of(link: Link) -> Gift | None:
    return Gift.objects.filter(source=f"link:{link.code}").select_related("unit__base", "item", "receiver").first()


def words_visible_to(viewer: Viewer) -> QuerySet[LeftWord]:
    """Those left for the places whose table this viewer keeps."""
    rows = LeftWord.objects.select_related(
        "occasion__ask__need__place", "occasion__ask__what__base", "occasion__ask__unit__base", "link"
    )
    return rows.filter(subtrees(viewer.paths(*KEEPERS), "occasion__ask__need__place__path"))


def waiting_words(viewer: Viewer) -> QuerySet[LeftWord]:
    return words_visible_to(viewer).filter(state=WordState.WAITING).order_by("created", "pk")
