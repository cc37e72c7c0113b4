"""`bench engine` measures what it says, on cities so small that a test can wait for them."""

import json

import numpy as np
import pytest
from django.core.management import call_command

from bench import engine, table
from bench.city import city
from bench.opponents import OPPONENTS
from tongzhuo.engine.instance import Kind
from tongzhuo.engine.plan import Plan


def rows_of(capsys, *words: str) -> list[dict]:
    engine.main([*words, "--json"])
    return json.loads(capsys.readouterr().out)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(engine, "SIZES", {"1k": 400, "10k": 1_200, "100k": 100_000, "1M": 1_000_000})
    monkeypatch.setattr(table, "SIZES", engine.SIZES)


@pytest.mark.parametrize(
    ("model", "kinds", "opponents"),
    [
        ("block", "people", ["greedy", "mcf", "highs", "cpsat"]),
        ("interval", "people", ["greedy", "highs", "cpsat"]),
        ("needs", "people", ["greedy", "highs", "cpsat"]),
        ("needs", "all", ["greedy", "highs"]),
    ],
)
def test_all_who_know_a_model_plan_the_same_question(capsys, model, kinds, opponents):
    rows = rows_of(capsys, "--size", "1k", "--model", model, "--kinds", kinds, "--seed", "3")
    assert [row["solver"] for row in rows[1:]] == opponents
    best = max(row["value"] for row in rows)
    for row in rows:
        assert tuple(row)[: len(engine.COLUMNS)] == engine.COLUMNS
        assert (row["model"], row["volunteers"], row["seed"]) == (model, 400, 3)
        assert row["bound"] is None or row["bound"] >= best
        assert 0 < row["value_over_bound"] <= 1
        assert row["whole_needs"] <= row["reachable_needs"] <= row["needs"]
        assert 0 <= row["coverage"] <= 1
        assert 0 <= row["worst_community"] <= 1
    assert len({row["edges"] for row in rows}) == 1
    proven = [row["value"] for row in rows if row["solver"] in ("mcf", "highs", "cpsat")]
    assert max(proven) - min(proven) <= (0 if model != "needs" else 1)
    assert rows[0]["value"] >= 0.99 * best


@pytest.mark.parametrize("model", ["block", "interval", "needs"])
def test_alone(capsys, model):
    assert len(rows_of(capsys, "--size", "1k", "--model", model, "--opponents", "none", "--dense")) == 1


def test_several_seeds_and_a_city_in_regions_by_one_process_and_by_two(capsys):
    """The plan is the same whoever works; JSON tells the stages, too."""
    rows = rows_of(capsys, "--size", "1k", "--model", "needs", "--seed", "1,2", "--workers", "2", "--opponents", "none")
    assert [(row["seed"], row["solver"]) for row in rows] == [
        (seed, solver) for seed in (1, 2) for solver in ("market", "regions, 1", "regions, 2")
    ]
    for one, two in ((rows[1], rows[2]), (rows[4], rows[5])):
        assert (one["value"], one["bound"]) == (two["value"], two["bound"])
    assert all(row[stage] >= 0 for row in rows for stage in ("candidates_s", "choose_s", "bounds_s", "help_s"))


def test_the_table_can_be_pasted_and_names_who_was_not_done(capsys, monkeypatch):
    def forever(*_question):
        while True:
            pass

    cpsat = OPPONENTS["cpsat"]
    monkeypatch.setitem(OPPONENTS, "cpsat", type(cpsat)(forever, cpsat.most, cpsat.models, cpsat.kinds))
    monkeypatch.setattr(table, "GRACE", 0.5)
    monkeypatch.setattr(table, "SEEDS", {"1k": (1, 2)})
    call_command("bench", "table", "--sizes", "1k", "--models", "block", "--seconds", "2")
    said = capsys.readouterr().out.splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in said if line.startswith("|")]
    assert {len(row) for row in cells} == {len(table.HEADS)}
    assert [(row[0], row[3], row[4]) for row in cells[2:]] == [
        ("400", solver, seeds)
        for solver, seeds in (("market", "2"), ("greedy", "2"), ("mcf", "2"), ("highs", "2"), ("cpsat", "0"))
    ]
    assert cells[-1][-1] == "not finished after 2 s"
    assert "numba" in said[-1]
    assert said[-1].endswith("Opponents had 2 s each.")


def test_what_begins_too_late_is_left_out_of_the_table_and_named(capsys):
    table.main(["--sizes", "1k,10k", "--models", "needs", "--minutes", "0"])
    assert "Left out after 0 minutes: 400 needs; 1,200 needs." in capsys.readouterr().out


