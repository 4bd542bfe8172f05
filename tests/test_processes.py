"""Work in processes: in order, done once more where a process ends, given up where that goes on, and no one left."""

import gc
import os
import signal
import subprocess
import sys
from functools import partial
from multiprocessing.connection import Connection

import pytest

from kg.errors import BuildError, InputError
from kg.processes import TRIES, in_processes

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


def each(work, tasks, jobs=2, ahead=4):
    return list(in_processes(work, iter(tasks), jobs, ahead, lambda task: f"lost {task}"))


def once(mark, number):
    """Whether this is the first time that the task is begun."""
    try:
        os.close(os.open(mark / str(number), os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


def double(number):
    return 2 * number


def large(number):
    return bytes([number]) * 3_000_000


def end_amid_the_answer(number, *, mark):
    """Writes half of an answer into every pipe that it has, and is killed."""
    if once(mark, number):
        for pipe in [item for item in gc.get_objects() if isinstance(item, Connection)]:
            os.write(pipe.fileno(), b"\0\0\1\0half")
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def out_of_memory(number, *, mark):
    if once(mark, number):
        raise MemoryError
    return number


def always_out_of_memory(number):
    if number == 3:
        return bytearray(1 << 60)
    return number


def refuse(number):
    raise InputError(f"not {number}")


def pause(number):
    print(number, flush=True)  # noqa: T201
    signal.pause()


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_tasks(jobs):
    assert each(double, range(20), jobs) == [(n, 2 * n) for n in range(20)]
    assert each(double, [], jobs) == []


def test_answers_may_be_large():
    assert [len(answer) for _, answer in each(large, range(5))] == [3_000_000] * 5


@pytest.mark.parametrize("work", [end_amid_the_answer, out_of_memory])
def test_a_process_that_ends_is_replaced_whatever_it_was_doing(tmp_path, work):
    assert each(partial(work, mark=tmp_path), range(6)) == [(n, n) for n in range(6)]


def test_what_no_process_can_do_is_given_up_and_what_came_before_is_there():
    found = in_processes(always_out_of_memory, iter(range(9)), 2, 4, lambda task: f"lost {task} after {TRIES}")
    assert [next(found) for _ in range(3)] == [(0, 0), (1, 1), (2, 2)]
    with pytest.raises(BuildError, match=r"^lost 3 after 3$"):
        next(found)


def test_what_the_work_raises_is_raised():
    with pytest.raises(InputError, match=r"^not 0$"):
        each(refuse, range(3))


def test_no_more_tasks_are_taken_than_asked_for():
    taken = []
    found = in_processes(double, (taken.append(n) or n for n in range(100)), 1, 5, str)
    next(found)
    assert len(taken) == 5
    found.close()


def test_processes_end_with_the_one_that_started_them():
    """Their standard output is that of the process that is killed: it ends when the last of them does."""
    code = ("import sys; sys.path.insert(0, sys.argv[1]); from test_processes import *\n"
            "if __name__ == '__main__': each(pause, range(2))")
    started = subprocess.Popen([sys.executable, "-c", code, os.path.dirname(__file__)], stdout=subprocess.PIPE)
    assert sorted(started.stdout.readline() for _ in range(2)) == [b"0\n", b"1\n"]
    started.kill()
    assert started.stdout.read() == b""
    started.wait()
