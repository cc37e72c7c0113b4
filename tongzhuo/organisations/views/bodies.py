"""Organisations: founded, shown, changed; who belongs to them and who acts for them."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongzhuo.kernel.verdicts import Refused, no, require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations import actions, queries, rules
from tongzhuo.organisations.forms import CapacityForm, MandateForm, MemberForm, OrganisationForm
from tongzhuo.organisations.models import Mandate, Membership, Organisation
from tongzhuo.organisations.requests import Request
from tongzhuo.organisations.states import OPEN_TO_JOIN, Kind, Role
from tongzhuo.people.forms import attempt
from tongzhuo.people.models import Person
from tongzhuo.people.queries import community_of
from tongzhuo.people.rules import keeps_desk
from tongzhuo.people.sight import name_for
from tongzhuo.people.states import Sight
from tongzhuo.places.models import Place

MOST_MEMBERS = 60


@require_safe
def organisation(request: Request, code: str) -> HttpResponse:
    """Facts for everybody; members and mandates for who may read them."""
    found = _found(request, code)
    return render(request, "organisations/organisation.html", _context(request, found))


@require_http_methods(["GET", "POST"])
@login_required
def found(request: Request) -> HttpResponse:
    """The office writes any organisation down; residents a circle or a team of their own."""
    viewer = request.viewer
    if not queries.may_found_somewhere(viewer):
        raise Refused(no("no_mandate_here", _("Tell us where you live first.")))
    tended = queries.tended_paths(viewer)
    paths, kinds = (tended, Kind.values) if tended else ((community_of(viewer.home),), (Kind.CIRCLE, Kind.TEAM))
    place = Place.objects.filter(path=paths[0]).first()
    beginning = {"place": place.name if place else ""}
    form = OrganisationForm(request.POST or None, kinds=kinds, paths=paths, initial=beginning)
    if request.method == "POST" and form.is_valid():
        causes = form.cleaned_data["causes"]
        made = attempt(form, lambda: actions.found_organisation(by=viewer, causes=causes, **form.facts()))
        if made:
            messages.success(request, _("It has a place here now."))
            return redirect("organisations:organisation", made.code)
    context = {"form": form, "resident": not tended}
    return render(request, "organisations/found.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: Request, code: str) -> HttpResponse:
    body = _found(request, code)
    require(rules.may_change_organisation(request.viewer, body, at=now()))
    form = OrganisationForm(
        request.POST or None,
        paths=queries.tended_paths(request.viewer),
        organisation=body,
        decides=rules.tends(request.viewer, body.place.path),
        initial=OrganisationForm.beginning(body),
    )
    if request.method == "POST" and form.is_valid():
        facts = {"causes": form.cleaned_data["causes"], **form.facts()}
        if attempt(form, lambda: actions.change_organisation(by=request.viewer, organisation=body, **facts)):
            messages.success(request, _("Saved."))
            return redirect("organisations:organisation", body.code)
    context = {"form": form, "body": body}
    return render(request, "organisations/edit_body.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@login_required
def declare(request: Request, code: str) -> HttpResponse:
    """How many more it can take, with the day it was said."""
    body, form = _found(request, code), CapacityForm(request.POST)
    if form.is_valid() and attempt(
        form, lambda: actions.declare_capacity(by=request.viewer, organisation=body, **form.cleaned_data)
    ):
        messages.success(request, _("Noted. Plans count with it from now on."))
        return redirect("organisations:organisation", body.code)
    return _again(request, body, capacity=form)


@require_POST
@login_required
def join(request: Request, code: str) -> HttpResponse:
    """Oneself, without a word; or somebody else, by who speaks for the organisation."""
    body = _found(request, code)
    if "person" not in request.POST:
        me = get_object_or_404(Person, pk=request.viewer.person_id)
        actions.join_organisation(by=request.viewer, person=me, organisation=body)
        messages.success(request, _("You belong to it now."))
        return redirect("organisations:organisation", body.code)
    form = MemberForm(request.POST, viewer=request.viewer, auto_id="member-%s")
    if form.is_valid() and attempt(
        form, lambda: actions.join_organisation(by=request.viewer, organisation=body, **form.cleaned_data)
    ):
        messages.success(request, _("They belong to it now."))
        return redirect("organisations:organisation", body.code)
    return _again(request, body, member=form)


@require_POST
@login_required
def leave(request: Request, code: str) -> HttpResponse:
    membership = get_object_or_404(Membership.objects.select_related("organisation__place"), code=code)
    _found(request, membership.organisation.code)
    actions.leave_organisation(by=request.viewer, membership=membership)
    messages.success(request, _("That has ended. What was done stays."))
    return redirect("organisations:organisation", membership.organisation.code)


@require_POST
@login_required
def give(request: Request, code: str) -> HttpResponse:
    """A role in a place, in this organisation's name."""
    body, form = _found(request, code), MandateForm(request.POST, viewer=request.viewer)
    if form.is_valid() and attempt(
        form, lambda: actions.give_mandate(by=request.viewer, organisation=body, **form.cleaned_data)
    ):
        messages.success(request, _("Given. They can act from the day you chose."))
        return redirect("organisations:organisation", body.code)
    return _again(request, body, mandate=form)


