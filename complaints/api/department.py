"""What a department's own system does: the services of the screens, with the `version` that was read."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from complaints import services
from complaints.api.base import CHANGED, ComplaintView
from complaints.models import Complaint
from complaints.serializers import actions as given

Serializer = type[serializers.Serializer[Any]]


class DepartmentActions(ComplaintView):
    """`POST /api/complaints/{id}/<action>/`."""

    @extend_schema(request=given.AcceptSerializer, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: UUID) -> Response:
        """Accept what a citizen filed: its clock starts."""
        return self._changed(pk, services.accept, given.AcceptSerializer)

    @extend_schema(request=given.ReceiveSerializer, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def receive(self, request: Request, pk: UUID) -> Response:
        """Take the complaint as the official in charge."""
        return self._changed(pk, services.receive, given.ReceiveSerializer)

    @extend_schema(request=given.ReasonSerializer, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def bounce(self, request: Request, pk: UUID) -> Response:
        """Give it back: it is not this department's."""
        return self._changed(pk, services.bounce, given.ReasonSerializer)

    @extend_schema(request=given.TransferSerializer, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def transfer(self, request: Request, pk: UUID) -> Response:
        """Hand it to another department."""
        return self._changed(pk, services.transfer, given.TransferSerializer)

    @extend_schema(request=given.TransferOutSerializer, responses=CHANGED)
    @action(detail=True, methods=["post"], url_path="transfer-out")
    def transfer_out(self, request: Request, pk: UUID) -> Response:
        """Hand it to an agency outside the city."""
        return self._changed(pk, services.transfer_out, given.TransferOutSerializer)

    @extend_schema(request=given.PlanSerializer, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def plan(self, request: Request, pk: UUID) -> Response:
        """Tell the plan and its day."""
        return self._changed(pk, services.plan, given.PlanSerializer)

    @extend_schema(request=given.RequestSupplementSerializer, responses=CHANGED)
    @action(detail=True, methods=["post"], url_path="request-supplement")
    def request_supplement(self, request: Request, pk: UUID) -> Response:
        """Ask the citizen for what is missing; the clock stands still."""
        return self._changed(pk, services.request_supplement, given.RequestSupplementSerializer)

    @extend_schema(request=given.SupplementSerializer, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def supplement(self, request: Request, pk: UUID) -> Response:
        """Take down what the citizen added; the clock runs on."""
        return self._changed(pk, services.supplement, given.SupplementSerializer)

    @extend_schema(request=given.ExtendSerializer, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def extend(self, request: Request, pk: UUID) -> Response:
        """Extend the period for one of the four lawful reasons."""
        return self._changed(pk, services.extend, given.ExtendSerializer)

    @extend_schema(request=given.ExcludeSerializer, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def exclude(self, request: Request, pk: UUID) -> Response:
        """Leave days out of the period."""
        return self._changed(pk, services.exclude, given.ExcludeSerializer)

    @extend_schema(request=given.ReceiveSerializer, responses=CHANGED)
    @action(detail=True, methods=["post"], url_path="report-progress")
    def report_progress(self, request: Request, pk: UUID) -> Response:
        """Tell the citizen how far it is."""
        return self._changed(pk, services.report_progress, given.ReceiveSerializer)

    @extend_schema(request=given.CompleteSerializer, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def complete(self, request: Request, pk: UUID) -> Response:
        """Close the complaint with its result."""
        return self._changed(pk, services.complete, given.CompleteSerializer)

    @extend_schema(request=given.RefuseSerializer, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: UUID) -> Response:
        """Refuse it, with reasons and remedy."""
        return self._changed(pk, services.refuse, given.RefuseSerializer)

    @extend_schema(request=given.CloseExceptionSerializer, responses=CHANGED)
    @action(detail=True, methods=["post"], url_path="close-exception")
    def close_exception(self, request: Request, pk: UUID) -> Response:
        """Close what need not be processed."""
        return self._changed(pk, services.close_exception, given.CloseExceptionSerializer)

    def _changed(self, pk: UUID, service: Callable[..., Complaint], serializer: Serializer) -> Response:
        now = timezone.now()
        changed = service(complaint_id=pk, **self.given(serializer), user=self.signed_in(), now=now)
        return self.changed(changed, now=now)
