"""The live process: it holds the browsers' open connections, and serves no pages."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcenter.settings")
django.setup()

from django.conf import settings  # noqa: E402

from console.live import LiveApplication  # noqa: E402

application = LiveApplication(redis_url=settings.REDIS_URL)
