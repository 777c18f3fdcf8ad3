"""What citizens do on the page of their own complaint; the caller has checked that it is theirs."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.files import File
from django.utils.translation import gettext as _

from complaints.models import Complaint
from complaints.models.satisfaction import LEAST_POINTS, MOST_POINTS, Satisfaction
from complaints.policies.transitions import ANSWERED, InvalidFields, NotPossible
from complaints.selectors.filing import destination
from complaints.selectors.lookup import number_meant
from complaints.services.attaching import attach
from complaints.services.filing import file_complaint
from complaints.services.recording import lock_for_citizen
from complaints.services.supplement import supplement
from complaints.services.text import cleaned, too_long
from complaints.types import Party
from complaints.types.attachments import Purpose
from complaints.types.filing import FilingForm
from contacts.services import open_filing
from feed.services import publish, unit_of_work
from files.intake import prepare_file

LONGEST_REASON = 2_000


def file_form(*, form: FilingForm, files: Sequence[File[bytes]], now: datetime) -> Complaint:
    """File what a citizen has filled in, with its files, and return the complaint with its number.

    The files are looked into before anything is written. The same form sent twice is one complaint. Raises
    InvalidFields, FileRefused, NoMobileNumber, WrongCode.
    """
    prepared = [prepare_file(file=file) for file in files]
    _check(form)
    place = destination(form=form, now=now)
    contact = open_filing(
        request_key=form.request_key,
        number=form.number,
        digits=form.digits,
        contact_id=form.contact_id,
        language=form.language,
        district_code=place.district_code,
        topic_code=place.topic_code,
        now=now,
    )
    complaint = file_complaint(
        contact_id=contact.pk,
        citizen_id=contact.citizen_id,
        channel=contact.channel,
        kind=form.kind,
        title=form.title,
        body=form.body,
        place=form.place,
        latitude=form.latitude,
        longitude=form.longitude,
        district_code=place.district_code,
        topic_code=place.topic_code,
        department_code=place.department_code,
        request_key=form.request_key,
        same_as=number_meant(written=form.same_as),
        now=now,
    )
    if prepared:
        attach(complaint_id=complaint.pk, purpose=Purpose.FILED, files=prepared, by=Party.CITIZEN, now=now)
    return complaint


def _check(form: FilingForm) -> None:
    empty = [name for name in ("kind", "title", "body") if not cleaned(getattr(form, name))]
    if empty:
        raise InvalidFields(errors={name: [_("필수 항목입니다.")] for name in empty})


def supplement_with_files(*, complaint_id: UUID, text: str, files: Sequence[File[bytes]], now: datetime) -> Complaint:
    """Take in what the citizen added, words and files. The files are kept first: the same ones sent again are kept
    once. Raises what `attach` and `supplement` raise."""
    prepared = [prepare_file(file=file) for file in files]
    if not cleaned(text):
        raise InvalidFields(errors={"text": [_("필수 항목입니다.")]})
    if prepared:
        attach(complaint_id=complaint_id, purpose=Purpose.SUPPLEMENT, files=prepared, by=Party.CITIZEN, now=now)
    return supplement(complaint_id=complaint_id, user=None, text=text, now=now)


def rate(*, complaint_id: UUID, points: int, reason: str, now: datetime) -> Satisfaction:
    """Write down how satisfied the citizen is with the answer, from 1 to 5, once for each answer.

    Raises ComplaintNotFound, NotPossible (nothing answered yet, or rated already), InvalidFields.
    """
    said = cleaned(reason)
    errors = too_long({"reason": (said, LONGEST_REASON)})
    if not LEAST_POINTS <= points <= MOST_POINTS:
        errors["points"] = [_("1점에서 5점까지 골라 주세요.")]
    if errors:
        raise InvalidFields(errors=errors)
    with unit_of_work():
        complaint = lock_for_citizen(complaint_id=complaint_id)
        if complaint.state not in ANSWERED:
            raise NotPossible(_("처리가 끝난 뒤에 평가할 수 있습니다."))
        answer = complaint.reopen_count
        if Satisfaction.objects.filter(complaint=complaint, answer=answer).exists():
            raise NotPossible(_("이 답변은 이미 평가하셨습니다. 고맙습니다."))
        given = Satisfaction.objects.create(complaint=complaint, answer=answer, points=points, reason=said, at=now)
        publish(
            streams=(f"complaint:{complaint.id}", f"department:{complaint.department_id}"),
            kind="complaint.rated",
            ids={
                "complaint": str(complaint.id),
                "department": complaint.department_id,
                "district": complaint.district_id,
            },
            now=now,
        )
    return given
