"""The pages: a list of phones, and each phone with what arrived and a place to write."""

import json
import re
from contextlib import suppress
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from deploy.sandbox.faults import PROVIDERS, Faults, Kind
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


KIND_LABELS = {
    Kind.SLOW: "느리게 받기",
    Kind.FAIL: "오류(503)",
    Kind.DROP: "받고 나서 연결 끊기",
    Kind.LATE: "받고 나서 늦게 답하기",
    Kind.DOWN: "연결되지 않음",
    Kind.RATE_LIMIT: "너무 많다고 거절",
    Kind.UNDELIVERED: "도착 실패 보고",
    Kind.RECEIPT_TWICE: "결과를 두 번 보고",
    Kind.RECEIPT_LATE: "결과를 늦게 보고",
    Kind.NO_RECEIPT: "결과를 보고하지 않음",
}


class Pages:
    """The pages on a journal; what is written goes through the gateway."""

    def __init__(self, journal: Journal, gateway: Gateway, faults: Faults) -> None:
        self._journal = journal
        self._gateway = gateway
        self._faults = faults

    async def control(self, request: Request) -> Response:
        """GET, POST /sandbox/control: which faults are on; POST switches one on, or all off."""
        if request.method == "POST":
            sent = {
                name: values[0] for name, values in parse_qs((await request.body()).decode(errors="replace")).items()
            }
            if sent.get("action") == "clear":
                self._faults.clear()
            else:
                with suppress(KeyError, ValueError):
                    self._faults.set(sent)
            return RedirectResponse(request.url.path, status_code=303)
        on = "".join(f"<li>{escape(json.dumps(fault, ensure_ascii=False))}</li>" for fault in self._faults.as_json())
        counts = self._journal.statistics()
        return page(
            "control.html",
            faults=on or "<li>없음: 모두 정상입니다.</li>",
            kinds="".join(f'<option value="{kind.value}">{escape(KIND_LABELS[kind])}</option>' for kind in Kind),
            providers="".join(f'<option value="{name}">{name}</option>' for name in PROVIDERS),
            counts="".join(f"<li>{escape(name)}: {escape(str(count))}</li>" for name, count in counts.items()),
        )

    async def phones(self, request: Request) -> Response:
        """GET /sandbox/: the phones; with `?number=` go to that phone (`&kakao=1`: to its KakaoTalk)."""
        number = re.sub(r"[^0-9]", "", request.query_params.get("number", ""))
        if PHONE_NUMBER.fullmatch(number):
            look = "kakao" if request.query_params.get("kakao") else "phone"
            return RedirectResponse(f"/sandbox/{look}/{number}", status_code=303)
        rows = "".join(_phone_row(phone) for phone in self._journal.phones())
        if request.query_params.get("part") == "rows":
            return HTMLResponse(rows, headers=HEADERS)
        return page("phones.html", rows=rows)

    async def phone(self, request: Request) -> Response:
        """GET, POST /sandbox/phone/<number>: what the phone shows; POST writes `text` as the citizen."""
        number = request.path_params["number"]
        if not PHONE_NUMBER.fullmatch(number):
            return page("unknown.html", status=404)
        text = ""
        if request.method == "POST":
            text = parse_qs((await request.body()).decode(errors="replace")).get("text", [""])[0]
            if text.strip():
                self._gateway.write(number=number, text=text)
                return RedirectResponse(request.url.path, status_code=303)
        rows = "".join(_message_row(message) for message in self._journal.messages(number))
        if request.query_params.get("part") == "rows":
            return HTMLResponse(rows, headers=HEADERS)
        return page(
            "phone.html", number=escape(as_people_write_number(number)), path=number, rows=rows, text=escape(text)
        )


def page(name: str, *, status: int = 200, **values: str) -> Response:
    """Return a page: a template of ours, its places filled with HTML."""
    return HTMLResponse(template(name).substitute(values), status_code=status, headers=HEADERS)


def template(name: str) -> Template:
    """Return one of our templates."""
    return Template((TEMPLATES / name).read_text(encoding="utf-8"))


def _phone_row(phone: Phone) -> str:
    return template("phone_row.html").substitute(
        path=escape(phone.number),
        number=escape(as_people_write_number(phone.number)),
        messages=phone.messages,
        text=escape(phone.last_text[:80]),
        time=clock(phone.last_at),
    )


def _message_row(message: Message) -> str:
    return template("written_row.html" if message.by_citizen else "arrived_row.html").substitute(
        id=escape(message.id),
        form=escape(message.form),
        title=escape(message.title),
        text=with_links(message.text) or ("(사진)" if message.more().get("image") else ""),
        time=clock(message.at),
        state=escape(message.post_state),
    )


def with_links(text: str) -> str:
    """Return the text as HTML, its addresses as links."""
    html, end = [], 0
    for link in LINK.finditer(text):
        address = escape(link.group())
        html += [escape(text[end : link.start()]), f'<a href="{address}">{address}</a>']
        end = link.end()
    return "".join([*html, escape(text[end:])])


def clock(at: float) -> str:
    """Return a time as people write it."""
    return as_people_write(datetime.fromtimestamp(at, tz=UTC))


def as_people_write_number(number: str) -> str:
    """Return 01012345678 as 010-1234-5678."""
    return re.sub(r"^(01\d)(\d{3,4})(\d{4})$", r"\1-\2-\3", number)
