"""Who runs the shards: processes of this machine, or a Dask cluster. Either way a shard is done when its file is there.

What tasks return is not counted: measured with a worker killed, Dask reported 187,400 of 210,160 articles although
every shard was written. So both engines look at the folder, and give again what is missing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from kg.errors import InputError, KgError, StoreError
from kg.shards import Shard, clean, extract_shard, missing

#: A round that ends with shards missing (workers were lost) is followed by another, so often without any progress.
ROUNDS = 3

Done = Callable[[int], None]


def run(shards: Sequence[Shard], out: Path, *, engine: str, jobs: int | None = None, scheduler: str | None = None,
        done: Done = lambda count: None) -> None:
    """Do the shards that are missing.

    engine      "processes" of this machine, or "dask"
    jobs        processes, or workers of a Dask cluster on this machine; the number of cores if not given
    scheduler   address of a Dask cluster, whose workers have this package and see the same paths
    done        called with how many shards are done, as they come
    Raises StoreError where workers are lost again and again, InputError where the engine is not there.
    """
    engines = {"processes": _processes, "dask": _dask}
    if engine not in engines:
        raise InputError(f"no engine {engine!r}; it is one of {', '.join(sorted(engines))}")
    if scheduler and engine != "dask":
        raise InputError(f"--scheduler is for the engine dask, not {engine}; add --engine dask")
    idle = 0
    while todo := missing(out, shards):
        engines[engine](todo, out, jobs or os.cpu_count() or 1, scheduler,
                        lambda: done(len(shards) - len(missing(out, shards))))
        left = missing(out, shards)
        idle = idle + 1 if len(left) == len(todo) else 0
        if left and idle == ROUNDS:
            raise StoreError(f"{out}: shard {left[0].name} ended its worker {ROUNDS} times (memory, most often); "
                             f"look at its articles in {out / 'manifest.json'}, or plan smaller shards")
    clean(out)


def _processes(shards: Sequence[Shard], out: Path, jobs: int, scheduler: str | None, step: Callable[[], None]) -> None:
    # Spawned, not forked: a fork copies locks that other threads may hold.
    with ProcessPoolExecutor(min(jobs, len(shards)), mp_context=get_context("spawn")) as pool:
        tasks = [pool.submit(extract_shard, shard, str(out)) for shard in shards]
        try:
            for task in as_completed(tasks):
                task.result()
                step()
        except BrokenProcessPool:
            return  # a worker was killed: the next round does what it left
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _dask(shards: Sequence[Shard], out: Path, jobs: int, scheduler: str | None, step: Callable[[], None]) -> None:
    with _client(scheduler, min(jobs, len(shards))) as client:
        from distributed import KilledWorker
        from distributed import as_completed as as_they_come

        for task in as_they_come(client.map(extract_shard, shards, out=str(out), pure=False, retries=ROUNDS)):
            error = task.exception()
            if isinstance(error, KgError):
                raise error
            if error is not None and not isinstance(error, KilledWorker):
                raise StoreError(f"{out}: a worker failed ({type(error).__name__}: {error}); see that the workers have "
                                 "the same version of this package and see the same paths")
            step()


@contextmanager
def _client(scheduler: str | None, jobs: int) -> Iterator[Any]:
    """A client of the Dask cluster at this address, or of one on this machine that ends with it."""
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise InputError("the engine dask needs an extra; install it with: pip install 'tech-giants-kg[cluster]'"
                         ) from None
    with ExitStack() as stack:
        try:
            yield stack.enter_context(Client(scheduler, timeout="10s") if scheduler else Client(stack.enter_context(
                LocalCluster(n_workers=jobs, threads_per_worker=1, processes=True, dashboard_address=None))))
        except (OSError, TimeoutError, ValueError) as error:
            if not scheduler:
                raise
            raise StoreError(f"{scheduler}: no Dask scheduler answers there ({error or type(error).__name__}); "
                             "look at its address") from None
