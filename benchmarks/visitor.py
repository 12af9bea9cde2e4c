"""A visitor's browser at its smallest: one connection, cookies, and the fields a form hides."""

from __future__ import annotations

import http.client
import random
import re
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from portal.secrets import new_token
from tests.make import PERSON

FORM_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
SEEN = re.compile(r'name="seen"[^>]*value="([^"]+)"')
_NUMBER = re.compile(r"\d{4}-[0-9A-Z]{10}")
TIMEOUT_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Page:
    """What came back."""

    status: int
    text: str
    location: str


class Visitor:
    """One person with one cookie jar; behind a proxy that names an address of their own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookies: dict[str, str] = {}
        self.token = ""
        self._address = ".".join(str(random.randint(1, 254)) for _ in range(4))
        self._connection: http.client.HTTPConnection | None = None

    def move_to(self, url: str) -> None:
        """The same visitor, on a server that now answers elsewhere."""
        self.close()
        self.url = url

    def close(self) -> None:
        """No connection is held."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def get(self, path: str) -> Page:
        """The page at `path`. Raises: OSError, HTTPException."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> Page:
        """What answers the form; redirects are not followed. Raises: OSError, HTTPException."""
        return self._ask("POST", path, {"csrf_token": self.token, **fields})

    def _ask(self, method: str, path: str, fields: dict[str, str] | None) -> Page:
        if self._connection is None:
            place = urlsplit(self.url)
            assert place.hostname is not None
            self._connection = http.client.HTTPConnection(
                place.hostname, place.port, timeout=TIMEOUT_SECONDS
            )
        headers = {"X-Forwarded-For": self._address}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{n}={v}" for n, v in self.cookies.items())
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._connection.request(method, path, urlencode(fields) if fields else None, headers)
            response = self._connection.getresponse()
            text = response.read().decode()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        self._keep(response)
        found = FORM_TOKEN.search(text)
        self.token = found.group(1) if found else self.token
        return Page(response.status, text, response.getheader("Location", ""))

    def _keep(self, response: http.client.HTTPResponse) -> None:
        for line in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value

    def put_opinion(self, reference: str, clause: str, body: str) -> Page:
        """The opinion lies in the basket when the status is 303."""
        path = f"/consultations/{reference}/opinions/new?clause={clause}"
        if not self.token:
            self.get(path)
        return self.post(path, {"kind": "remark", "stance": "", "body": body})

    def submit(self, reference: str, key: str) -> Page:
        """The contact form, the page to check, the last button; stored when the status is 303."""
        place = f"/consultations/{reference}"
        contact = self.post(f"{place}/submit", contact_fields())
        if contact.status not in (303, 409):
            return contact
        found = SEEN.search(self.get(f"{place}/check").text)
        sent = self.post(f"{place}/check", {"key": key, "seen": found.group(1) if found else ""})
        is_led_back = sent.status == 303 and not sent.location.endswith("/receipt")
        return contact if is_led_back else sent

    def receipt_number(self) -> str:
        """The number on the receipt of the last submission; "" when none is shown."""
        found = _NUMBER.search(self.get("/receipt").text)
        return found.group(0) if found else ""


def contact_fields() -> dict[str, str]:
    """What a person fills into the contact form."""
    return {"commenter_kind": PERSON.kind, "name": PERSON.name, "reach": PERSON.reach}


def fresh_key() -> str:
    """An idempotency key as the form would hide it."""
    return new_token()
