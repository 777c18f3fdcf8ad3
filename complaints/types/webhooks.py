"""Webhooks, as other apps and the API are told about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeliveryState(models.TextChoices):
    QUEUED = "QUEUED", _("보낼 차례")
    SENDING = "SENDING", _("보내는 중")
    DELIVERED = "DELIVERED", _("받음")
    DEAD = "DEAD", _("보내지 못함")


@dataclass(frozen=True)
class SubscriptionLine:
    """A webhook: where it goes and what it is told. `dead`: how many messages did not get through and wait for a
    person."""

    id: UUID
    url: str
    events: tuple[str, ...]
    district_code: str
    department_code: str
    active: bool
    created_at: datetime
    dead: int


@dataclass(frozen=True)
class DeliveryLine:
    """One message of a webhook. `status` is the last HTTP status, 0 where nobody answered."""

    id: UUID
    subscription_id: UUID
    payload: Mapping[str, Any]
    state: DeliveryState
    attempts: int
    status: int
    error: str
    created_at: datetime
    delivered_at: datetime | None
