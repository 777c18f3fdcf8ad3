"""The filters of every list: REST, screens, saved views, exports."""

from datetime import datetime
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint, ComplaintQuerySet
from complaints.policies import number
from complaints.selectors.matching import matching
from complaints.selectors.worklist import bucket_condition, in_bucket
from complaints.types import Bucket, Kind, State
from messaging.types import CITIZEN_CHANNELS


class OneOf(django_filters.MultipleChoiceFilter):
    """Values of a column of the row itself, which finds no row twice: DISTINCT would read and sort all there are."""

    def __init__(self, **options: Any) -> None:
        super().__init__(distinct=False, **options)


class ComplaintFilter(django_filters.FilterSet):
    """Filters that may be combined; a whole complaint number in `q` finds that complaint whatever the others say."""

    q = django_filters.CharFilter(method="search", label=_("접수번호 또는 검색어"))
    state = OneOf(choices=State.choices, label=_("상태"))
    kind = OneOf(choices=Kind.choices, label=_("민원 종류"))
    district = django_filters.CharFilter(field_name="district_id", label=_("자치구 코드"))
    department = django_filters.CharFilter(field_name="department_id", label=_("부서 코드"))
    topic = django_filters.CharFilter(field_name="topic_id", label=_("업무 분야 코드"))
    channel = OneOf(choices=[(channel.value, channel.label) for channel in CITIZEN_CHANNELS], label=_("채널"))
    official = django_filters.CharFilter(method="by_official", label=_("담당자 아이디(me: 나)"))
    open = django_filters.BooleanFilter(method="by_open", label=_("처리 중인 것만"))
    filed_after = django_filters.IsoDateTimeFilter(field_name="filed_at", lookup_expr="gte", label=_("신청 이후"))
    filed_before = django_filters.IsoDateTimeFilter(field_name="filed_at", lookup_expr="lt", label=_("신청 이전"))
    completed_after = django_filters.IsoDateTimeFilter(
        field_name="completed_at", lookup_expr="gte", label=_("완료 이후")
    )
    completed_before = django_filters.IsoDateTimeFilter(
        field_name="completed_at", lookup_expr="lt", label=_("완료 이전")
    )
    escalated = django_filters.NumberFilter(
        field_name="escalation_level", lookup_expr="gte", label=_("이 단계부터 독촉한 것")
    )
    due_after = django_filters.IsoDateTimeFilter(field_name="due_at", lookup_expr="gte", label=_("처리기한 이후"))
    due_before = django_filters.IsoDateTimeFilter(field_name="due_at", lookup_expr="lt", label=_("처리기한 이전"))
    overdue = django_filters.BooleanFilter(method="by_overdue", label=_("기한 지남"))
    bucket = django_filters.ChoiceFilter(choices=Bucket.choices, method="by_bucket", label=_("업무함"))

    class Meta:
        model = Complaint
        fields: tuple[str, ...] = ()

    def __init__(self, *arguments: Any, now: datetime | None = None, user_id: UUID | None = None, **named: Any) -> None:
        super().__init__(*arguments, **named)
        # The form would copy the field of every filter there is for each request.
        for name in self.filters.keys() - (self.data or {}).keys():
            del self.filters[name]
        self._now = now or timezone.now()
        self._user_id = user_id or getattr(getattr(self.request, "user", None), "pk", None)

    def filter_queryset(self, queryset: QuerySet[Complaint]) -> QuerySet[Complaint]:
        """Apply the filters, or only the number when one was typed."""
        typed = self.form.cleaned_data.get("q") or ""
        try:
            return queryset.filter(number=str(number.parse(typed)))
        except number.InvalidNumber:
            return super().filter_queryset(queryset)

    def search(self, queryset: ComplaintQuerySet, _name: str, value: str) -> ComplaintQuerySet:
        """Keep what contains the text."""
        return matching(queryset, text=value)

    def by_overdue(self, queryset: ComplaintQuerySet, _name: str, value: bool) -> ComplaintQuerySet:
        """Keep the open ones past their due date, or leave just those out."""
        if value:
            return in_bucket(queryset, bucket=Bucket.OVERDUE, now=self._now)
        return queryset.exclude(bucket_condition(bucket=Bucket.OVERDUE, now=self._now) & Q(completed_at__isnull=True))

    def by_bucket(self, queryset: ComplaintQuerySet, _name: str, value: str) -> ComplaintQuerySet:
        """Keep one pile of the worklist."""
        return in_bucket(queryset, bucket=Bucket(value), now=self._now)

    def by_open(self, queryset: ComplaintQuerySet, _name: str, value: bool) -> ComplaintQuerySet:
        """Keep the open ones, or the closed ones."""
        return queryset.filter(completed_at__isnull=value)

    def by_official(self, queryset: ComplaintQuerySet, _name: str, value: str) -> ComplaintQuerySet:
        """Keep those of one official by their user name; "me" is who asks, whoever saved the view."""
        if value == "me":
            return queryset.filter(official=self._user_id)
        return queryset.filter(official__username=value)
