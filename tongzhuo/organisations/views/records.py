"""Writing somebody down and changing their record. Each page finds the person, calls one action, shows the record."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongzhuo.kernel.codes import read_code
from tongzhuo.kernel.verdicts import Refused, no, require
from tongzhuo.organisations import actions as bodies
from tongzhuo.organisations.queries import people_met_by
from tongzhuo.organisations.requests import Request
from tongzhuo.people import actions
from tongzhuo.people.forms import (
    AgreementForm,
    GuardianForm,
    NewPersonForm,
    PersonForm,
    ProofForm,
    SkillsForm,
    TimesForms,
    WayForm,
    attempt,
)
from tongzhuo.people.models import Consent, ContactWay, Guardianship, Person, PersonSkill
from tongzhuo.people.queries import bonds_of, guardians_of, likely_same, people_kept_by, people_visible_to
from tongzhuo.people.rules import keeps_desk, may_change_person, may_prove_skill
from tongzhuo.people.states import DESK, OF_AGE, Agreement, HowAgreed
from tongzhuo.people.times import age_on
from tongzhuo.places.models import Place
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf


@require_http_methods(["GET", "POST"])
@login_required
def register(request: Request) -> HttpResponse:
    """The desk writes somebody down, with or without a telephone."""
    paths = request.viewer.paths(*DESK)
    if not paths:
        raise Refused(no("no_mandate_here", _("Only the office of a place writes people down there.")))
    home = Place.objects.filter(path=paths[0]).first()
    beginning = {"home": home.name if home else "", "agreed_on": localdate(), "how": HowAgreed.ALOUD}
    form = NewPersonForm(request.POST or None, paths=paths, initial=beginning)
    way = WayForm(request.POST or None, prefix="way", needed=False)
    doubles: list[Person] = []
    if request.method == "POST" and form.is_valid() and way.is_valid():
        data = form.cleaned_data
        if "surely" not in request.POST:
            doubles = list(likely_same(data["name"], data["home"], data["birth_date"])[:5])
        made = None if doubles else attempt(form, lambda: _registered(request, form, way))
        if made:
            messages.success(request, _("Written down. Read it to them once, then it is theirs."))
            return redirect("organisations:person", made.code)
    context = {"form": form, "way": way, "doubles": doubles}
    return render(request, "organisations/register.html", context, status=422 if request.method == "POST" else 200)


def _registered(request: Request, form: NewPersonForm, way: WayForm) -> Person:
    data, contact = form.cleaned_data, way.contact()
    guardian = _guardian(request, data["guardian"])
    return actions.register_person(
        by=request.viewer,
        how=data["how"],
        agreed_on=data["agreed_on"],
        guardian=guardian,
        contact=[contact] if contact else [],
        **form.facts(),
    )


def _guardian(request: Request, text: str) -> Person | None:
    """Whoever has this number at one's own desk; nobody where nothing was written."""
    code = read_code(text)
    guardian = people_kept_by(request.viewer).filter(code=code).first() if code else None
    if text and guardian is None:
        raise Refused(no("guardian_unknown", _("No record here has the number of this guardian.")))
    return guardian


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: Request, code: str) -> HttpResponse:
    """Names, home, birth date and numbers; below them the ways to reach somebody."""
    person = _to_change(request, code)
    paths = request.viewer.paths(*DESK)
    form = PersonForm(request.POST or None, paths=paths, person=person, initial=PersonForm.beginning(person))

    def act() -> object:
        return actions.change_person(by=request.viewer, person=person, **form.facts())

    return _page(request, person, name="edit", form=form, act=act, **_beside_the_facts(request, person))


def _beside_the_facts(request: Request, person: Person) -> dict[str, Any]:
    """The ways to reach somebody and, at the desk of a minor, who answers for them."""
    age = age_on(person.birth_date, localdate())
    minor = age is not None and age < OF_AGE and keeps_desk(request.viewer, person.home.path)
    return {
        "ways": person.contact_ways.order_by("pk"),
        "way": WayForm(),
        "bonds": bonds_of(person) if minor else [],
        "answers": GuardianForm(initial={"starts_on": localdate()}) if minor else None,
    }