@require_POST
@login_required
def end(request: Request, code: str) -> HttpResponse:
    mandate = get_object_or_404(Mandate.objects.select_related("organisation"), code=code)
    if not queries.mandates_visible_to(request.viewer, mandate.organisation).filter(pk=mandate.pk).exists():
        get_object_or_404(Mandate.objects.none())
    actions.end_mandate(by=request.viewer, mandate=mandate)
    messages.success(request, _("Ended, as of now. It stays readable."))
    return redirect("organisations:organisation", mandate.organisation.code)


def _found(request: Request, code: str) -> Organisation:
    body = get_object_or_404(queries.organisations_visible_to(request.viewer), code=code)
    timezone.activate(body.place.time_zone)
    return body


def _again(request: Request, body: Organisation, **forms: Any) -> HttpResponse:
    """The page of the organisation once more, with the form that needs another look."""
    return render(request, "organisations/organisation.html", _context(request, body) | forms, status=422)


def _context(request: Request, body: Organisation) -> dict[str, Any]:
    viewer, at = request.viewer, now()
    may_change = rules.may_change_organisation(viewer, body, at=at)
    members, mandates = _members(viewer, body), _mandates(viewer, body)
    mine = next((row for row in members if row["person"].pk == viewer.person_id), None)
    me = Person(pk=viewer.person_id) if viewer.person_id else None
    asked = me if body.kind in OPEN_TO_JOIN else None
    gives = any(rules.may_dispose(viewer, body, role, body.place, at=at) for role in Role.values)
    counted, today = queries.members_of(body).count(), localdate()
    return {
        "body": body,
        "causes": body.causes.all(),
        "counted": counted,
        "more_members": counted - len(members) if members else 0,
        "readable": queries.may_read_members(viewer, body),
        "members": members,
        "acting": [row for row in mandates if not _over(row["mandate"], today)],
        "ended": [row for row in mandates if _over(row["mandate"], today)],
        "may_change": may_change,
        "may_join": asked and rules.may_join_organisation(viewer, asked, body, member_already=bool(mine), at=at),
        "mine": mine,
        "capacity": CapacityForm(initial={"capacity": body.capacity, "said_on": localdate()}) if may_change else None,
        "member": MemberForm(viewer=viewer, auto_id="member-%s") if may_change else None,
        "mandate": MandateForm(viewer=viewer, initial=MandateForm.beginning(body)) if gives else None,
    }


def _over(mandate: Mandate, today: dt.date) -> bool:
    return mandate.ends_on is not None and mandate.ends_on < today


def _members(viewer: Viewer, body: Organisation) -> list[dict[str, Any]]:
    rows = []
    for membership in queries.members_visible_to(viewer, body)[:MOST_MEMBERS]:
        verdict = rules.may_leave_organisation(viewer, membership, mandates=(), at=now())
        rows.append(_row(viewer, membership.person) | {"membership": membership, "may_end": verdict})
    return rows


def _mandates(viewer: Viewer, body: Organisation) -> list[dict[str, Any]]:
    rows = []
    for mandate in queries.mandates_visible_to(viewer, body):
        verdict = rules.may_end_mandate(viewer, mandate, others=True, at=now())
        last = mandate.ended_at or mandate.ends_on
        rows.append(_row(viewer, mandate.person) | {"mandate": mandate, "may_end": verdict, "last": last})
    return rows


def _row(viewer: Viewer, person: Person) -> dict[str, Any]:
    """Somebody of this organisation by the name this viewer may read."""
    office = keeps_desk(viewer, person.home.path) or viewer.person_id == person.pk
    return {"person": person, "name": name_for(person, Sight.OFFICE if office else Sight.NEIGHBOUR), "office": office}
