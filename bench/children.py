"""Work in a forked child of its own: its CPU seconds, its peak memory and its end are its own."""

from __future__ import annotations

import multiprocessing
import resource
import time
import traceback
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Unfinished(Exception):
    """A child that was ended because its time was over."""


def in_a_child(work: Callable[[], T], seconds: float | None = None) -> T:
    """What `work` gives, run in a forked child. Raises Unfinished when it takes longer than `seconds`, SystemExit with
    what the child said when it fails."""
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe(duplex=False)

    def run() -> None:
        try:
            there.send((True, work()))
        except BaseException:
            there.send((False, traceback.format_exc()))

    child = fork.Process(target=run)
    child.start()
    there.close()
    done, told = False, "A solver's process ended without a word; it may have run out of memory."
    try:
        if not here.poll(seconds):
            raise Unfinished(f"not finished after {seconds:.0f} s")
        done, told = here.recv()
    except EOFError:
        pass
    except Unfinished:
        child.kill()
        raise
    finally:
        child.join()
    if not done:
        raise SystemExit(told)
    return told  # type: ignore[return-value]


def cpu_seconds() -> float:
    """Of this process and of those it had and that are gone."""
    gone = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + gone.ru_utime + gone.ru_stime


def peak_gb() -> float:
    """Of this process, or of the largest that it had."""
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return most / 1024**2
