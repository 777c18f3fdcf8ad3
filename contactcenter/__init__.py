"""The Django project: settings, addresses, processes."""

import os

from contactcenter.celery import application as celery_application

# Requests are served side by side, each on one core; numpy's own threads would not survive a fork.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__all__ = ["celery_application"]