@require_POST
@login_required
def name_guardian(request: Request, code: str) -> HttpResponse:
    person, form = _to_change(request, code), GuardianForm(request.POST)
    if form.is_valid() and attempt(form, lambda: _bound(request, person, form.cleaned_data)):
        messages.success(request, _("Noted."))
        return redirect("organisations:edit-person", person.code)
    return _facts_again(request, person, answers=form)


def _bound(request: Request, person: Person, said: dict[str, Any]) -> Guardianship:
    guardian = _guardian(request, said["guardian"])
    assert guardian is not None
    return actions.begin_guardianship(by=request.viewer, minor=person, guardian=guardian, starts_on=said["starts_on"])


@require_POST
@login_required
def end_guardian(request: Request, code: str, pk: int) -> HttpResponse:
    person = _to_change(request, code)
    actions.end_guardianship(by=request.viewer, guardianship=get_object_or_404(Guardianship, pk=pk, minor=person))
    messages.success(request, _("Noted."))
    return redirect("organisations:edit-person", person.code)


@require_POST
@login_required
def add_way(request: Request, code: str) -> HttpResponse:
    person, form = _to_change(request, code), WayForm(request.POST)
    contact = form.contact() if form.is_valid() else None
    if contact and attempt(form, lambda: actions.add_contact_way(by=request.viewer, person=person, contact=contact)):
        messages.success(request, _("Noted."))
        return redirect("organisations:edit-person", person.code)
    return _facts_again(request, person, way=form)


def _facts_again(request: Request, person: Person, **forms: Form) -> HttpResponse:
    """The page of the facts once more, with the form that needs another look."""
    own = PersonForm(paths=request.viewer.paths(*DESK), person=person, initial=PersonForm.beginning(person))
    context = {"person": person, "form": own} | _beside_the_facts(request, person) | forms
    return render(request, "organisations/edit.html", context, status=422)


@require_POST
@login_required
def remove_way(request: Request, code: str, pk: int) -> HttpResponse:
    person = _to_change(request, code)
    way = get_object_or_404(ContactWay.objects.select_related("person"), pk=pk, person=person)
    actions.remove_contact_way(by=request.viewer, way=way)
    messages.success(request, _("Removed."))
    return redirect("organisations:edit-person", person.code)


