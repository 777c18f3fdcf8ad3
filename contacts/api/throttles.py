"""How often the public may write. Generous: many citizens share one address. Without Redis nobody is turned away."""

import logging
from typing import Any

import redis
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

logger = logging.getLogger(__name__)


class _PublicThrottle(SimpleRateThrottle):
    def allow_request(self, request: Request, view: Any) -> bool:
        try:
            return super().allow_request(request, view)
        except redis.RedisError as error:
            logger.warning("nobody is counted: %s", error)
            return True


class NewChats(_PublicThrottle):
    """New conversations from one network address."""

    scope = "new_chats"
    rate = "300/min"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """Return the key that counts for this address."""
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


class ChatMessages(_PublicThrottle):
    """Messages into one conversation; reading is not counted."""

    scope = "chat_messages"
    rate = "60/min"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        """Return the key that counts for this conversation."""
        if request.method == "GET":
            return None
        return self.cache_format % {"scope": self.scope, "ident": view.kwargs["contact"]}


class ChatPresence(ChatMessages):
    """Signs of life of one conversation."""

    scope = "chat_presence"
    rate = "40/min"


class VideoSignals(_PublicThrottle):
    """What one browser asks and tells in a video room."""

    scope = "video"
    rate = "600/min"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """Return the key that counts for this browser."""
        return self.cache_format % {
            "scope": self.scope,
            "ident": view.kwargs.get("participant", self.get_ident(request)),
        }
