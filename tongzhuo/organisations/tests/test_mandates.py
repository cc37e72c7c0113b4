"""Nobody gives a role beyond their own; nothing is deleted; the first coordinator comes from the command line."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import localdate

from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import the_system
from tongzhuo.organisations import actions, rules
from tongzhuo.organisations.models import Mandate, Membership, Organisation
from tongzhuo.organisations.queries import holders, organisations_of, speakers_of
from tongzhuo.organisations.states import MAY_GIVE, Role
from tongzhuo.people.models import Account, Consent, Person
from tongzhuo.places.models import Place
from tongzhuo.places.queries import place_at

US = the_system("start")
TODAY = localdate()


def refusal(action, **facts) -> str:
    before = Line.objects.count()
    with pytest.raises(Refused) as refused:
        action(**facts)
    assert Line.objects.count() == before
    return refused.value.verdict.code


def give(cast, by, to="sun", organisation="doorstep", role=Role.LEADER, where="willow", **more):
    return actions.give_mandate(
        by=cast.as_(by),
        person=cast.people[to],
        organisation=cast.organisations[organisation],
        role=role,
        place=cast.places[where],
        **more,
    )


def test_chen_gives_sun_a_role_and_he_becomes_a_member_with_one_line(cast):
    mandate = give(cast, "chen")
    assert (mandate.person, mandate.given_by, mandate.starts_on) == (cast.sun, cast.chen, TODAY)
    assert Membership.objects.filter(person=cast.sun, organisation=cast.doorstep).count() == 1
    line = Line.objects.get()
    assert (line.did, line.on, line.path) == ("mandate.given", f"mandate:{mandate.code}", cast.willow.path)
    assert line.facts == {"person": cast.sun.code, "organisation": cast.doorstep.code, "role": "leader"}
    assert cast.as_("sun").speaks_for(cast.doorstep.pk, Role.LEADER)


def test_the_table_of_who_may_give_what():
    assert {role: sorted(MAY_GIVE[role]) for role in Role} == {
        Role.OFFICIAL: sorted(Role.values),
        Role.COORDINATOR: ["coordinator", "donor_contact", "leader", "operator", "social_worker"],
        Role.SOCIAL_WORKER: [],
        Role.OPERATOR: ["leader", "operator"],
        Role.LEADER: ["leader"],
        Role.DONOR_CONTACT: ["donor_contact"],
        Role.AUDITOR: [],
    }


ROWS = [
    # by, in the name of, at: which roles
    ("chen", "doorstep", "willow", {"coordinator", "social_worker", "operator", "leader", "donor_contact"}),
    ("chen", "office", "willow", {"coordinator", "social_worker", "operator", "leader", "donor_contact"}),
    ("chen", "office", "town", set()),
    ("chen", "other_office", "plane", set()),
    ("chen", "other_office", "willow", set()),
    ("chen", "bureau", "willow", set()),
    ("gao", "bureau", "district", set(Role.values)),
    ("gao", "office", "willow", set(Role.values)),
    ("gao", "office", "city", set()),
    ("zhao", "station", "willow", set()),
    ("nuan", "doorstep", "willow", {"operator", "leader"}),
    ("nuan", "northlight", "willow", set()),
    ("nuan", "doorstep", "city", set()),
    ("bei", "northlight", "willow", {"donor_contact"}),
    ("bei", "doorstep", "willow", set()),
    ("outsider", "office", "willow", set()),
    ("outsider", "other_office", "plane", {"coordinator", "social_worker", "operator", "leader", "donor_contact"}),
    ("liu", "doorstep", "willow", set()),
    (None, "doorstep", "willow", set()),
]


@pytest.mark.parametrize(("by", "organisation", "where", "roles"), ROWS)
def test_which_roles_each_may_give_and_end_where_and_in_whose_name(cast, by, organisation, where, roles):
    viewer, body, place = cast.as_(by), cast.organisations[organisation], cast.places[where]
    disposed = {role for role in Role if rules.may_dispose(viewer, body, role, place, at=None)}
    given = {
        role for role in Role if rules.may_give_mandate(viewer, cast.guo, body, role, place, starts_on=TODAY, at=None)
    }
    ended = set()
    for role in Role:
        mandate = Mandate(person=cast.guo, organisation=body, role=role, place=place, starts_on=TODAY)
        if rules.may_end_mandate(viewer, mandate, others=True, at=None):
            ended.add(role)
    assert (disposed, given, ended) == (roles, roles, roles)


def test_a_leader_and_an_auditor_stay_within_their_organisation(cast):
    cast.mandate("sun", "doorstep", Role.LEADER, "willow")
    cast.mandate("guo", "bureau", Role.AUDITOR, "district")
    assert give(cast, "sun", "liu").role == Role.LEADER
    assert refusal(give, cast=cast, by="sun", to="wang", role=Role.OPERATOR) == "role_beyond_yours"
    assert refusal(give, cast=cast, by="sun", to="wang", organisation="northlight") == "not_your_organisation"
    assert refusal(give, cast=cast, by="guo", to="wang", organisation="bureau") == "role_beyond_yours"


def test_giving_is_refused_with_a_reason_and_nothing_written(cast):
    cast.person("teen", "王小宝", birth_date=TODAY - dt.timedelta(days=17 * 365))
    yesterday = TODAY - dt.timedelta(days=1)

    def answer(**facts):
        return refusal(give, cast=cast, **{"by": "chen"} | facts)

    assert answer(to="chen") == "not_to_yourself"
    assert answer(to="teen") == "too_young"
    assert answer(ends_on=yesterday) == "ends_before_start"
    assert answer(to="nuan", role=Role.OPERATOR, where="town") == "place_beyond_yours"
    give(cast, "chen")
    assert answer() == "held_already"
    assert Mandate.objects.filter(given_by=cast.chen).count() == 1


def test_a_mandate_with_a_last_day_ends_by_itself(cast):
    mandate = give(cast, "chen", ends_on=TODAY)
    assert cast.as_("sun").holds(cast.willow.path, Role.LEADER)
    Mandate.objects.filter(pk=mandate.pk).update(ends_on=TODAY - dt.timedelta(days=1))
    assert not cast.as_("sun").holds(cast.willow.path, Role.LEADER)


def test_an_ended_mandate_counts_no_more_at_once_and_stays_readable(cast):
    mandate = give(cast, "chen")
    actions.end_mandate(by=cast.as_("chen"), mandate=mandate)
    assert cast.as_("sun").mandates == ()
    mandate.refresh_from_db()
    assert mandate.ended_at is not None
    assert refusal(actions.end_mandate, by=cast.as_("chen"), mandate=mandate) == "ended_already"
    assert give(cast, "chen").pk != mandate.pk


def test_its_holder_may_lay_a_mandate_down_and_nobody_from_below_may_end_it(cast):
    bureau = Mandate.objects.get(person=cast.gao)
    assert refusal(actions.end_mandate, by=cast.as_("chen"), mandate=bureau) == "role_beyond_yours"
    station = Mandate.objects.get(person=cast.zhao)
    assert refusal(actions.end_mandate, by=cast.as_("chen"), mandate=station) == "place_beyond_yours"
    assert refusal(actions.end_mandate, by=cast.as_("outsider"), mandate=station) == "place_beyond_yours"
    assert refusal(actions.end_mandate, by=cast.as_(None), mandate=station) == "role_beyond_yours"
    actions.end_mandate(by=cast.as_("zhao"), mandate=station)
    assert cast.as_("zhao").mandates == ()


def test_the_last_coordinator_of_a_place_stays_until_there_is_another(cast):
    first = Mandate.objects.get(person=cast.chen)
    assert refusal(actions.end_mandate, by=cast.as_("chen"), mandate=first) == "last_coordinator"
    assert refusal(actions.end_mandate, by=cast.as_("gao"), mandate=first) == "last_coordinator"
    second = give(cast, "chen", "wang", "office", Role.COORDINATOR)
    actions.end_mandate(by=cast.as_("chen"), mandate=first)
    assert [mandate.person for mandate in holders(cast.willow.path, Role.COORDINATOR)] == [cast.wang]
    assert refusal(actions.end_mandate, by=cast.as_("wang"), mandate=second) == "last_coordinator"


def test_the_nearest_holder_answers_for_a_place(cast):
    cast.mandate("gao", "bureau", Role.COORDINATOR, "district")
    assert [mandate.person for mandate in holders(cast.willow.path, Role.COORDINATOR)] == [cast.chen, cast.gao]
    assert holders(cast.town.path, Role.COORDINATOR).first().person == cast.gao
    assert holders(cast.country.path, Role.COORDINATOR).first() is None
    assert [mandate.person for mandate in speakers_of(cast.doorstep.pk)] == [cast.nuan]
    assert list(organisations_of(cast.as_("chen"))) == [cast.office]


def start(*args, **options):
    given = {"office": "柳岸居委会", "name": "林溪", "email": "lin@example.org"} | options
    call_command("start", *args, **given)


def test_the_command_makes_the_place_the_office_and_its_coordinator(cast, capsys):
    start("/cn/99/01/05/003/", name_zh="柳岸", name_en="Willow Bank", level="community")
    place = place_at("/cn/99/01/05/003/")
    mandate = holders(place.path, Role.COORDINATOR).first()
    assert (mandate.person.name, mandate.person.home, mandate.given_by) == ("林溪", place, None)
    assert (mandate.organisation.kind, mandate.organisation.place) == ("committee", place)
    assert mandate.person.account == Account.objects.get(email="lin@example.org")
    assert Consent.objects.get(person=mandate.person).purpose == "be_recorded"
    assert [line.did for line in Line.objects.order_by("pk")] == ["place.made", "community.started"]
    assert capsys.readouterr().out == "林溪 coordinates Willow Bank for 柳岸居委会, and can sign in now.\n"


def test_an_office_above_communities_is_a_government_office_and_a_known_account_keeps_its_person(cast):
    start("/cn/99/01/05/", email="gao@example.org")
    mandate = holders(cast.town.path, Role.COORDINATOR).first()
    assert (mandate.person, mandate.organisation.kind) == (cast.gao, "government")


@pytest.mark.parametrize(
    ("path", "options", "sentence"),
    [
        ("/cn/99/01/05/001/", {}, "Willow Lane has a coordinator already."),
        ("/cn/99/01/05/", {"email": ""}, "Say an e-mail address or a telephone: the coordinator signs in with it."),
        ("/cn/99/01/05/", {"email": "lin@"}, "Nobody can be reached by “lin@”."),
        ("/cn/98/", {}, "There is no place /cn/98/. Give its path, --name-zh or --name-en, and --level."),
        (
            "/cn/98/01/",
            {"name_zh": "x", "level": "county"},
            "There is no place /cn/98/ above it. Import places first.",
        ),
    ],
)
def test_the_command_refuses_with_one_sentence_and_writes_nothing(cast, path, options, sentence):
    before = (Place.objects.count(), Organisation.objects.count(), Person.objects.count(), Account.objects.count())
    with pytest.raises(CommandError) as refused:
        start(path, **options)
    assert str(refused.value) == sentence
    after = (Place.objects.count(), Organisation.objects.count(), Person.objects.count(), Account.objects.count())
    assert (after, Line.objects.count()) == (before, 0)


def test_only_the_product_itself_starts_a_community(cast):
    for by in ("gao", "chen", None):
        assert rules.may_start_community(cast.as_(by), cast.town, coordinated=False, at=None).code == "not_yours"
    assert rules.may_start_community(US, cast.town, coordinated=False, at=None)
    assert rules.may_start_community(US, cast.town, coordinated=True, at=None).code == "started_already"


def test_one_acts_for_an_organisation_one_has_a_mandate_of(cast):
    assert rules.may_act_for(cast.as_("nuan"), cast.doorstep.pk, at=None)
    assert rules.may_act_for(cast.as_("nuan"), cast.northlight.pk, at=None).code == "no_mandate"
    assert rules.may_act_for(cast.as_(None), cast.doorstep.pk, at=None).code == "no_mandate"
