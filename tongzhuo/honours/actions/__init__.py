"""Everything that writes beside the hours. Each action: lock, ask the rule, write, record. Locks: the person first."""

from tongzhuo.honours.actions.answering import answer_objection, object_to_star
from tongzhuo.honours.actions.noting import accept_skill, evaluate_service, note_award, note_training
from tongzhuo.honours.actions.righting import correct_award, correct_evaluation, correct_training, strike_line
from tongzhuo.honours.actions.starring import begin_star, decline_star, publicise_star, revoke_star
from tongzhuo.honours.actions.thanking import give_honour, keep_honour, show_honour, take_back_honour, thank

__all__ = [
    "accept_skill",
    "answer_objection",
    "begin_star",
    "correct_award",
    "correct_evaluation",
    "correct_training",
    "decline_star",
    "evaluate_service",
    "give_honour",
    "keep_honour",
    "note_award",
    "note_training",
    "object_to_star",
    "publicise_star",
    "revoke_star",
    "show_honour",
    "strike_line",
    "take_back_honour",
    "thank",
]
