"""Keep decisions, and what people say they should have been."""

from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from districts import selectors as districts
from districts.types import CITY_HALL, DistrictInfo
from feed.errors import DomainError
from korean.dates import seoul_time
from korean.privacy import mask_personal_numbers
from routing.models import DecisionRecord, LabelledCase
from routing.selectors import record_of
from routing.services.tables import keeper
from routing.types import Candidate, Decision, DistrictStatus, Evidence, Given, Handling

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


class UnknownDepartment(DomainError):
    """No department of the district or of city hall has this code."""

    code = "unknown_department"
    status = 422
    message = _("그 자치구의 부서가 아닙니다.")


class UnknownHandling(DomainError):
    """There is no such handling."""

    code = "unknown_handling"
    status = 422
    message = _("그런 처리 방식이 없습니다.")


class NothingCorrected(DomainError):
    """Nothing was said that should have been different."""

    code = "nothing_corrected"
    status = 422
    message = _("무엇을 고칠지 골라 주세요.")


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
    user: User,
    district_code: str = "",
    topic_code: str = "",
    department_code: str = "",
    handling: str = "",
    reason: str = "",
    text: str = "",
    now: datetime,
) -> DecisionRecord:
    """Store what a person says the decision should have been, and keep it as a labelled case with who and why.

    What is "" stays as it was; without a department the one in charge is taken. `text` are the citizen's words the case
    is learnt from (personal numbers are masked). Raises NoDecision (404), UnknownDistrict (404), UnknownTopic,
    UnknownDepartment, UnknownHandling and NothingCorrected (422).
    """
    with transaction.atomic():
        record = label_decision(
            subject_ref=subject_ref,
            user=user,
            district_code=district_code,
            topic_code=topic_code,
            department_code=department_code,
            handling=handling,
            reason=reason,
            text=text,
            now=now,
        )
        before = Decision.from_json(record.decision)
        right = _Right(before, district_code, topic_code, department_code, handling, on=seoul_time(now).date())
        person = Evidence("corrected", reason, -1, -1, right.points_to, 1.0, f"user:{user.pk}")
        offices = keeper.current().offices
        corrected = replace(
            right.decision,
            evidence=(*before.evidence, person),
            duty_room=offices.duty_room(district_code=right.decision.district_code, at=now),
        )
        return record_decision(subject_ref=subject_ref, decision=corrected, now=now)


def label_decision(
    *,
    subject_ref: UUID,
    user: User,
    district_code: str = "",
    topic_code: str = "",
    department_code: str = "",
    handling: str = "",
    reason: str = "",
    text: str = "",
    now: datetime,
) -> DecisionRecord:
    """Keep as a labelled case what a decision should have been, and leave the decision itself as it is; return it.

    Arguments and errors are those of `correct_decision`.
    """
    if not (district_code or topic_code or department_code or handling):
        raise NothingCorrected
    with transaction.atomic():
        record = record_of(subject_ref=subject_ref)
        if record is None:
            raise NoDecision
        before = Decision.from_json(record.decision)
        right = _Right(before, district_code, topic_code, department_code, handling, on=seoul_time(now).date())
        LabelledCase.objects.create(
            record=record,
            text=mask_personal_numbers(text).text,
            district_id=right.decision.district_code or None,
            topic_id=right.decision.topic_code or None,
            department_id=right.decision.department_code or None,
            handling=handling,
            user=user,
            reason=reason,
            created_at=now,
        )
        return record


class _Right:
    """A decision as it should have been; what is "" stays as it was decided."""

    def __init__(
        self, before: Decision, district_code: str, topic_code: str, department_code: str, handling: str, *, on: date
    ) -> None:
        if handling and handling not in Handling.values:
            raise UnknownHandling
        district_code, topic_code = district_code or before.district_code, topic_code or before.topic_code
        decision = replace(before, handling=Handling(handling or before.handling), confidence=1.0, question=None)
        if district_code:
            decision = _placed(decision, districts.district(code=district_code))
        else:
            decision = replace(decision, question=before.question, confidence=before.confidence)
        if topic_code:
            decision = _about(decision, topic_code)
        if district_code and topic_code:
            desk = districts.department_in_charge(district_code=district_code, topic_code=topic_code, on=on)
            decision = replace(
                decision, department_code=desk.code, department_name=desk.name, department_fallback=desk.fallback
            )
        if decision.handling != Handling.EMERGENCY:
            decision = replace(decision, emergency_number="")
        if department_code:
            decision = _handed_to(decision, department_code)
        self.decision = decision
        self.points_to = tuple(code for code in (district_code, topic_code, department_code) if code)


def _placed(decision: Decision, district: DistrictInfo) -> Decision:
    return replace(
        decision,
        status=DistrictStatus.CITY if district.code == CITY_HALL else DistrictStatus.RESOLVED,
        district_code=district.code,
        district_name=district.name,
        district_candidates=(Candidate(district.code, district.name, 1.0),),
    )


def _about(decision: Decision, topic_code: str) -> Decision:
    topic = next((info for info in districts.topics() if info.code == topic_code), None)
    if topic is None:
        raise UnknownTopic
    others = tuple(candidate for candidate in decision.topic_candidates if candidate.code != topic_code)
    return replace(
        decision,
        topic_code=topic_code,
        topic_candidates=(Candidate(topic_code, topic.name, 1.0), *others[:2]),
    )


def _handed_to(decision: Decision, department_code: str) -> Decision:
    department = districts.department(code=department_code)
    if department is None or department.district_code not in (decision.district_code, CITY_HALL):
        raise UnknownDepartment
    return replace(
        decision, department_code=department.code, department_name=department.name, department_fallback=False
    )


def _kept(given: Given | None) -> dict[str, Any] | None:
    if given is None:
        return None
    return asdict(replace(given, text=mask_personal_numbers(given.text).text))
