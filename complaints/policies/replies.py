"""What a wording for plans and results may say (`ReplyTemplate`)."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from complaints.policies.wording import NAMES, PLACE, VARIABLES, fill
from complaints.types import ComplaintLine
from complaints.types.replies import LONGEST_NAME, LONGEST_REPLY
from korean.dates import day_as_people_write
from korean.privacy import mask_personal_numbers

MAY_NAME = ("number", "kind", "district", "topic", "department", "officer", "due")


def variables() -> tuple[str, ...]:
    """Return what a wording may name, as it is written in one."""
    return tuple(f"#{{{VARIABLES[name]}}}" for name in MAY_NAME)


def reply_errors(*, name: str, text: str) -> dict[str, list[str]]:
    """Return what speaks against a wording, by field: nothing in it, too long, a variable that does not exist or is
    not known when a plan or result is written, a personal number."""
    errors: dict[str, list[str]] = {}
    if not name:
        errors["name"] = [_("필수 항목입니다.")]
    elif len(name) > LONGEST_NAME:
        errors["name"] = [_("이름은 %(limit)d자까지입니다.") % {"limit": LONGEST_NAME}]
    found = []
    if not text:
        found.append(_("필수 항목입니다."))
    elif len(text) > LONGEST_REPLY:
        found.append(_("문안은 %(limit)d자까지입니다.") % {"limit": LONGEST_REPLY})
    unknown = [written for written in PLACE.findall(text) if NAMES.get(written) not in MAY_NAME]
    if unknown:
        found.append(_("없는 항목입니다: %(names)s") % {"names": ", ".join(f"#{{{name}}}" for name in unknown)})
    if mask_personal_numbers(text)[1]:
        found.append(_("개인을 알아볼 수 있는 번호는 넣을 수 없습니다."))
    return errors | ({"text": found} if found else {})


def filled_reply(*, text: str, line: ComplaintLine) -> str:
    """Return a wording with what is known of the complaint filled in."""
    return fill(text, _values(line))


def _values(line: ComplaintLine) -> Mapping[str, str]:
    return {
        "number": line.number,
        "kind": str(line.kind.label),
        "district": line.district_name,
        "topic": line.topic_name,
        "department": line.department_name,
        "officer": line.official_name,
        "due": day_as_people_write(line.due_at, "ko"),
    }
