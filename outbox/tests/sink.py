"""A real mail server that takes, refuses, drops or hangs, as the address asks for."""

import asyncio
import email
import socket
import threading
from collections import Counter
from email.message import Message
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"


class Handler:
    """What happens is decided by the local part of the address: ``later-rcpt@``, ``gone@``, ``hang-data@`` …

    ``trouble`` is what befalls everybody, before an address is named: ``refuse-ehlo``, ``later-mail``, ``refuse-mail``, ``drop-mail``,
    ``hang-mail``.
    """

    def __init__(self, hang_for: float) -> None:
        self.hang_for = hang_for
        self.trouble = ""
        self.taken: list[Message] = []
        self.lock = threading.Lock()

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return ["554 5.7.0 Not you"] if self.trouble == "refuse-ehlo" else responses

    async def handle_HELO(self, server: SMTP, session: Session, envelope: Envelope, hostname: str) -> str:
        session.host_name = hostname
        return "554 5.7.0 Not you" if self.trouble == "refuse-ehlo" else f"250 {server.hostname}"

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        match self.trouble:
            case "later-mail":
                return "451 4.7.1 Not now"
            case "refuse-mail":
                return "550 5.7.1 We do not like your address"
            case "drop-mail":
                server.transport.abort()
            case "hang-mail":
                await asyncio.sleep(self.hang_for)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        match address.split("@")[0]:
            case "later-rcpt":
                return "450 4.2.0 Greylisted, try again"
            case "gone":
                return "550 5.1.1 No such mailbox"
            case "policy":
                return "550 5.7.1 We do not like your network"
            case "full":
                return "552 5.2.2 Mailbox full"
            case "bare":
                return "550 no"
            case "closing":
                return "421 4.3.2 Closing down"
            case "drop-rcpt":
                server.transport.abort()
            case "hang-rcpt":
                await asyncio.sleep(self.hang_for)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        match envelope.rcpt_tos[0].split("@")[0]:
            case "later-data":
                return "451 4.3.0 Try later"
            case "refused-data":
                return "554 5.6.0 We do not take this"
            case "drop-data":
                server.transport.abort()
                return "250 OK"
            case "hang-data":
                await asyncio.sleep(self.hang_for)
        content = envelope.content
        message = email.message_from_bytes(content if isinstance(content, bytes) else str(content).encode())
        with self.lock:
            self.taken.append(message)
        return "250 OK"


class Sink(Controller):
    """Listens on a port of this machine, a free one unless told, while the ``with`` lasts."""

    def __init__(self, hang_for: float = 3.0, port: int = 0) -> None:
        self.mailbox = Handler(hang_for)
        super().__init__(self.mailbox, hostname=HOST, port=port or free_port())

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        if not self.loop.is_closed():  # a test may have stopped it
            self.stop()

    @property
    def taken(self) -> list[Message]:
        return list(self.mailbox.taken)

    def counts(self) -> Counter[str]:
        """How often each mail came, by Message-ID."""
        return Counter(str(message["Message-ID"]) for message in self.taken)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
