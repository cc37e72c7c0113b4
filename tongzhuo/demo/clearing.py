"""Takes the sample district away again, with whatever was tried out in it. Nothing outside it is touched."""

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Model, Q, QuerySet

from tongzhuo.certificates.models import Certificate
from tongzhuo.companies.models import Lookout, Package, PackageItem, Proposal, ProposalPart
from tongzhuo.credits.models import Spending
from tongzhuo.funds.models import (
    BudgetLine,
    Disclosure,
    Fund,
    FundMember,
    FundReceipt,
    GrantApplication,
    GrantSpending,
    Vote,
)
from tongzhuo.gifts.models import (
    Delivery as GiftDelivery,
)
from tongzhuo.gifts.models import (
    Gift,
    GiftPhoto,
    HandOver,
    Loss,
    Receipt,
    Store,
    UseChange,
    UseNote,
)
from tongzhuo.honours.models import Award, Evaluation, Honour, Noted, Objection, StarRating, TrainingRecord
from tongzhuo.kernel.fields import subtree
from tongzhuo.kernel.models import Delivery, Line
from tongzhuo.ledger.models import Account as BookAccount
from tongzhuo.ledger.models import AuditRun, Balance, Closing, Count, Entry, Lot, Transaction, Unsealed
from tongzhuo.linkages.models import Link, Plan, PlannedNeed
from tongzhuo.needs.models import Access, Ask, Attachment, Need, Occasion
from tongzhuo.notices.models import AgreedChannel, Call, Notice, Question, QuietHours, Sending
from tongzhuo.organisations.models import Mandate, Membership, Organisation
from tongzhuo.outcomes.models import Claim, Confirmation, Evidence
from tongzhuo.partners.models import Goal, Partnership
from tongzhuo.past.models import PastShift, PastSignUp
from tongzhuo.people.models import (
    Account,
    Availability,
    Consent,
    ContactWay,
    DayException,
    Guardianship,
    Person,
    PersonSkill,
    Window,
)
from tongzhuo.places.models import FormerCode, Place
from tongzhuo.planning.models import PlanRun
from tongzhuo.projects.models import Duty, Measure, Measurement, Project
from tongzhuo.records.models import Attendance, Scan, ServiceRecord
from tongzhuo.resources.models import Offer
from tongzhuo.sample.scene import ROOT
from tongzhuo.seals.models import Seal
from tongzhuo.service.models import (
    Activity,
    CalendarFeed,
    Requirement,
    Series,
    Shift,
    ShiftPlaces,
    SignUp,
    SkippedDay,
    TeamPlaces,
)
from tongzhuo.wishes.models import LeftWord

BUILT = "demo.built"

PAPERS = ("person__home__path", "recorded_by__place__path")
NOTED = ("person__home__path", "recorded_by__place__path")
HOURS = ("person__home__path", "place__path", "recorded_by__place__path")
OF_FUND = ("fund__place__path", "fund__host__place__path")
BOOK = ("account__place__path", "transaction__place__path")
# What goes, in this order; each with the ways that lead from it to a place of the district.
GOES: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (Delivery, ("line__path",)),
    (Line, ("path",)),
    (Sending, ("notice__to__home__path", "way__person__home__path")),
    (Question, ("notice__to__home__path",)),
    (Notice, ("to__home__path",)),
    (Call, ("path",)),
    (AgreedChannel, ("person__home__path",)),
    (QuietHours, ("person__home__path",)),
    (Lookout, ("package__organisation__place__path",)),
    (ProposalPart, ("proposal__need__place__path", "proposal__package__organisation__place__path")),
    (Proposal, ("need__place__path", "package__organisation__place__path")),
    (PackageItem, ("package__organisation__place__path",)),
    (Package, ("organisation__place__path",)),
    (Goal, ("partnership__organisation__place__path", "partnership__place__path")),
    (Partnership, ("organisation__place__path", "place__path")),
    (LeftWord, ("occasion__ask__need__place__path",)),
    (Link, ("need__place__path",)),
    (Confirmation, ("claim__need__place__path",)),
    (Evidence, ("claim__need__place__path",)),
    (Claim, ("need__place__path",)),
    (Spending, ("place__path",)),
    (Receipt, ("delivery__gift__place__path",)),
    (GiftDelivery, ("gift__place__path",)),
    (UseNote, ("gift__place__path",)),
    (UseChange, ("gift__place__path",)),
    (HandOver, ("gift__place__path",)),
    (Loss, ("store__place__path",)),
    (GiftPhoto, ("gift__place__path",)),
    (Gift, ("place__path",)),
    (Store, ("place__path",)),
    (Disclosure, OF_FUND),
    (GrantSpending, ("application__fund__place__path",)),
    (Vote, ("application__fund__place__path",)),
    (GrantApplication, OF_FUND),
    (FundReceipt, OF_FUND),
    (BudgetLine, OF_FUND),
    (FundMember, OF_FUND),
    (Fund, ("place__path", "host__place__path")),
    (Count, ("account__place__path",)),
    (Entry, BOOK),
    (Balance, ("account__place__path",)),
    (Transaction, ("place__path",)),
    (Closing, ("place__path",)),
    (AuditRun, ("path",)),
    (Lot, ("place__path",)),
    (BookAccount, ("place__path",)),
    (Certificate, PAPERS),
    (Seal, ("path",)),
    (Objection, ("rating__person__home__path", "rating__place__path")),
    (StarRating, ("person__home__path", "place__path")),
    (Honour, ("person__home__path", "place__path", "organisation__place__path")),
    (Evaluation, NOTED),
    (Award, NOTED),
    (TrainingRecord, NOTED),
    (ServiceRecord, HOURS),
    (Attendance, ("sign_up__person__home__path", "sign_up__shift__activity__place__path")),
    (Scan, ("person__home__path", "shift__activity__place__path")),
    (PastSignUp, ("sign_up__person__home__path", "sign_up__shift__activity__place__path")),
    (PastShift, ("shift__activity__place__path",)),
    (SignUp, ("person__home__path", "shift__activity__place__path")),
    (ShiftPlaces, ("shift__activity__place__path",)),
    (TeamPlaces, ("shift__activity__place__path",)),
    (Shift, ("activity__place__path",)),
    (SkippedDay, ("series__activity__place__path",)),
    (Series, ("activity__place__path",)),
    (Requirement, ("activity__place__path",)),
    (Activity, ("place__path",)),
    (CalendarFeed, ("person__home__path",)),
    (Measurement, ("measure__project__place__path",)),
    (Measure, ("project__place__path",)),
    (Duty, ("project__place__path",)),
    (Project, ("place__path",)),
    (PlannedNeed, ("need__place__path", "plan__place__path")),
    (PlanRun, ("place__path",)),
    (Plan, ("place__path",)),
    (Access, ("need__place__path",)),
    (Attachment, ("need__place__path",)),
    (Occasion, ("ask__need__place__path",)),
    (Ask, ("need__place__path",)),
    (Need, ("place__path",)),
    (Offer, ("place__path",)),
    (Mandate, ("place__path", "organisation__place__path", "person__home__path")),
    (Membership, ("organisation__place__path", "person__home__path")),
    (Organisation, ("place__path",)),
    (Consent, ("person__home__path",)),
    (ContactWay, ("person__home__path",)),
    (PersonSkill, ("person__home__path",)),
    (Window, ("availability__person__home__path",)),
    (DayException, ("availability__person__home__path",)),
    (Availability, ("person__home__path",)),
    (Guardianship, ("minor__home__path", "guardian__home__path")),
    (Person, ("home__path",)),
    (FormerCode, ("place__path",)),
)


