"""Who does the work of the regions: nobody else, or processes of this machine. See `ray_crew` for other machines."""

import contextlib
import dataclasses
import multiprocessing
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from multiprocessing.connection import Connection, wait
from typing import Any, Protocol

from tongzhuo.engine.plan import Cancelled, Watch
from tongzhuo.regions.parts import Answer, Part

Task = Callable[[Part, Watch], Answer]
Told = Callable[[float], None]

LOOK_S = 0.1  # between two looks of whoever watches
MOST_LOST = 3  # deaths for each worker before the work is given up


class LostWork(RuntimeError):
    """The work of a region failed, or whoever did it died again and again. Nothing of the plan is kept."""


class Hands(Protocol):
    """Workers that are there."""

    def each(self, task: Task, parts: Sequence[Part], told: Told) -> list[Answer]:
        """`task` for every part, answers in the order of the parts; `told` hears what share is done, and may raise."""
        ...


class Crew(Protocol):
    """Has workers come, and sees that all of them have gone at the end, however it ends."""

    def hired(self) -> AbstractContextManager[Hands]: ...


class Alone:
    """One region after the other, in this process."""

    @contextmanager
    def hired(self) -> Iterator[Hands]:
        yield self

    def each(self, task: Task, parts: Sequence[Part], told: Told) -> list[Answer]:
        answers: list[Answer] = []
        for part in parts:
            told(len(answers) / len(parts))
            answers.append(task(part, lambda _stage, _done: told(len(answers) / len(parts))))
        return answers


@dataclasses.dataclass(frozen=True)
class Processes:
    """So many processes of this machine, each with an interpreter of its own. Whoever dies is replaced and what it was
    doing is done again."""

    count: int

    @contextmanager
    def hired(self) -> Iterator[Hands]:
        workers = _Workers(self.count)
        try:
            yield workers
        finally:
            workers.send_home()


class _Worker:
    """A process, the pipe to it, and which part it is doing; it is ready once it has said so."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would copy threads' locks, and databases' connections
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()
        self.ready, self.doing = False, -1

    def give(self, at: int, task: Task, part: Part) -> None:
        self.ready, self.doing = False, at
        with contextlib.suppress(OSError):  # it died: its pipe says so at the next look
            self.pipe.send((task, part))

    def send_home(self) -> None:
        self.process.kill()
        self.process.join()
        self.process.close()
        self.pipe.close()


class _Workers:
    def __init__(self, count: int) -> None:
        self.lost, self.most_lost = 0, MOST_LOST * count
        self.all = [_Worker() for _ in range(count)]

    def each(self, task: Task, parts: Sequence[Part], told: Told) -> list[Answer]:
        waiting = sorted(range(len(parts)), key=lambda at: len(parts[at].edge))  # the largest is taken first
        answers: dict[int, Answer] = {}
        while len(answers) < len(parts):
            told(len(answers) / len(parts))
            for worker in self.all:
                if worker.ready and waiting:
                    at = waiting.pop()
                    worker.give(at, task, parts[at])
            for worker in self._heard():
                self._hear(worker, answers, waiting)
        return [answers[at] for at in range(len(parts))]

    def _heard(self) -> list[_Worker]:
        pipes = wait([worker.pipe for worker in self.all], LOOK_S)
        return [worker for worker in self.all if worker.pipe in pipes]

    def _hear(self, worker: _Worker, answers: dict[int, Answer], waiting: list[int]) -> None:
        try:
            said: Any = worker.pipe.recv()
        except (EOFError, OSError):
            self._replace(worker)
            waiting += [worker.doing] if worker.doing >= 0 else []
            return
        if isinstance(said, str):
            raise LostWork(said)
        if worker.doing >= 0:
            answers[worker.doing] = said
        worker.ready, worker.doing = True, -1

    def _replace(self, worker: _Worker) -> None:
        self.all.remove(worker)
        worker.send_home()
        self.lost += 1
        if self.lost > self.most_lost:
            raise LostWork(f"{self.lost} workers died")
        self.all.append(_Worker())

    def send_home(self) -> None:
        for worker in self.all:
            worker.send_home()


def _serve(pipe: Connection) -> None:
    """Do what comes through the pipe, until nobody holds the other end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever hired us sends us home
    with contextlib.suppress(EOFError, OSError, Cancelled):
        pipe.send(None)
        while True:
            task, part = pipe.recv()
            pipe.send(_tried(task, part))


def _tried(task: Task, part: Part) -> Answer | str:
    try:
        return task(part, _while_hired)
    except Cancelled:
        raise
    except Exception:  # whatever it is, it is told where the plan was asked for
        return traceback.format_exc()


def _while_hired(_stage: str, _done: float) -> None:
    parent = multiprocessing.parent_process()
    if parent is not None and not parent.is_alive():
        raise Cancelled
