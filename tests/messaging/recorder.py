"""A server in the place of all providers, for whoever wants to see what they are sent."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pytest_django import Settings


@dataclass
class Recorder:
    """A server that remembers what it was asked and answers what it was told."""

    asked: list[tuple[str, str, dict[str, str], Any]] = field(default_factory=list)
    status: int = 200
    answer: Any = field(default_factory=dict)
    url: str = ""


@pytest.fixture(scope="module")
def server() -> Iterator[Recorder]:
    recorder = Recorder()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            recorder.asked.append((self.command, self.path, headers, json.loads(body) if body else None))
            content = json.dumps(recorder.answer).encode()
            self.send_response(recorder.status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            self.answer()

        def do_POST(self) -> None:
            self.answer()

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    recorder.url = f"http://127.0.0.1:{listening.server_port}"
    threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05}).start()
    yield recorder
    listening.shutdown()
    listening.server_close()


@pytest.fixture
def asked(server: Recorder, settings: Settings) -> Recorder:
    server.asked, server.status, server.answer = [], 200, {}
    for name in ("BIZGO", "SOLAPI", "NHN", "NHN_SMS", "SENS"):
        setattr(settings, f"{name}_URL", server.url)
    settings.BIZGO_API_KEY, settings.BIZGO_WEBHOOK_SECRET = "bizgo-key", "bizgo-hook"
    settings.SOLAPI_API_KEY, settings.SOLAPI_API_SECRET, settings.SOLAPI_WEBHOOK_SECRET = "sk", "ss", "sw"
    settings.NHN_APP_KEY, settings.NHN_SECRET_KEY, settings.NHN_WEBHOOK_SECRET = "app", "nhn-secret", "nhn-hook"
    settings.SENS_SERVICE_ID = settings.SENS_KAKAO_SERVICE_ID = "ncp:sms:kr:1:120"
    settings.SENS_ACCESS_KEY, settings.SENS_SECRET_KEY = "access", "secret"
    return server
