"""Departments with a part of their own in the life of a complaint."""

from complaints.selectors.rules import rules_of
from districts.selectors import department, departments_of
from districts.types import DepartmentInfo

AUDIT = "감사"


def audit_department(*, district_code: str) -> DepartmentInfo | None:
    """Return the department that investigates a repeated 고충민원 (시행령 §17②): the one the district named, or else
    the one whose name begins with 감사; None when there is none."""
    named = rules_of(district_code=district_code).audit_department_id
    if named:
        return department(code=named)
    return next((found for found in departments_of(district_code=district_code) if found.name.startswith(AUDIT)), None)
