"""Regions on several machines, with Ray: one actor for each. An extra: `pip install tongzhuo[ray]`."""

import dataclasses
import pickle
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tongzhuo.engine.plan import unwatched
from tongzhuo.regions.crews import LOOK_S, Hands, LostWork, Task, Told
from tongzhuo.regions.parts import Answer, Part

RESTARTS = 3


@dataclasses.dataclass(frozen=True)
class RayCrew:
    """Actors of the cluster at `address`; of the one that is connected already, or of this machine, without it.

    An actor that dies is started again, elsewhere if need be, and does its region again.
    """

    address: str | None = None

    @contextmanager
    def hired(self) -> Iterator[Hands]:
        import ray  # an extra that few need; it takes a second to import

        ours = not ray.is_initialized()
        if ours:
            ray.init(address=self.address, include_dashboard=False, log_to_driver=False)
        actors = _Actors(ray)
        try:
            yield actors
        finally:
            actors.send_home()
            if ours:
                ray.shutdown()


class _Worker:
    def work(self, task: Task, kept: bytes) -> Answer:
        return task(pickle.loads(kept), unwatched)


class _Actors:
    def __init__(self, ray: Any) -> None:
        self.ray = ray
        self.worker = ray.remote(max_restarts=RESTARTS, max_task_retries=RESTARTS, scheduling_strategy="SPREAD")(
            _Worker
        )
        self.all: list[Any] = []

    def each(self, task: Task, parts: Sequence[Part], told: Told) -> list[Answer]:
        told(0.0)
        self.all += [self.worker.remote() for _ in range(len(parts) - len(self.all))]
        # As bytes: arrays that Ray shares cannot be written to, and kernels would be compiled again for them.
        going = [actor.work.remote(task, pickle.dumps(part)) for actor, part in zip(self.all, parts, strict=False)]
        left = going
        while left:
            _done, left = self.ray.wait(left, num_returns=len(left), timeout=LOOK_S)
            told(1 - len(left) / len(parts))
        try:
            return list(self.ray.get(going))
        except self.ray.exceptions.RayError as error:
            raise LostWork(str(error)) from error

    def send_home(self) -> None:
        for actor in self.all:
            self.ray.kill(actor)
