"""The engine's answer as it is kept beside the question, so that any of its seats can be explained later."""

import io
import json
from dataclasses import dataclass

import numpy as np

from tongzhuo.engine.instance import Instance
from tongzhuo.engine.plan import Band
from tongzhuo.engine.plan import Plan as Answer
from tongzhuo.linkages.models import Plan
from tongzhuo.linkages.terms import Meanings

COLUMNS = ("role", "supply", "quantity", "fixed", "complete")


@dataclass(frozen=True)
class Kept:
    """A question, its answer, and what the words of the question mean."""

    instance: Instance
    answer: Answer
    meanings: Meanings


def kept_bytes(answer: Answer, meanings: Meanings) -> bytes:
    """A compressed npz without pickles."""
    out = io.BytesIO()
    bands = np.array([(band.value, band.bound) for band in (answer.whole, answer.rest)])
    words = np.str_(json.dumps([meanings.terms, meanings.bits]))
    columns = {name: getattr(answer, name) for name in COLUMNS}
    np.savez_compressed(out, allow_pickle=False, bands=bands, words=words, **columns)
    return out.getvalue()


def read(plan: Plan) -> Kept | None:
    """The question and the answer of a plan; None for one from before answers were kept."""
    if not plan.answer:
        return None
    with np.load(io.BytesIO(bytes(plan.answer)), allow_pickle=False) as kept:
        columns = {name: kept[name] for name in COLUMNS}
        whole, rest = (Band(int(value), float(bound)) for value, bound in kept["bands"].tolist())
        terms, bits = json.loads(str(kept["words"]))
    answer = Answer(**columns, whole=whole, rest=rest, stopped_by="nodes", version=plan.engine_version)
    return Kept(Instance.from_bytes(bytes(plan.instance)), answer, Meanings.of_kept(terms, bits))
