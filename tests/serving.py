"""The application behind a real server, on a free port."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from flask import Flask
from waitress.server import create_server


@contextmanager
def served(app: Flask, *, threads: int) -> Iterator[int]:
    """The port on which waitress answers, as in production."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = create_server(app, sockets=[listening], threads=threads)

    def serve() -> None:
        with suppress(OSError):  # its sockets are closed beneath it at the end
            server.run()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    server.close()
    thread.join(timeout=5)