def test_the_same_question_once_more_with_fairness_between_communities(capsys):
    words = ("--size", "10k", "--model", "needs", "--seed", "2", "--opponents", "none", "--fair")
    plain, fair = rows_of(capsys, *words)
    assert (plain["solver"], fair["solver"]) == ("market", "market, fair")
    assert fair["worst_community"] >= plain["worst_community"]
    assert plain["bound"] >= fair["value"] >= 0.99 * plain["value"]


def test_through_the_one_entry(capsys):
    call_command("bench", "engine", "--size", "1k", "--opponents", "greedy", "--json")
    assert [row["solver"] for row in json.loads(capsys.readouterr().out)][1:] == ["greedy"]


def test_a_table_has_ratios(capsys):
    engine.main(["--size", "1k", "--opponents", "greedy"])
    said = capsys.readouterr().out
    assert "value/ours" in said
    assert "cpu/ours" in said
    assert said.startswith("pairs: ")


def test_a_kept_question_is_planned_and_checked(capsys, tmp_path):
    kept = tmp_path / "question.npz"
    kept.write_bytes(city(300, model="needs", kinds="all")[0].to_bytes())
    (row,) = rows_of(capsys, "--instance", str(kept))
    assert (row["model"], row["volunteers"]) == ("file", 300)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--opponents", "chance"], "There is no opponent 'chance'"),
        (["--opponents", "mcf", "--model", "needs"], "mcf cannot plan --model needs --kinds people --size 10k."),
        (["--opponents", "highs", "--size", "100k"], "highs cannot plan"),
        (["--instance", "nowhere.npz"], "There is no file nowhere.npz."),
        (["--instance", __file__, "--opponents", "greedy"], "leave --opponents out with --instance"),
        (["--fair"], "--fair compares whole needs; give --model needs."),
        (["--seed", "-1"], "Give a seed of 0 or more."),
        (["--seed", "one"], "invalid _seeds value: 'one'"),
        (["--workers", "-2"], "Give 1 worker or more."),
        (["--size", "2k"], "invalid choice"),
    ],
)
def test_a_wrong_option_gets_one_clear_sentence(capsys, words, said):
    with pytest.raises(SystemExit):
        engine.main(words)
    assert said in capsys.readouterr().err


def test_a_file_that_is_no_question_is_said_to_be_none():
    with pytest.raises(SystemExit, match="holds no question"):
        engine.main(["--instance", __file__])


def test_an_unclean_plan_ends_the_run(monkeypatch):
    def twice(it, policy, found, _seconds):
        reached = OPPONENTS["highs"].solve(it, policy, found, 5)
        return reached._replace(units=2 * reached.units)

    greedy = OPPONENTS["greedy"]
    monkeypatch.setitem(OPPONENTS, "greedy", type(greedy)(twice, greedy.most, greedy.models, greedy.kinds))
    with pytest.raises(SystemExit, match="The plan of greedy breaks"):
        engine.main(["--size", "1k", "--opponents", "greedy"])


def test_a_solver_that_fails_ends_the_run(monkeypatch):
    class Failing:
        def solve(self, _instance, _policy, _watch) -> Plan:
            raise ValueError("no plan today")

    monkeypatch.setattr(engine, "ours", lambda: ("failing", Failing()))
    monkeypatch.setattr(engine, "compile_kernels", lambda _solver: None)
    with pytest.raises(SystemExit, match="no plan today"):
        engine.main(["--size", "1k", "--opponents", "none"])


def test_a_city_is_the_same_on_every_run_and_has_what_its_knobs_say():
    it, _ = city(20_000, model="needs", kinds="all", seed=4)
    assert it.content_hash() == city(20_000, model="needs", kinds="all", seed=4)[0].content_hash()
    assert it.content_hash() != city(20_000, model="needs", kinds="all", seed=5)[0].content_hash()
    people = it.supply_kind == Kind.PEOPLE
    free = np.diff(it.window_ptr)[people] > 0
    assert (int(people.sum()), 0.45 < free.mean() < 0.55) == (20_000, True)
    slots = it.role_quantity[it.role_kind == Kind.PEOPLE].sum()
    assert abs(slots - 20_000 / 3) <= 12
    asked = np.bincount(it.role_kind, minlength=5)[1:5] / it.needs
    assert np.allclose(asked, [0.4, 0.25, 0.2, 0.1], atol=0.04)
    for kind in (Kind.GOODS, Kind.MONEY, Kind.PROFESSIONAL):
        share = it.supply_capacity[it.supply_kind == kind].sum() / it.role_quantity[it.role_kind == kind].sum()
        assert 0.7 < share < 0.95
