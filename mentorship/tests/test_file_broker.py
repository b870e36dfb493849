"""The file broker under the eyes of a reader who looks at the worst moment."""

from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection
from kombu.transport import filesystem

from mentorship import file_broker
from mentorship.embedded import broker_folders


class Nosy:
    """Has another channel look into the queue while the message with this in it is being written."""

    def __init__(self, reader: Any) -> None:
        self.reader = reader
        self.saw: Any = None

    def __json__(self) -> str:
        try:
            self.saw = self.reader._get("celery")
        except Exception as error:
            self.saw = type(error)
        return "whole"


def channel(transport: type[filesystem.Transport], folder: Path) -> Any:
    connection = Connection("filesystem://", transport_options=broker_folders(folder))
    return transport.Channel(transport(connection))


def test_message_is_not_seen_before_it_is_whole(tmp_path: Path) -> None:
    writer, reader = (channel(file_broker.Transport, tmp_path) for _ in range(2))
    nosy = Nosy(reader)

    writer._put("celery", {"body": nosy})

    assert nosy.saw is Empty
    assert reader._get("celery") == {"body": "whole"}
    with pytest.raises(Empty):
        reader._get("celery")


def test_control_the_stock_broker_shows_a_message_half_done(tmp_path: Path) -> None:
    writer, reader = (channel(filesystem.Transport, tmp_path) for _ in range(2))
    nosy = Nosy(reader)

    writer._put("celery", {"body": nosy})

    assert issubclass(nosy.saw, ValueError)
    with pytest.raises(Empty):
        reader._get("celery")


def test_message_cut_short_is_passed_over(tmp_path: Path) -> None:
    reader = channel(file_broker.Transport, tmp_path)
    folder = Path(reader.data_folder_in)
    (folder / "0_cut.celery.msg").write_text('{"body": "who')
    reader._put("celery", {"body": "whole"})

    with pytest.raises(Empty):
        reader._get("celery")
    assert reader._get("celery") == {"body": "whole"}


def test_bindings_are_each_kept_once(tmp_path: Path) -> None:
    one, other = (channel(file_broker.Transport, tmp_path) for _ in range(2))

    one._queue_bind("celery", "celery", "", "celery")
    other._queue_bind("celery", "celery", "", "celery")
    other._queue_bind("celery", "mail", "", "mail")

    assert sorted(row.queue for row in one.get_table("celery")) == ["celery", "mail"]


def test_filesystem_address_means_ours() -> None:
    assert Connection("filesystem://").get_transport_cls() is file_broker.Transport
