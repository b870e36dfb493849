"""What several tests of the pairs share."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from accounts.moves import IllegalMove


def at_once(*tasks: Callable[[], Any]) -> list[Any]:
    """Run each task in a thread of its own, all from the same moment on; a refused move is returned, not raised."""
    starting_line = Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> Any:
        starting_line.wait(timeout=20)
        try:
            return task()
        except IllegalMove as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def refusals(results: list[Any]) -> int:
    """How many were refused."""
    return sum(isinstance(result, IllegalMove) for result in results)
