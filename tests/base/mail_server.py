"""A mail server that takes messages and keeps them, for tests: no more of SMTP than sending needs."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from typing_extensions import override

from clinic_log.base.mail import MailSecurity, MailServer


class _Taker(socketserver.StreamRequestHandler):
    @override
    def handle(self) -> None:
        self._say("220 test")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say("354 go on")
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.messages.append(text.decode())  # type: ignore[attr-defined]
            self._say("221 bye" if verb == b"QUIT" else "250 taken")
            if verb == b"QUIT":
                return

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


@contextmanager
def taking_mail() -> Iterator[tuple[MailServer, list[str]]]:
    """The server and the messages that it took."""
    messages: list[str] = []
    with _Server(("127.0.0.1", 0), _Taker) as server:
        server.messages = messages  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        yield MailServer(host="127.0.0.1", port=port, security=MailSecurity.NONE, sender="log@example.org"), messages
        server.shutdown()
