"""Checks of a PostgreSQL and a Redis that somebody else runs (DATABASE_URL, REDIS_URL)."""

import contextlib

import psycopg2
import redis

from contactcenter.runtime.postgres import OLDEST_EXTERNAL_VERSION
from contactcenter.runtime.service import ServiceError

OLDEST_REDIS = (6, 2)


def check_postgres(*, url: str) -> None:
    """Raise ServiceError where PostgreSQL cannot be reached or is older than 15."""
    try:
        connection = psycopg2.connect(url, connect_timeout=10)
    except psycopg2.Error as error:
        raise ServiceError(f"DATABASE_URL: {str(error).strip()}") from error
    with contextlib.closing(connection):
        version = connection.server_version // 10_000
    if version < OLDEST_EXTERNAL_VERSION:
        raise ServiceError(
            f"DATABASE_URL: PostgreSQL {version} is too old, {OLDEST_EXTERNAL_VERSION} or later is needed"
        )


def check_redis(*, url: str) -> None:
    """Raise ServiceError where Redis (or Valkey) cannot be reached or is older than 6.2."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=10) as client:
            version = str(client.info("server")["redis_version"])
    except redis.RedisError as error:
        raise ServiceError(f"REDIS_URL: {error}") from error
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_REDIS:
        raise ServiceError(f"REDIS_URL: Redis {version} is too old, 6.2 or later is needed")