def is_built() -> bool:
    return Line.objects.filter(did=BUILT, path=ROOT).exists()


def is_somebody_elses() -> bool:
    """Whether there are places under its root that the demo did not make."""
    return Place.objects.filter(subtree(ROOT)).exists() and not is_built()


def clear() -> None:
    accounts = list(Account.objects.filter(subtree(ROOT, "person__home__path")).values_list("pk", flat=True))
    _rows(Need, ("place__path",)).update(merged_into=None)
    _rows(Person, ("home__path",)).update(merged_into=None, acts_through=None)
    _rows(Certificate, PAPERS).update(instead=None)
    _rows(ServiceRecord, HOURS).filter(corrects__isnull=False).delete()
    for noted in (Evaluation, Award, TrainingRecord):
        _unchain(noted)
    _rows(Measurement, ("measure__project__place__path",)).update(corrects=None)
    files = list(_rows(Evidence, ("claim__need__place__path",)).values_list("photo", flat=True))
    files += list(_rows(Attachment, ("need__place__path",)).values_list("file", flat=True))
    files += list(_rows(GiftPhoto, ("gift__place__path",)).values_list("photo", flat=True))
    unsealed = Unsealed.objects.create(why="the sample district is cleared away")
    for model, ways in GOES:
        rows = _every(model).filter(pk__in=_rows(model, ways).values("pk"))
        rows.delete()
    unsealed.delete()
    Account.objects.filter(pk__in=accounts).delete()
    _places()
    transaction.on_commit(lambda: _forget(files))


def _unchain(model: type[Noted]) -> None:
    """A correction goes before what it corrects."""
    while pks := list(
        _rows(model, NOTED).filter(corrects__isnull=False, corrected_by=None).values_list("pk", flat=True)
    ):
        model._default_manager.filter(pk__in=pks).delete()


def _every(model: type[Model]) -> QuerySet[Model]:
    """Also what a correction dropped."""
    return model._base_manager.all()


def _rows(model: type[Model], ways: tuple[str, ...]) -> QuerySet[Model]:
    within = Q()
    for way in ways:
        within |= subtree(ROOT, way)
    return _every(model).filter(within)


def _places() -> None:
    """From the courtyards up: no place goes before those that lie in it."""
    Place.objects.filter(subtree(ROOT)).update(succeeded_by=None)
    depths = {path.count("/") for path in Place.objects.filter(subtree(ROOT)).values_list("path", flat=True)}
    for depth in sorted(depths, reverse=True):
        Place.objects.filter(subtree(ROOT), path__regex=rf"^(/[^/]+){{{depth - 1}}}/$").delete()


def _forget(files: list[str]) -> None:
    for name in files:
        default_storage.delete(name)
