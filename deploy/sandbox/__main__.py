"""Start the gateway: `python -m deploy.sandbox --port 8100 --database FILE --product-url http://127.0.0.1:8000`."""

import argparse
import os
import sys
from pathlib import Path

import uvicorn

from deploy.sandbox.application import create
from deploy.sandbox.configuration import Configuration


def main() -> None:
    """Read the command line and the environment, and serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m deploy.sandbox", description=__doc__)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--socket", help="unix socket to listen on")
    where.add_argument("--port", type=int, help="loopback port to listen on")
    parser.add_argument("--database", type=Path, required=True, help="SQLite file of what was sent and written")
    parser.add_argument("--product-url", required=True, help="where the product's webhooks are")
    options = parser.parse_args()
    secret = os.environ.get("SMS_GATEWAY_SECRET", "")
    if not secret:
        sys.exit("set SMS_GATEWAY_SECRET to the secret shared with the product")
    configuration = Configuration(
        secret=secret,
        senders=frozenset(os.environ.get("SMS_GATEWAY_SENDER", "02120").split(",")),
        database=options.database,
        product_url=options.product_url.rstrip("/"),
    )
    uvicorn.run(
        create(configuration),
        uds=options.socket,
        host="127.0.0.1",
        port=options.port or 0,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=2,
    )


main()
