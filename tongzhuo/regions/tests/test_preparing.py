"""The planner is prepared once: afterwards no plan, proof, region or standing plan has anything to compile."""

from tongzhuo.bounds import scarcity
from tongzhuo.regions.preparing import practise, prepare, prepared
from tongzhuo.replan import opening, repairing


def test_the_planner_is_prepared_once():
    prepare()
    assert prepared()


def test_the_practice_calls_what_only_a_proof_or_a_repair_calls():
    practise()
    assert scarcity._write.signatures
    assert all(kernel.signatures for kernel in (repairing.leave, repairing.come, opening.lock, opening.load))
