"""What a match, or the lack of one, is in words: short, in the language of the reader, nothing about anybody helped."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tongzhuo.companies.finding import Match
from tongzhuo.companies.models import Package
from tongzhuo.companies.states import OnSite, Power
from tongzhuo.linkages.words import distance
from tongzhuo.look import dates
from tongzhuo.look.ring import party_name
from tongzhuo.needs.asked import asked_words
from tongzhuo.needs.states import SEAT_OF, Seat
from tongzhuo.planning.offering import Obstacle
from tongzhuo.resources.states import OfferKind

FAR_M, SOON_DAYS, MOST_REASONS, FEW = 5000, 7, 3, 5


def reasons_of(match: Match) -> list[str]:
    """Two or three things that speak for it."""
    asked = [asked_words(one.occasion.ask, one.quantity) for one in match.brought]
    told = [_("They ask for it: %(what)s.") % {"what": pgettext("between things", "; ").join(asked)}]
    if match.operator is not None:
        told.append(_("%(name)s runs it there.") % {"name": match.operator.name})
    if match.site_said is not None:
        told.append(
            _("What it needs was there when the office said so on %(day)s.") % {"day": dates.day(match.site_said)}
        )
    if all(state in (Seat.SEATED, Seat.NONE) for state in match.seats.values()):
        told.append(_("With you, every seat at the table is taken."))
    if match.metres is not None and match.metres <= FAR_M:
        told.append(_("%(distance)s from your office.") % {"distance": distance(match.metres)})
    if match.need.size >= FEW:
        told.append(_("It is for %(n)d people.") % {"n": match.need.size})
    return told[:MOST_REASONS]


def problems_of(package: Package, match: Match, *, at: datetime) -> list[str]:
    """What would go wrong, or is not known yet."""
    told = [*_site(package, match), *_room(match), *_left_over(match), *_empty(match)]
    if match.metres is not None and match.metres > FAR_M:
        told.append(_("It is %(distance)s from your office.") % {"distance": distance(match.metres)})
    first = min((one.occasion.starts for one in match.brought if one.occasion.starts), default=None)
    if first is not None and (days := (first - at).days) < SOON_DAYS:
        told.append(
            ngettext("The day is close: %(n)d day from now.", "The day is close: %(n)d days from now.", days)
            % {"n": days}
        )
    return told


def site_words(package: Package) -> dict[str, str]:
    """By the name of the thing that must be there: what exactly."""
    words = {
        OnSite.POWER: _("power, %(what)s") % {"what": Power(package.power).label} if package.power else "",
        OnSite.GROUND: _("hard ground, %(n)d m²") % {"n": package.ground_m2} if package.ground_m2 else "",
        OnSite.KEEPER: _("somebody who runs it") if package.needs_keeper else "",
    }
    return {str(name): said for name, said in words.items() if said}


def obstacle_words(obstacle: Obstacle) -> str:
    """Why nobody can use this part of a package, and what would change that."""
    facts = {"what": obstacle.offer.title, "n": obstacle.asked}
    if obstacle.alone["distance"] and obstacle.nearest is not None:
        kilometres = {"km": -int(-obstacle.nearest // 1000)}
        said = ngettext(
            "%(what)s: %(n)d seat waits too far away. Within %(km)d km it would fit.",
            "%(what)s: %(n)d seats wait too far away. Within %(km)d km the nearest would fit.",
            obstacle.alone["distance"],
        )
        return said % (facts | kilometres | {"n": obstacle.alone["distance"]})
    if obstacle.alone["time"]:
        said = ngettext(
            "%(what)s: %(n)d seat waits, but at another time.",
            "%(what)s: %(n)d seats wait, but at another time.",
            obstacle.alone["time"],
        )
        return said % (facts | {"n": obstacle.alone["time"]})
    if obstacle.alone["capacity"]:
        return _("%(what)s: communities ask for it, but for another amount than you have left.") % facts
    if obstacle.alone["checks"]:
        return _("%(what)s: it takes a check first, since people go into homes.") % facts
    if not obstacle.asked:
        return _("%(what)s: nobody within reach asks for it at the moment.") % facts
    return _("%(what)s: several things do not fit together at once.") % facts


def _site(package: Package, match: Match) -> list[str]:
    told, words = [], site_words(package)
    unknown = [said for name, said in words.items() if name not in match.site and name != OnSite.KEEPER]
    if unknown:
        told.append(
            _("Nobody has said yet whether this is there: %(what)s. They say so when they accept.")
            % {"what": pgettext("between things", "; ").join(unknown)}
        )
    if package.needs_keeper and match.operator is None:
        told.append(_("Nobody runs it there yet: it could stand still."))
    return told


def _room(match: Match) -> list[str]:
    if match.operator is None:
        return []
    if match.room is None:
        return [_("%(name)s has not said how many it can take.") % {"name": match.operator.name}]
    offered = _people(match)
    if offered > match.room:
        return [
            _("%(name)s can take %(room)d at the moment: the others would stay at home.")
            % {"name": match.operator.name, "room": match.room}
        ]
    return []


def _people(match: Match) -> int:
    offers = {one.offer.pk: one.offer for one in match.brought if one.offer.kind == OfferKind.PEOPLE}
    return sum(offer.quantity or 0 for offer in offers.values())


def _left_over(match: Match) -> list[str]:
    """People or things that nobody there has asked for."""
    told = []
    for one in match.brought:
        left = (one.offer.quantity or 0) - (one.quantity or 0)
        if one.offer.kind in (OfferKind.PEOPLE, OfferKind.GOODS) and one.quantity and left > 0:
            facts = {"used": one.quantity, "all": one.offer.quantity, "what": one.offer.title}
            told.append(_("%(what)s: they have work for %(used)d of your %(all)d.") % facts)
    told += [_("Nobody there asks for: %(what)s.") % {"what": offer.title} for offer in match.unused]
    return told


def _empty(match: Match) -> list[str]:
    empty = [party_name(seat) for seat, state in match.seats.items() if state == Seat.OPEN]
    return [_("Still empty: %(seats)s.") % {"seats": _(", ").join(empty)}] if empty else []


def notes_of(match: Match) -> dict[str, str]:
    """What stands beside the seats of the ring."""
    notes = {"community": match.place.name}
    if match.operator is not None:
        notes["ngo"] = match.operator.name
    for one in match.brought:
        seat = SEAT_OF[one.occasion.ask.kind]
        people = one.offer.kind == OfferKind.PEOPLE
        notes[seat] = _("your %(n)d people") % {"n": one.quantity or 0} if people else pgettext("on a seat", "yours")
    return notes


def headline_of(matches: list[Match], *, parts: int) -> str:
    """The first sentence of the page: how many fit."""
    if not matches:
        return _("No community fits yet.")
    many = len({match.place.pk for match in matches})
    if parts > 1 and not any(match.unused for match in matches):
        said = ngettext(
            "%(n)d community can use everything you bring.", "%(n)d communities can use everything you bring.", many
        )
        return said % {"n": many}
    return ngettext("%(n)d community can use it.", "%(n)d communities can use it.", many) % {"n": many}
