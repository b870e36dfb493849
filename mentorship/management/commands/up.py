"""``manage.py up``: the whole site in one process, for trying it out and for a small community on one machine.

Web server, mail worker and clock share it. Ctrl-C stops all three; a kill loses nothing, because every mail is a row first.
"""

import errno
import logging
import os
import signal
import socket
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from celery.beat import EmbeddedService
from celery.signals import setup_logging
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.utils.translation import gettext as _
from waitress.server import create_server

from accounts.models import User
from matching import store
from mentorship.celery import app
from mentorship.demo import PASSWORD, SIGN_INS
from mentorship.tasks import tidy

THREADS = 8
WORKERS = 2


class Command(BaseCommand):
    """Set up what is missing, then serve until told to stop."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", default=os.environ.get("PORT") or "8000")
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")

    def handle(self, *args: Any, **options: Any) -> None:
        listening = listen(options["host"], options["port"])
        call_command("migrate", verbosity=0)
        call_command("load_vocabulary", verbosity=0)
        if settings.EMBEDDED and not User.objects.exists():
            self.stdout.write(_("Making the demo community …"))
            call_command("load_demo", verbosity=0)
        tidy()
        self._greet(options["port"])
        serve(listening)

    def _greet(self, port: str) -> None:
        say = self.stdout.write
        say("")
        say(_("  Open  %(address)s") % {"address": f"http://localhost:{port}/"})
        if settings.EMBEDDED and User.objects.filter(email=SIGN_INS[0].email).exists():
            say("")
            say(_("  Sign in as one of the demo people, password  %(password)s") % {"password": PASSWORD})
            for who in SIGN_INS:
                say(f"    {who.role!s:8} {who.name:16} {who.email}")
        if not settings.EMAIL_URL:
            say("")
            say(_("  Mails that are sent are files in  %(folder)s") % {"folder": settings.EMAIL_FILE_PATH})
        say("")
        say(_("  Ctrl-C stops everything. Your data stays in  %(folder)s") % {"folder": settings.DATA_DIR})
        say("")
        self.stdout.flush()


def listen(host: str, port: str) -> socket.socket:
    """A socket that listens there; a CommandError says in one sentence why not. First of all, so that nothing is set up in vain."""
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise CommandError(
            _("PORT is %(port)s, but a port is a number from 1 to 65535.") % {"port": repr(port)}
        )
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, int(port)))
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise CommandError(
                _("Port %(port)s is in use by another program. Try another one: PORT=%(other)s ./run")
                % {"port": port, "other": int(port) + 1}
            ) from error
        raise CommandError(
            _("Port %(port)s cannot be used: %(why)s.") % {"port": port, "why": error.strerror}
        ) from error
    return listening


def serve(listening: socket.socket) -> None:
    """Worker and clock in threads, the web server here; returns once all three have stopped."""
    setup_logging.connect(_leave_logging_alone, weak=False)
    worker = app.WorkController(
        pool_cls="threads",
        concurrency=WORKERS,
        without_heartbeat=True,
        without_mingle=True,
        without_gossip=True,
        quiet=True,
    )
    clock = EmbeddedService(app, thread=True)
    store.warm()
    server = create_server(get_wsgi_application(), sockets=[listening], threads=THREADS)
    threading.Thread(target=worker.start, name="worker", daemon=True).start()
    clock.start()

    def stop(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        server.run()
    except SystemExit:
        pass
    finally:
        server.close()
        clock.stop()
        worker.stop(exitcode=0)
        logging.shutdown()
        # Threads of the worker's pool may be in the middle of a mail: its row has a lease, and the next start takes it up again.
        os._exit(0)


def _leave_logging_alone(**kwargs: Any) -> None:
    """Celery would otherwise set up logging its own way."""
