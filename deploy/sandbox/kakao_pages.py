"""KakaoTalk as a citizen sees it: the channel's room with bubbles, buttons and quick replies, and what one can do."""

import re
import uuid
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import parse_qs, quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from deploy.sandbox.bizgo import SIGNS
from deploy.sandbox.chatbot import Chatbot
from deploy.sandbox.configuration import Configuration, service_name
from deploy.sandbox.gateway import PHONE_NUMBER, Gateway
from deploy.sandbox.journal import Journal, Message
from deploy.sandbox.pages import HEADERS, as_people_write_number, clock, page, template, with_links
from deploy.sandbox.rooms import KakaoUser, Rooms

LONGEST_TEXT = 20_000
LARGEST_FILE = 20 * 1024 * 1024
SHOWN_BEFORE_ATTACHED = 4_000


class KakaoPages:
    """The pages of KakaoTalk; what is done there goes to the product as KakaoTalk would tell it."""

    def __init__(
        self, configuration: Configuration, journal: Journal, rooms: Rooms, bot: Chatbot, gateway: Gateway
    ) -> None:
        self._url = configuration.product_url
        self._journal, self._rooms, self._bot, self._gateway = journal, rooms, bot, gateway

    async def room(self, request: Request) -> Response:
        """GET, POST /sandbox/kakao/<number>: the room; POST writes `text`, or does `action` (see `_do`)."""
        number = request.path_params["number"]
        if not PHONE_NUMBER.fullmatch(number):
            return page("unknown.html", status=404)
        user = self._rooms.user_of(number)
        if request.method == "POST":
            sent = {
                name: values[0] for name, values in parse_qs((await request.body()).decode(errors="replace")).items()
            }
            await self._do(user, sent)
            return RedirectResponse(request.url.path, status_code=303)
        self._rooms.seen(user)
        rows = self._rows(user)
        if request.query_params.get("part") == "rows":
            return HTMLResponse(rows, headers=HEADERS)
        session = self._rooms.session(user)
        return page(
            "kakao.html",
            service=escape(service_name()),
            number=escape(as_people_write_number(number)),
            path=quote(number),
            rows=rows,
            state="상담 중" if session else "상담방 닫힘",
            expires=clock(session.expires_at) + "까지" if session else "글을 쓰면 상담이 시작됩니다",
            mode=user.mode,
            other_mode="chat" if user.mode == "bot" else "bot",
            other_mode_label="상담원과 대화" if user.mode == "bot" else "챗봇과 대화",
            blocked="channel-blocked" if user.blocked else "",
            block_label="채널 차단 풀기" if user.blocked else "채널 차단",
            kakao_label="카카오톡 쓰지 않음" if user.has_kakao else "카카오톡 다시 씀",
        )

    async def say(self, request: Request) -> Response:
        """POST /sandbox/v1/kakao/<number>: the same in JSON: `{"text"}` or `{"action", ...}`."""
        user = self._rooms.user_of(request.path_params["number"])
        content = await request.json()
        await self._do(user, {name: str(value) for name, value in content.items()})
        return JSONResponse({"user_key": user.user_key}, status_code=202)

    async def lines(self, request: Request) -> Response:
        """GET /sandbox/v1/kakao/<number>: what the room shows, in JSON."""
        user = self._rooms.user_of(request.path_params["number"])
        shown = self._journal.messages(user.number, chat=True)
        lines = [
            {"id": line.id, "form": line.form, "mine": bool(line.by_citizen), "text": line.text, "extras": line.more()}
            for line in shown
        ]
        return JSONResponse({"user_key": user.user_key, "open": self._rooms.session(user) is not None, "lines": lines})

    async def upload(self, request: Request) -> Response:
        """POST /sandbox/kakao/<number>/photo (or phone/<number>/photo, an MMS): send the file in the body, `?name=`."""
        content, name = await request.body(), request.query_params.get("name", "file")
        if not content or len(content) > LARGEST_FILE:
            return JSONResponse({"error": "1 byte to 20 MB"}, status_code=400)
        user, identifier = self._rooms.user_of(request.path_params["number"]), uuid.uuid4().hex
        kind = next((kind for sign, kind in SIGNS.items() if content.startswith(sign)), "application/octet-stream")
        self._journal.keep_file(identifier=identifier, name=name, kind=kind, content=content)
        ending = re.sub(r"[^.\w-]", "", name)[-40:] or "file"
        url = f"{self._url}/sandbox/files/{identifier}/{quote(ending)}"
        if request.url.path.startswith("/sandbox/phone/"):
            self._gateway.write(number=user.number, text="", media=url)
        elif user.mode == "bot":
            await self._bot.ask(user, url, shown="(사진)")
        else:
            extras = {"image": url} if kind.startswith("image/") else {"file": url, "name": name}
            self._rooms.write(user, text="", file_url=url, extras=extras)
        return JSONResponse({"url": url}, status_code=202)

    async def file(self, request: Request) -> Response:
        """GET /sandbox/files/<id>: what was uploaded."""
        found = self._journal.file(request.path_params["id"])
        if found is None:
            return Response(status_code=404)
        return Response(found[1], media_type=found[0], headers={"X-Content-Type-Options": "nosniff"})

    async def _do(self, user: KakaoUser, sent: Mapping[str, str]) -> None:
        action = sent.get("action", "write")
        if action == "write":
            await self._write(user, sent.get("text", "").strip()[:LONGEST_TEXT])
        elif action == "press":
            await self._press(user, sent)
        elif action == "leave":
            self._rooms.end(user, told="상담방을 나갔습니다.")
        elif action == "end":
            self._rooms.end(user, told="상담을 끝냈습니다.")
        elif action == "expire":
            self._rooms.end(user, told="30일이 지나 상담이 끝났습니다.")
        elif action == "give_phone":
            self._rooms.give_phone(user)
        elif action == "open":
            self._rooms.open(user, extra=sent.get("extra", ""))
        elif action == "mode" and sent.get("mode") in ("chat", "bot"):
            self._rooms.change(user, mode=sent["mode"])
        elif action == "block":
            self._rooms.change(user, blocked=not user.blocked)
            if not user.blocked:
                self._rooms.end(user, told="채널을 차단했습니다.")
        elif action == "kakao":
            self._rooms.change(user, has_kakao=not user.has_kakao)

    async def _write(self, user: KakaoUser, text: str) -> None:
        if not text or user.blocked:
            return
        if user.mode == "bot":
            await self._bot.ask(user, text)
            return
        extras = {}
        if len(text) > SHOWN_BEFORE_ATTACHED:
            identifier = uuid.uuid4().hex
            self._journal.keep_file(identifier=identifier, name="message.txt", kind="text/plain", content=text.encode())
            extras["whole_text"] = f"{self._url}/sandbox/files/{identifier}/message.txt"
        self._rooms.write(user, text=text, extras=extras)

    async def _press(self, user: KakaoUser, sent: Mapping[str, str]) -> None:
        """Press a button: `kind` is what it does (Kakao's code, or the bot's action), `value` what it carries."""
        kind, label, value = sent.get("kind", ""), sent.get("label", ""), sent.get("value", "")
        if kind in ("BC", "operator"):
            self._rooms.change(user, mode="chat")
            self._rooms.open(user, extra=value)
        elif kind in ("message", "block"):
            await self._bot.ask(user, value or label, shown=label)
        elif kind in ("MD", "BK"):
            await self._write(user, label)

    def _rows(self, user: KakaoUser) -> str:
        lines = self._journal.messages(user.number, chat=True)
        newest = next((line.id for line in reversed(lines) if line.form != "EVENT"), "")
        return "".join(_row(line, is_newest=line.id == newest) for line in lines if line.text or line.extras != "{}")


