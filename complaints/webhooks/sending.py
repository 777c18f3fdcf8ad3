"""One call of a webhook, signed as the Standard Webhooks specification says."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from complaints.webhooks import addresses

CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 10.0
LONGEST_ERROR = 200
GONE = 410


@dataclass(frozen=True)
class Answer:
    """What came of a call; `status` is 0 where nobody answered."""

    status: int
    error: str

    @property
    def taken(self) -> bool:
        """Whether the receiver has it."""
        return 200 <= self.status < 300


def signature(*, secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the header `Webhook-Signature`: HMAC-SHA256 over id, time and body."""
    content = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret.encode(), content, hashlib.sha256).digest()).decode()


def call(*, url: str, secret: str, message_id: str, payload: Mapping[str, Any], now: datetime) -> Answer:
    """Post the payload to `url`. Redirects are not followed; the answer's content is not read."""
    try:
        there = addresses.check(url)
    except addresses.AddressRefused as error:
        return Answer(status=0, error=error.code)
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    timestamp = int(now.timestamp())
    headers = {
        "Host": there.host if there.port in (80, 443) else f"{there.host}:{there.port}",
        "Content-Type": "application/json",
        "User-Agent": "contactcenter-webhooks/1",
        "Webhook-Id": message_id,
        "Webhook-Timestamp": str(timestamp),
        "Webhook-Signature": signature(secret=secret, message_id=message_id, timestamp=timestamp, body=body),
    }
    timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
    try:
        with (
            httpx.Client(timeout=timeout, trust_env=False, follow_redirects=False) as client,
            client.stream(
                "POST", there.url, content=body, headers=headers, extensions={"sni_hostname": there.host}
            ) as response,
        ):
            said = "" if response.is_success else f"HTTP {response.status_code}"
            return Answer(status=response.status_code, error=said)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as failure:
        return Answer(status=0, error=(str(failure) or type(failure).__name__)[:LONGEST_ERROR])
