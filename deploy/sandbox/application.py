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

from deploy.sandbox.bizgo import Bizgo
from deploy.sandbox.chatbot import Chatbot
from deploy.sandbox.configuration import Configuration
from deploy.sandbox.delivery import Delivery
from deploy.sandbox.faults import Faults
from deploy.sandbox.gateway import Gateway
from deploy.sandbox.journal import Journal
from deploy.sandbox.kakao_pages import KakaoPages
from deploy.sandbox.nhn import Nhn
from deploy.sandbox.pages import Pages
from deploy.sandbox.postman import Postman
from deploy.sandbox.rooms import Rooms
from deploy.sandbox.sens import Sens
from deploy.sandbox.solapi import Solapi


def create(configuration: Configuration) -> Starlette:
    """Return the application."""
    journal, faults = Journal(configuration.database), Faults()
    postman = Postman(configuration, journal)
    gateway = Gateway(configuration, journal, postman, faults)
    pages = Pages(journal, gateway, faults)
    rooms = Rooms(
        configuration.database,
        journal,
        postman,
        webhook_path=configuration.credential("KAKAO_WEBHOOK_PATH"),
        sender_key=configuration.credential("BIZGO_SENDER_KEY"),
    )
    delivery = Delivery(configuration, journal, postman, rooms, faults)
    bot = Chatbot(configuration, journal, rooms)
    kakao = KakaoPages(configuration, journal, rooms, bot, gateway)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        posting = asyncio.create_task(postman.run())
        yield
        posting.cancel()
        with suppress(asyncio.CancelledError):
            await posting
        rooms.close()
        journal.close()

    return Starlette(
        lifespan=lifespan,
        routes=[
            Mount("/sandbox/static", StaticFiles(directory=Path(__file__).parent / "static")),
            Route("/sandbox/", pages.phones),
            Route("/sandbox/phone/{number}", pages.phone, methods=["GET", "POST"]),
            Route("/sandbox/control", pages.control, methods=["GET", "POST"]),
            Route("/sandbox/kakao/{number}", kakao.room, methods=["GET", "POST"]),
            Route("/sandbox/kakao/{number}/photo", kakao.upload, methods=["POST"]),
            Route("/sandbox/phone/{number}/photo", kakao.upload, methods=["POST"]),
            Route("/sandbox/files/{id}", kakao.file),
            Route("/sandbox/files/{id}/{name}", kakao.file),
            Route("/sandbox/bot/callback/{token}", bot.callback, methods=["POST"]),
            Route("/sandbox/v1/kakao/{number}", kakao.say, methods=["POST"]),
            Route("/sandbox/v1/kakao/{number}", kakao.lines),
            *Bizgo(configuration, journal, postman, rooms, delivery).routes(),
            *Solapi(configuration, journal, delivery).routes(),
            *Nhn(configuration, journal, delivery).routes(),
            *Sens(configuration, journal, delivery).routes(),
            Route("/sandbox/v1/messages", gateway.send, methods=["POST"]),
            Route("/sandbox/v1/phones/{number}/messages", gateway.phone, methods=["GET", "POST"]),
            Route("/sandbox/v1/faults", gateway.faults, methods=["GET", "POST", "DELETE"]),
            Route("/sandbox/v1/statistics", gateway.statistics),
            Route("/sandbox/v1/alive", _alive),
        ],
    )


async def _alive(request: Request) -> Response:
    return PlainTextResponse("ok")
