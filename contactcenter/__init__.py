"""The Django project: settings, addresses, processes."""

from contactcenter.celery import application as celery_application

__all__ = ["celery_application"]
