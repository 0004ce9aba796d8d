"""Requests without a network: prepared before the clock starts, answered by the WSGI application in this process."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import median, quantiles
from threading import Barrier
from time import perf_counter
from urllib.parse import urlencode

from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import EnvironBuilder, run_wsgi_app


@dataclass
class Times:
    """How long each request took, in seconds."""

    taken: list[float] = field(default_factory=list)
    wall: float | None = None  # how long all took together, when several clients sent at once

    def measure(self, work: Callable[[], object]) -> None:
        started = perf_counter()
        work()
        self.taken.append(perf_counter() - started)

    @property
    def median_ms(self) -> float:
        return 1000 * median(self.taken)

    @property
    def p95_ms(self) -> float:
        return 1000 * quantiles(self.taken, n=20, method="inclusive")[-1]

    @property
    def per_second(self) -> float:
        return len(self.taken) / (self.wall or sum(self.taken))

    def figures(self) -> dict[str, float]:
        return {
            "requests": len(self.taken),
            "per_second": round(self.per_second, 1),
            "median_ms": round(self.median_ms, 2),
            "p95_ms": round(self.p95_ms, 2),
        }


def at_once(clients: Sequence[Sequence[Callable[[], object]]]) -> Times:
    """The requests of each client one after the other, all clients at the same time; `wall` is how long it took."""
    gate = Barrier(len(clients) + 1)
    each = [Times() for _ in clients]

    def send(number: int) -> None:
        gate.wait()
        for request in clients[number]:
            each[number].measure(request)

    with ThreadPoolExecutor(len(clients)) as pool:
        done = [pool.submit(send, number) for number in range(len(clients))]
        gate.wait()
        started = perf_counter()
        for future in done:
            future.result()
        wall = perf_counter() - started
    return Times([taken for times in each for taken in times.taken], wall=wall)


@dataclass(frozen=True, kw_only=True)
class Browser:
    """Whoever sends the requests to one application; `cookie` is the header of a person signed in, or empty."""

    app: Flask
    cookie: str = ""

    def get(self, path: str) -> Callable[[], str]:
        return self._prepared(EnvironBuilder(path), expected=200)

    def post(self, path: str, form: MultiDict[str, str], *, expected: int = 303) -> Callable[[], str]:
        body = urlencode(list(form.items(multi=True)))
        kind = "application/x-www-form-urlencoded"
        return self._prepared(EnvironBuilder(path, method="POST", data=body, content_type=kind), expected=expected)

    def put(self, path: str, content: dict[str, object]) -> Callable[[], str]:
        return self._prepared(EnvironBuilder(path, method="PUT", json=content), expected=200)

    def _prepared(self, builder: EnvironBuilder, *, expected: int) -> Callable[[], str]:
        """A request to send once. A status other than the expected one ends the run: it would time a refusal."""
        if self.cookie:
            builder.headers["Cookie"] = self.cookie
        environ = builder.get_environ()
        builder.close()

        def send() -> str:
            body, status, _ = run_wsgi_app(self.app.wsgi_app, environ, buffered=True)
            if not status.startswith(str(expected)):
                raise RuntimeError(f"{builder.path} answered {status} instead of {expected}.")
            return b"".join(body).decode("utf-8")

        return send
