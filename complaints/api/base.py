"""What the views of the REST API have in common."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers, viewsets
from rest_framework.response import Response

from accounts.models import User
from accounts.selectors import user_of
from accounts.services import record_access
from accounts.types import AccessAction
from complaints import selectors
from complaints.models import Complaint
from complaints.policies import transitions
from complaints.selectors.lines import line
from complaints.serializers.complaints import ChangedSerializer
from complaints.types import ComplaintDetail, State

INVALID = OpenApiResponse(description="Problem object (RFC 9457); `errors` has the messages of each field")
NOT_ALLOWED = OpenApiResponse(description="Not for this account")
NOT_VISIBLE = OpenApiResponse(description="No such thing, or not visible to you")
CONFLICT = OpenApiResponse(description="Not possible in this state, or changed by somebody else (code stale_version)")
CHANGED = {200: ChangedSerializer, 400: INVALID, 403: NOT_ALLOWED, 404: NOT_VISIBLE, 409: CONFLICT}


class ComplaintView(viewsets.GenericViewSet[Complaint]):
    """A view of somebody who has signed in."""

    queryset = Complaint.objects.none()
    lookup_value_converter = "uuid"

    def signed_in(self) -> User:
        """Return who asks."""
        return user_of(self.request.user)

    def address(self) -> str:
        """Return from where they ask."""
        return str(self.request.META.get("REMOTE_ADDR", ""))

    def given(self, serializer_class: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """Return the checked members of what was sent. Raises ValidationError."""
        serializer = serializer_class(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def record(self, action: AccessAction, *, complaint_id: UUID, citizen_id: UUID, now: datetime) -> None:
        """Record that the data of the complaint's citizen was shown or changed."""
        record_access(
            user=self.signed_in(),
            action=action,
            subject_id=citizen_id,
            target=f"complaint:{complaint_id}",
            address=self.address(),
            now=now,
        )

    def read(self, complaint_id: UUID) -> ComplaintDetail:
        """Return the complaint as it is now, and record that it was shown."""
        now = timezone.now()
        detail = selectors.complaint(complaint_id=complaint_id, user=self.signed_in(), now=now)
        self.record(AccessAction.VIEW, complaint_id=complaint_id, citizen_id=detail.citizen_id, now=now)
        return detail

    def changed(self, complaint: Complaint, *, now: datetime, status: int = 200) -> Response:
        """Return a complaint that a service has just written, with what may be done next, and record the change: also
        to whoever handed it on and does not see it any more."""
        self.record(AccessAction.CHANGE, complaint_id=complaint.id, citizen_id=complaint.citizen_id, now=now)
        actions = transitions.actions(state=State(complaint.state), who=transitions.role_of(self.signed_in()))
        return Response(ChangedSerializer({"line": line(complaint, now=now), "actions": actions}).data, status=status)