def _row(line: Message, *, is_newest: bool) -> str:
    extras = line.more()
    if line.form == "EVENT":
        return f'<li class="event" data-message="{escape(line.id)}">{escape(line.text)}</li>' if line.text else ""
    parts = [f'<p class="text">{with_links(line.text)}</p>'] if line.text else []
    if extras.get("image"):
        parts.append(f'<img src="{escape(_local(extras["image"]))}" alt="사진">')
    if extras.get("file"):
        parts.append(
            f'<p class="text"><a href="{escape(_local(extras["file"]))}">{escape(extras.get("name", ""))}</a></p>'
        )
    parts += [_output(output) for output in extras.get("outputs") or []]
    parts += [_button(button) for button in extras.get("buttons") or []]
    if extras.get("asks_phone"):
        parts.append(_form("give_phone", "동의하고 전화번호 보내기"))
    if is_newest:
        replies = [*(extras.get("quick_replies") or []), *(extras.get("bot_replies") or [])]
        parts += ['<div class="replies">', *(_button(reply) for reply in replies), "</div>"] if replies else []
    return template("kakao_row.html").substitute(
        id=escape(line.id),
        side="written" if line.by_citizen else "arrived",
        form=line.form.lower(),
        who="" if line.by_citizen else {"BOT": "챗봇", "ALIMTALK": "알림톡"}.get(line.form, service_name()),
        title=escape(line.title),
        content="".join(parts),
        time=clock(line.at),
        state=escape(line.post_state),
    )


def _output(output: Mapping[str, Any]) -> str:
    [(kind, content)] = output.items()
    if kind == "simpleText":
        return f'<p class="text">{with_links(str(content["text"]))}</p>'
    if kind == "simpleImage":
        return f'<img src="{escape(content["imageUrl"])}" alt="{escape(content["altText"])}">'
    if kind == "listCard":
        items = "".join(
            f"<li><strong>{escape(str(item.get('title', '')))}</strong> {escape(str(item.get('description', '')))}</li>"
            for item in content["items"]
        )
        header = escape(str(content["header"].get("title", "")))
        body = f"<h2>{header}</h2><ul>{items}</ul>"
    else:
        title, description = escape(str(content.get("title", ""))), with_links(str(content.get("description", "")))
        body = f'<h2>{title}</h2><p class="text">{description}</p>'
    return f'<div class="card">{body}{"".join(_button(button) for button in content.get("buttons") or [])}</div>'


def _button(button: Mapping[str, Any]) -> str:
    kind = str(button.get("type") or button.get("action") or "")
    label = str(button.get("name") or button.get("label") or "")
    address = str(button.get("urlMobile") or button.get("webLinkUrl") or "")
    if address.startswith("http"):
        return f'<a class="button" href="{escape(address)}">{escape(label)}</a>'
    value = str(button.get("extra") or button.get("chatExtra") or button.get("messageText") or "")
    return _form("press", label, kind=kind, label=label, value=value)


def _form(action: str, caption: str, **values: str) -> str:
    hidden = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in values.items())
    return (
        f'<form method="post"><input type="hidden" name="action" value="{action}">{hidden}'
        f'<button class="button">{escape(caption)}</button></form>'
    )


def _local(address: str) -> str:
    """Return a file of ours by its path alone: the page may show only what lies beside it."""
    at = address.find("/sandbox/files/")
    return address[at:] if at >= 0 else address
