"""Settings of gunicorn, which serves pages and API (`gunicorn -c python:contactcenter.runtime.web`)."""

import os
from typing import Any

bind = os.environ.get("WEB_BIND", "0.0.0.0:8000")  # in a container, behind the front server
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "8"))
preload_app = True
timeout = 60
graceful_timeout = 8
keepalive = 75  # longer than the front server keeps a connection idle: what it sends never meets a closing one
umask = 0o077
forwarded_allow_ips = "*"  # only the front server reaches this address
accesslog = None
loglevel = "warning"
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  # a heartbeat file, not on a disk


def when_ready(server: Any) -> None:
    """Load the pages, the doorbell, the Korean analyser, the model of meanings and the routing tables once, before the
    workers are forked: they share the memory."""
    from django.db import Error, connections
    from django.urls import get_resolver

    from feed import doorbell
    from korean import meaning, morphemes
    from routing.services import preload

    doorbell.preload()
    _ = get_resolver().url_patterns  # imports what answers requests, which each worker would do in its first one
    meaning.preload()
    try:
        preload()
    except Error as error:
        server.log.warning("routing tables are not loaded yet, the first request does it: %s", error)
        morphemes.preload()
    connections.close_all()


def post_fork(server: Any, worker: Any) -> None:
    """Forget connections from before the fork, which two processes must not share; follow what supervisors publish."""
    from django.db import connections

    from routing.services import follow_tables

    for connection in connections.all(initialized_only=True):
        connection.connection = None
    follow_tables()
