"""Runs the real gateway program beside a small server that stands where the product's webhooks are."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from contactcenter.testing import free_port
from deploy.sandbox import signature

SECRET = "a secret only tests know"
ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 20


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


@dataclass
class Product:
    """What the gateway posted: path and content, of requests whose signature is right; `answers` come first.

    With `echo` it acknowledges as KakaoTalk and Bizgo want it.
    """

    posts: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    unsigned: int = 0
    echo: bool = False

    def __enter__(self) -> "Product":
        product = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if not signature.is_valid(secret=SECRET, given=self.headers, body=body):
                    product.unsigned += 1
                product.posts.append((self.path, json.loads(body)))
                answer = b""
                if product.echo:
                    key = product.posts[-1][1].get("msgKey")
                    is_chat = "/cstalk/" in self.path
                    answer = json.dumps({"code": "A000", "result": "Success"} if is_chat else {"msgKey": key}).encode()
                self.send_response(product.answers.pop(0) if product.answers else 200 if answer else 204)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Stay silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", free_port()), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


class Sandbox:
    """The program, on a loopback port of its own."""

    def __init__(self, *, database: Path, product_url: str, secret: str = SECRET) -> None:
        self.database, self.product_url, self.secret = database, product_url, secret
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/sandbox"
        self.client = httpx.Client(base_url=self.url, timeout=10, trust_env=False)

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "deploy.sandbox", "--port", str(self.port)),
                *("--database", str(self.database), "--product-url", self.product_url),
            ],
            cwd=ROOT,
            env={
                "SMS_GATEWAY_SECRET": self.secret,
                "SMS_GATEWAY_SENDER": "02120,0221330000",
                "PATH": os.environ["PATH"],
            },
        )
        eventually(self._alive)

    def _alive(self) -> bool:
        assert self.process.poll() is None, "the program ended"
        try:
            return self.client.get("/v1/alive").status_code == 200
        except httpx.HTTPError:
            return False

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE_SECONDS)
        self.client.close()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE_SECONDS)

    def __enter__(self) -> "Sandbox":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def send(self, *, key: str = "k", headers: dict[str, str] | None = None, **changes: Any) -> httpx.Response:
        """Send a message as the product would."""
        content = {"to": "01012345678", "from": "02120", "type": "SMS", "title": "", "text": "안녕", "reference": key}
        body = json.dumps(content | changes).encode()
        signed = signature.headers(secret=self.secret, body=body) | {"Idempotency-Key": key} | (headers or {})
        return self.client.post("/v1/messages", content=body, headers=signed)

    def statistics(self) -> dict[str, Any]:
        return dict(self.client.get("/v1/statistics").json())

    def fault(self, kind: str, **options: Any) -> None:
        assert self.client.post("/v1/faults", json={"kind": kind} | options).status_code == 200
