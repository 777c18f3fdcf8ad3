"""Which parts of the city somebody works for."""

from accounts.models import User
from accounts.selectors import access_of
from districts import selectors as districts


def works_for_district(*, user: User, code: str) -> bool:
    """Tell whether the district exists and is one of the user's own, whole or in part."""
    known = {district.code for district in districts.all_districts()}
    return code in known and any(district in ("", code) for district, _department in access_of(user=user).scopes)


def works_for_all_of_district(*, user: User, code: str) -> bool:
    """Tell whether the district exists and the user sees all of it."""
    known = {district.code for district in districts.all_districts()}
    return code in known and bool({("", ""), (code, "")} & access_of(user=user).scopes)


def works_for_department(*, user: User, code: str) -> bool:
    """Tell whether the department exists and is one of the user's own."""
    department = districts.department(code=code)
    return department is not None and any(
        district in ("", department.district_code) and own in ("", code)
        for district, own in access_of(user=user).scopes
    )


def in_scope(*, user: User, district_code: str, department_code: str) -> bool:
    """Tell whether the user sees what lies with this department for this district: `visible_to` for one row in hand."""
    return any(
        district in ("", district_code) and department in ("", department_code)
        for district, department in access_of(user=user).scopes
    )
