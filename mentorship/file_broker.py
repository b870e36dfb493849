"""kombu's file broker, with writes that nobody can catch half-done.

kombu opens the file of a message under its final name and fills it afterwards. A worker that looks in between takes an empty message,
and stops for good. Here a file gets its name when it is whole.
"""

import fcntl
import logging
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from time import time
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

log = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """The parts that write; reading stays kombu's, and forgives what it cannot read."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:
        name = f"{time() * 1000:.0f}_{uuid.uuid4()}.{queue}.msg"
        _write_whole(Path(self.data_folder_out) / name, payload)

    def _get(self, queue: str) -> Any:
        try:
            return super()._get(queue)
        except ValueError:
            # A full disk may have cut it short. It is among the finished ones now; the clock's next tick makes up for it.
            log.exception("a message that cannot be read was passed over")
            raise Empty from None

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        file = self._exchange_file(exchange)
        self.control_folder.mkdir(exist_ok=True)
        binding = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with _alone(self.control_folder / "bindings.lock"):
            table = self.get_table(exchange)
            if binding not in table:
                _write_whole(file, [binding, *table])


class Transport(filesystem.Transport):
    """To be had as ``filesystem://`` once :func:`install` has run."""

    Channel = Channel


def install() -> None:
    """Let ``filesystem://`` mean this one."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"


def _write_whole(file: Path, content: Any) -> None:
    part = file.with_name(f"{file.name}.{uuid.uuid4().hex}.part")
    part.write_text(dumps(content), encoding="utf-8")
    os.replace(part, file)


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """One process or thread at a time."""
    with file.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
