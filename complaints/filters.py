"""The filters of the REST list."""

from datetime import datetime

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint, ComplaintQuerySet
from complaints.policies import number
from complaints.selectors.worklist import bucket_condition, in_bucket, matching
from complaints.types import Bucket, Kind, State


class ComplaintFilter(django_filters.FilterSet):
    """Filters that may be combined; a whole complaint number in `q` finds that complaint whatever the others say."""

    q = django_filters.CharFilter(method="search", label=_("접수번호 또는 검색어"))
    state = django_filters.MultipleChoiceFilter(choices=State.choices, label=_("상태"))
    kind = django_filters.MultipleChoiceFilter(choices=Kind.choices, label=_("민원 종류"))
    district = django_filters.CharFilter(field_name="district_id", label=_("자치구 코드"))
    department = django_filters.CharFilter(field_name="department_id", label=_("부서 코드"))
    topic = django_filters.CharFilter(field_name="topic_id", label=_("업무 분야 코드"))
    due_after = django_filters.IsoDateTimeFilter(field_name="due_at", lookup_expr="gte", label=_("처리기한 이후"))
    due_before = django_filters.IsoDateTimeFilter(field_name="due_at", lookup_expr="lt", label=_("처리기한 이전"))
    overdue = django_filters.BooleanFilter(method="by_overdue", label=_("기한 지남"))
    bucket = django_filters.ChoiceFilter(choices=Bucket.choices, method="by_bucket", label=_("업무함"))

    class Meta:
        model = Complaint
        fields: tuple[str, ...] = ()

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
            return in_bucket(queryset, bucket=Bucket.OVERDUE, now=self._now())
        return queryset.exclude(bucket_condition(bucket=Bucket.OVERDUE, now=self._now()) & Q(completed_at__isnull=True))

    def by_bucket(self, queryset: ComplaintQuerySet, _name: str, value: str) -> ComplaintQuerySet:
        """Keep one pile of the worklist."""
        return in_bucket(queryset, bucket=Bucket(value), now=self._now())

    def _now(self) -> datetime:
        return timezone.now()
