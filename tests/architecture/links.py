"""Walking through the application as a person does: from link to link, seeing forms, sending none but the search."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from typing_extensions import override
from werkzeug.exceptions import HTTPException

from tests.populated_clinic import FAMILY_NAME

_SEARCH = "patients.find"


class _Targets(HTMLParser):
    """Where a page can lead: links, forms with their methods, and what its scripts send to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        if tag in {"a", "link"} and "href" in held:
            self.found.add(("GET", held["href"]))
        if tag == "form":
            self.found.add((held.get("method", "get").upper(), held.get("action", "")))
        if "data-url" in held:
            self.found.add(("PUT", held["data-url"]))


class Crawler:
    """What one visitor reaches: `endpoints`, and the links that are `dead` (address and status)."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client
        self._urls = client.application.url_map.bind("localhost")
        self._seen: set[tuple[str, str]] = set()
        self.endpoints: set[str] = set()
        self.dead: list[tuple[str, int]] = []

    def walk(self, path: str) -> None:
        waiting = [("GET", path)]
        while waiting:
            method, address = waiting.pop()
            if (method, address) not in self._seen:
                self._seen.add((method, address))
                waiting.extend(self._visit(method, address))

    def _visit(self, method: str, path: str) -> set[tuple[str, str]]:
        """What the page leads to; nothing for a form, since sending it would change something."""
        try:
            endpoint, _ = self._urls.match(path, method=method)
        except HTTPException as error:
            self.dead.append((path, error.code or 0))
            return set()
        self.endpoints.add(endpoint)
        if endpoint == "static" or (method != "GET" and endpoint != _SEARCH):
            return set()
        response = self._client.open(path, method=method, data={"text": FAMILY_NAME} if method == "POST" else None)
        if response.status_code >= 400:
            self.dead.append((path, response.status_code))
        if response.location:
            return {("GET", urlsplit(response.location).path)}
        if response.mimetype != "text/html":
            return set()
        page = _Targets()
        page.feed(response.get_data(as_text=True))
        return {(method, urlsplit(urljoin(path, target)).path) for method, target in page.found if _is_own(target)}


def _is_own(target: str) -> bool:
    return not target.startswith("#") and not urlsplit(target).scheme
