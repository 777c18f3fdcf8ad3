"""The pages: a list of phones, and each phone with what arrived and a place to write."""

import re
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from deploy.sandbox.gateway import PHONE_NUMBER, Gateway
from deploy.sandbox.journal import Journal, Message, Phone
from korean.dates import as_people_write

TEMPLATES = Path(__file__).parent / "templates"
LINK = re.compile(r"https?://[^\s<>\"']+")
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class Pages:
    """The pages on a journal; what is written goes through the gateway."""

    def __init__(self, journal: Journal, gateway: Gateway) -> None:
        self._journal = journal
        self._gateway = gateway

    async def phones(self, request: Request) -> Response:
        """GET /sandbox/: the phones; with `?number=` go to that phone."""
        number = re.sub(r"[^0-9]", "", request.query_params.get("number", ""))
        if PHONE_NUMBER.fullmatch(number):
            return RedirectResponse(f"/sandbox/phone/{number}", status_code=303)
        rows = "".join(_phone_row(phone) for phone in self._journal.phones())
        if request.query_params.get("part") == "rows":
            return HTMLResponse(rows, headers=HEADERS)
        return _page("phones.html", rows=rows)

    async def phone(self, request: Request) -> Response:
        """GET, POST /sandbox/phone/<number>: what the phone shows; POST writes `text` as the citizen."""
        number = request.path_params["number"]
        if not PHONE_NUMBER.fullmatch(number):
            return _page("unknown.html", status=404)
        text = ""
        if request.method == "POST":
            text = parse_qs((await request.body()).decode(errors="replace")).get("text", [""])[0]
            if text.strip():
                self._gateway.write(number=number, text=text)
                return RedirectResponse(request.url.path, status_code=303)
        rows = "".join(_message_row(message) for message in self._journal.messages(number))
        if request.query_params.get("part") == "rows":
            return HTMLResponse(rows, headers=HEADERS)
        return _page("phone.html", number=escape(_as_people_write(number)), rows=rows, text=escape(text))


def _page(name: str, *, status: int = 200, **values: str) -> Response:
    return HTMLResponse(_template(name).substitute(values), status_code=status, headers=HEADERS)


def _template(name: str) -> Template:
    return Template((TEMPLATES / name).read_text(encoding="utf-8"))


def _phone_row(phone: Phone) -> str:
    return _template("phone_row.html").substitute(
        path=escape(phone.number),
        number=escape(_as_people_write(phone.number)),
        messages=phone.messages,
        text=escape(phone.last_text[:80]),
        time=_time(phone.last_at),
    )


def _message_row(message: Message) -> str:
    return _template("written_row.html" if message.by_citizen else "arrived_row.html").substitute(
        id=escape(message.id),
        form=escape(message.form),
        title=escape(message.title),
        text=_with_links(message.text),
        time=_time(message.at),
        state=escape(message.post_state),
    )


def _with_links(text: str) -> str:
    """Return the text as HTML, its addresses as links."""
    html, end = [], 0
    for link in LINK.finditer(text):
        address = escape(link.group())
        html += [escape(text[end : link.start()]), f'<a href="{address}">{address}</a>']
        end = link.end()
    return "".join([*html, escape(text[end:])])


def _time(at: float) -> str:
    return as_people_write(datetime.fromtimestamp(at, tz=UTC))


def _as_people_write(number: str) -> str:
    """Return 01012345678 as 010-1234-5678."""
    return re.sub(r"^(01\d)(\d{3,4})(\d{4})$", r"\1-\2-\3", number)
