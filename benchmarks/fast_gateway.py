"""A gateway that accepts everything at once: what it costs to send is then the product's own cost.

    .venv/bin/python benchmarks/fast_gateway.py --port 8200 [--delay 0.0]

Speaks the answers of the SMS gateway, of Bizgo and of NHN's text messages; `GET /` tells how many messages came, and
how many keys came twice.
"""

import argparse
import asyncio
import itertools
import json
import re

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
KEY = re.compile(rb"idempotency-key: *([^\r]+)|\"idempotencyKey\": ?\"([^\"]+)\"", re.IGNORECASE)


class Gateway(asyncio.Protocol):
    """One connection, kept alive: request after request."""

    numbers = itertools.count(1)
    keys: set[bytes] = set()
    repeated = 0
    delay = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin with nothing received."""
        self.transport = transport
        self.received = b""

    def data_received(self, data: bytes) -> None:
        """Answer each request that is complete."""
        self.received += data
        while (end := self.received.find(b"\r\n\r\n")) >= 0:
            head = self.received[:end]
            found = LENGTH.search(head)
            length = int(found[1]) if found else 0
            if len(self.received) < end + 4 + length:
                return
            request = self.received[: end + 4 + length]
            self.received = self.received[end + 4 + length :]
            asyncio.get_running_loop().call_later(self.delay, self.answer, request)

    def answer(self, request: bytes) -> None:
        """Accept the message, in the words of whoever was asked."""
        kind = type(self)
        if request.startswith(b"GET"):
            content: dict[str, object] = {"accepted": len(kind.keys), "repeated": kind.repeated}
        else:
            found = KEY.search(request)
            key = (found[1] or found[2]) if found else b""
            kind.repeated += key in kind.keys
            kind.keys.add(key)
            number = f"fast-{next(kind.numbers)}"
            destination = {"code": "A000", "msgKey": number}
            place = {"recipientSeq": 1, "resultCode": 0}
            content = {
                "code": "A000",
                "id": number,
                "data": {"code": "A000", "data": {"destinations": [destination]}},
                "header": {"isSuccessful": True, "resultCode": 0},
                "body": {"data": {"requestId": number, "sendResultList": [place]}},
            }
        body = json.dumps(content).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        if isinstance(self.transport, asyncio.WriteTransport) and not self.transport.is_closing():
            self.transport.write(head + body)


async def serve(port: int) -> None:
    """Serve on the loopback address until the program is ended."""
    server = await asyncio.get_running_loop().create_server(Gateway, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    options = parser.parse_args()
    Gateway.delay = options.delay
    asyncio.run(serve(options.port))