@require_http_methods(["GET", "POST"])
@login_required
def times(request: Request, code: str) -> HttpResponse:
    """The week, the days that differ, and how much somebody wants to be asked."""
    person = _to_change(request, code)
    forms = TimesForms(person, request.POST or None)

    def act() -> object:
        return actions.set_availability(by=request.viewer, person=person, **forms.facts())

    if request.method == "POST" and forms.is_valid() and attempt(forms.limits, act):
        messages.success(request, _("Saved. From now on we ask only then."))
        return _back(request, person)
    context = {"person": person, "forms": forms}
    return render(request, "organisations/times.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@login_required
def skills(request: Request, code: str) -> HttpResponse:
    """What somebody says they can do and speaks; beside it, what the office has seen."""
    person = _to_change(request, code)
    held = list(person.skills.select_related("term").order_by("pk"))
    form = SkillsForm(request.POST or None, initial=SkillsForm.beginning(person, held))
    may_prove = may_prove_skill(request.viewer, person, at=now())

    def act() -> object:
        return _say_skills(request, person, held, form.cleaned_data)

    proof = ProofForm() if may_prove else None
    return _page(request, person, name="skills", form=form, act=act, held=held, may_prove=may_prove, proof=proof)


@transaction.atomic
def _say_skills(request: Request, person: Person, held: list[PersonSkill], said: dict[str, Any]) -> bool:
    """Only what differs is written, so that each change is one line."""
    known = {skill.term_id: skill for skill in held if skill.term.shelf == Shelf.SKILL}
    wanted = {term.pk: term for term in said["skills"]}
    for term in (wanted[pk] for pk in wanted.keys() - known.keys()):
        actions.declare_skill(by=request.viewer, person=person, term=term)
    for skill in (known[pk] for pk in known.keys() - wanted.keys()):
        actions.drop_skill(by=request.viewer, skill=skill)
    if {term.pk for term in said["languages"]} != set(person.languages.values_list("pk", flat=True)):
        actions.set_languages(by=request.viewer, person=person, languages=said["languages"])
    return True


@require_POST
@login_required
def prove(request: Request, code: str) -> HttpResponse:
    person, form = _to_change(request, code), ProofForm(request.POST)
    data = form.cleaned_data if form.is_valid() else {}
    if data and attempt(form, lambda: actions.prove_skill(by=request.viewer, person=person, **data)):
        messages.success(request, _("Noted, with today’s date."))
        return _back(request, person)
    held = list(person.skills.select_related("term").order_by("pk"))
    said = SkillsForm(initial=SkillsForm.beginning(person, held))
    context = {"person": person, "form": said, "held": held, "may_prove": True, "proof": form}
    return render(request, "organisations/skills.html", context, status=422)


@require_POST
@login_required
def drop_check(request: Request, code: str, slug: str) -> HttpResponse:
    person = _to_change(request, code)
    term = get_object_or_404(Term, shelf=Shelf.CHECK, slug=slug)
    skill = get_object_or_404(PersonSkill.objects.select_related("person", "term"), person=person, term=term)
    actions.drop_skill(by=request.viewer, skill=skill)
    messages.success(request, _("Taken back."))
    return _back(request, person)


@require_http_methods(["GET", "POST"])
@login_required
def agree(request: Request, code: str, purpose: str) -> HttpResponse:
    """Oneself: one press. At the desk: how they said it, and on which day."""
    person = _to_change(request, code)
    label = dict(Agreement.choices).get(purpose)
    if label is None:
        raise Refused(no("unknown_purpose", _("There is nothing of this kind to agree to.")))
    facts: dict[str, Any] = {"by": request.viewer, "person": person, "purpose": purpose}
    if request.method == "POST" and person.pk == request.viewer.person_id:
        actions.give_consent(**facts)
        messages.success(request, _("Noted. You can take it back at any time."))
        return _back(request, person)
    form = AgreementForm(
        request.POST or None,
        guardians=guardians_of(person),
        initial={"agreed_on": localdate(), "how": HowAgreed.ALOUD},
    )

    def act() -> object:
        data = form.cleaned_data
        return actions.give_consent(
            **facts, how=data["how"], given_on=data["agreed_on"], agreed_by=data.get("agreed_by")
        )

    return _page(request, person, name="agree", form=form, act=act, label=label)


@require_POST
@login_required
def withdraw(request: Request, code: str, purpose: str) -> HttpResponse:
    person = _to_change(request, code)
    living = Consent.objects.select_related("person").filter(withdrawn_at=None)
    consent = get_object_or_404(living, person=person, purpose=purpose)
    actions.withdraw_consent(by=request.viewer, consent=consent)
    messages.success(request, _("Taken back. From now on nothing is shown or sent that needs it."))
    return _back(request, person)


@require_POST
@login_required
def join_records(request: Request, code: str) -> HttpResponse:
    """The record of this page is kept; the other becomes a signpost to it."""
    kept = get_object_or_404(people_kept_by(request.viewer), code=code)
    gone = get_object_or_404(people_kept_by(request.viewer), code=read_code(request.POST.get("other", "")))
    bodies.merge_people(by=request.viewer, kept=kept, gone=gone)
    messages.success(request, _("The two records are one now."))
    return redirect("organisations:person", kept.code)


def _to_change(request: Request, code: str) -> Person:
    """Hidden looks like absent; a neighbour one may not change is told so."""
    person = get_object_or_404(people_visible_to(request.viewer) | people_met_by(request.viewer), code=code)
    require(may_change_person(request.viewer, person, guardians_of(person), at=now()))
    return person


def _page(
    request: Request, person: Person, *, name: str, form: Form, act: Callable[[], object], **more: Any
) -> HttpResponse:
    """A form about one person: done and back to the record, or once more with its errors."""
    if request.method == "POST" and form.is_valid() and attempt(form, act):
        messages.success(request, _("Saved."))
        return _back(request, person)
    context = {"person": person, "form": form, "own_record": person.pk == request.viewer.person_id} | more
    status = 422 if request.method == "POST" else 200
    return render(request, f"organisations/{name}.html", context, status=status)


def _back(request: Request, person: Person) -> HttpResponse:
    if person.pk == request.viewer.person_id:
        return redirect("organisations:me")
    return redirect("organisations:person", person.code)
