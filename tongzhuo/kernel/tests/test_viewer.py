from tongzhuo.kernel.viewer import NOBODY, Held, Viewer, the_system

CHEN = Viewer(
    person_id=1,
    code="CHEN",
    mandates=(
        Held("coordinator", "/cn/99/01/05/001/", organisation_id=7, organisation_code="OFFICE"),
        Held("official", "/cn/99/", organisation_id=8, organisation_code="BUREAU"),
        Held("official", "/cn/99/", organisation_id=9, organisation_code="SECOND"),
    ),
)


def test_nobody_is_anonymous_and_holds_nothing():
    assert not NOBODY.is_somebody
    assert NOBODY.code == "anonymous"
    assert not NOBODY.holds("/cn/", "coordinator")
    assert NOBODY.paths("coordinator") == ()


def test_the_system_is_a_named_actor_and_no_person():
    sweeper = the_system("sweep")
    assert (sweeper.code, sweeper.is_system, sweeper.is_somebody) == ("system:sweep", True, False)


def test_a_role_is_held_in_the_place_and_everything_under_it_and_nowhere_else():
    held = {path: CHEN.holds(path, "coordinator") for path in (
        "/cn/99/01/05/001/", "/cn/99/01/05/001/3/", "/cn/99/01/05/", "/cn/99/01/05/0011/", "/cn/99/01/05/002/"
    )}  # fmt: skip
    assert list(held.values()) == [True, True, False, False, False]


def test_any_one_of_the_roles_asked_for_is_enough():
    assert CHEN.holds("/cn/99/02/", "coordinator", "official")
    assert not CHEN.holds("/cn/99/02/", "coordinator")


def test_the_places_of_a_role_are_named_once():
    assert CHEN.paths("official") == ("/cn/99/",)
    assert CHEN.paths("coordinator", "official") == ("/cn/99/01/05/001/", "/cn/99/")


def test_one_speaks_for_an_organisation_only_by_its_own_mandate():
    assert CHEN.speaks_for(7, "coordinator")
    assert not CHEN.speaks_for(7, "official")
    assert not CHEN.speaks_for(10, "coordinator")
    assert not CHEN.speaks_for(None, "coordinator")
