"""What the embedded default makes for itself in its data folder, so that `./run` needs nothing but Python."""

import os
import secrets
from pathlib import Path

OWNER_ONLY = 0o600
KEPT_MESSAGES = 200


def data_folder(path: Path) -> Path:
    """The folder, made if it is not there, closed to everybody but its owner (it holds mails and the database)."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def secret_key(path: Path) -> str:
    """The key kept in `path`; made at the first call.

    The key is written in full under another name and then linked into place: of two processes that start together one wins, and
    neither ever reads half a key.
    """
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(60))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # the other process was first: its key is the key
        finally:
            draft.unlink()
    return path.read_text().strip()


def broker_folders(path: Path) -> dict[str, object]:
    """Options of Celery's filesystem broker, with its folders made.

    One folder both ways: web and worker are the same host. Finished messages are moved to `processed`, which the hourly tidying empties.
    """
    queue, processed, control = (data_folder(path / name) for name in ("queue", "processed", "control"))
    return {
        "data_folder_in": str(queue),
        "data_folder_out": str(queue),
        "store_processed": True,
        "processed_folder": str(processed),
        "control_folder": str(control),
        "polling_interval": 0.2,
    }


def prune(processed: Path) -> None:
    """Delete all but the latest finished messages; those few are for a person who looks for a fault."""
    for path in sorted(processed.iterdir(), key=lambda path: path.stat().st_mtime)[:-KEPT_MESSAGES]:
        path.unlink(missing_ok=True)
