"""Keep decisions, and what people say they should have been."""

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from districts import selectors as districts
from districts.types import CITY_HALL
from feed.errors import DomainError
from korean.dates import seoul_time
from korean.privacy import mask_personal_numbers
from routing.models import DecisionRecord, LabelledCase
from routing.selectors import record_of
from routing.types import Candidate, Decision, DistrictStatus, Evidence, Given

KEPT_GIVEN = timedelta(days=30)


class NoDecision(DomainError):
    """Nothing was decided about the subject yet."""

    code = "no_decision"
    status = 404
    message = _("아직 분류하지 않은 상담입니다.")


class UnknownTopic(DomainError):
    """No topic has this code."""

    code = "unknown_topic"
    status = 422
    message = _("그런 업무 분야가 없습니다.")


def record_decision(*, subject_ref: UUID, decision: Decision, now: datetime) -> DecisionRecord:
    """Store a decision about a subject (a contact's or complaint's id); the latest one counts.

    What it was made from is kept with it, personal numbers masked, so that other tables can make it again.
    """
    return DecisionRecord.objects.create(
        subject_ref=subject_ref,
        decision=decision.as_json(),
        district_id=decision.district_code or None,
        topic_id=decision.topic_code or None,
        department_id=decision.department_code or None,
        handling=decision.handling,
        confidence=decision.confidence,
        version=decision.version,
        given=_kept(decision.given),
        created_at=now,
    )


def forget_given(*, now: datetime) -> int:
    """Forget what decisions were made from once no trial looks back at them (30 days); return how many."""
    old = DecisionRecord.objects.filter(given__isnull=False, created_at__lte=now - KEPT_GIVEN)
    return old.update(given=None)


def correct_decision(
    *,
    subject_ref: UUID,
    district_code: str,
    topic_code: str,
    user: User,
    reason: str = "",
    text: str = "",
    now: datetime,
) -> DecisionRecord:
    """Store what a person says the decision should have been, and keep it as a labelled case with who and why.

    `text` are the citizen's words the case is learnt from (personal numbers are masked). Raises NoDecision (404),
    UnknownDistrict (404), UnknownTopic (422).
    """
    district = districts.district(code=district_code)
    topic = next((info for info in districts.topics() if info.code == topic_code), None)
    if topic is None:
        raise UnknownTopic
    with transaction.atomic():
        record = record_of(subject_ref=subject_ref)
        if record is None:
            raise NoDecision
        before = Decision.from_json(record.decision)
        today = seoul_time(now).date()
        desk = districts.department_in_charge(district_code=district_code, topic_code=topic_code, on=today)
        person = Evidence("corrected", reason, -1, -1, (district_code, topic_code), 1.0, f"user:{user.pk}")
        others = tuple(candidate for candidate in before.topic_candidates if candidate.code != topic_code)
        corrected = replace(
            before,
            status=DistrictStatus.CITY if district_code == CITY_HALL else DistrictStatus.RESOLVED,
            district_code=district_code,
            district_name=district.name,
            district_candidates=(Candidate(district_code, district.name, 1.0),),
            topic_code=topic_code,
            topic_candidates=(Candidate(topic_code, topic.name, 1.0), *others[:2]),
            department_code=desk.code,
            department_name=desk.name,
            department_fallback=desk.fallback,
            confidence=1.0,
            question=None,
            evidence=(*before.evidence, person),
        )
        LabelledCase.objects.create(
            record=record,
            text=mask_personal_numbers(text).text,
            district_id=district_code,
            topic_id=topic_code,
            user=user,
            reason=reason,
            created_at=now,
        )
        return record_decision(subject_ref=subject_ref, decision=corrected, now=now)


def _kept(given: Given | None) -> dict[str, Any] | None:
    if given is None:
        return None
    return asdict(replace(given, text=mask_personal_numbers(given.text).text))
