"""Put the parts together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from deploy.sandbox.configuration import Configuration
from deploy.sandbox.faults import Faults
from deploy.sandbox.gateway import Gateway
from deploy.sandbox.journal import Journal
from deploy.sandbox.pages import Pages
from deploy.sandbox.postman import Postman


def create(configuration: Configuration) -> Starlette:
    """Return the application."""
    journal = Journal(configuration.database)
    postman = Postman(configuration, journal)
    gateway = Gateway(configuration, journal, postman, Faults())
    pages = Pages(journal, gateway)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        posting = asyncio.create_task(postman.run())
        yield
        posting.cancel()
        with suppress(asyncio.CancelledError):
            await posting
        journal.close()

    return Starlette(
        lifespan=lifespan,
        routes=[
            Mount("/sandbox/static", StaticFiles(directory=Path(__file__).parent / "static")),
            Route("/sandbox/", pages.phones),
            Route("/sandbox/phone/{number}", pages.phone, methods=["GET", "POST"]),
            Route("/sandbox/v1/messages", gateway.send, methods=["POST"]),
            Route("/sandbox/v1/phones/{number}/messages", gateway.phone, methods=["GET", "POST"]),
            Route("/sandbox/v1/faults", gateway.faults, methods=["GET", "POST", "DELETE"]),
            Route("/sandbox/v1/statistics", gateway.statistics),
            Route("/sandbox/v1/alive", _alive),
        ],
    )


async def _alive(request: Request) -> Response:
    return PlainTextResponse("ok")
