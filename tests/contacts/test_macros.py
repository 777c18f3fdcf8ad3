"""Ready-made answers: own, of a district, of the city; filled as far as is known."""

import pytest

from accounts.models import User
from accounts.types import Role
from contacts import selectors, services
from tests.contacts.conftest import EUNPYEONG, GANGNAM, NOW, city, make_user, seoul

__all__ = ["city", "seoul"]


@pytest.fixture
def supervisor(city: None) -> User:
    return make_user(Role.SUPERVISOR)


def save(user: User, code: str = "인사", text: str = "{citizen}님, {district}입니다.", **options: str) -> None:
    services.save_macro(user=user, code=code, title="첫인사", text=text, now=NOW, **options)  # type: ignore[arg-type]


def test_of_one_code_the_nearest_is_taken_and_what_is_unknown_stays(supervisor: User) -> None:
    agent = make_user(Role.AGENT)
    save(supervisor, scope="city")
    save(supervisor, text="강남구 {department}입니다.", scope="district", district_code=GANGNAM)
    values = {"district": "강남구", "department": "도로관리과"}
    [macro] = selectors.filled_macros(user=agent, values=values)
    assert macro.text == "강남구 도로관리과입니다."
    [macro] = selectors.filled_macros(user=agent, values={"district": "은평구"})
    assert (macro.text, macro.left_open) == ("{citizen}님, 은평구입니다.", ("citizen",))
    save(agent, text="제가 쓰는 말")
    [macro] = selectors.filled_macros(user=agent, values=values)
    assert macro.text == "제가 쓰는 말"
    assert all(row.owner_id != agent.id for row in selectors.macros(user=supervisor))


def test_only_supervisors_write_for_others_and_within_their_districts(supervisor: User) -> None:
    with pytest.raises(services.MacroNotAllowed):
        save(make_user(Role.AGENT), scope="city")
    local = make_user(Role.SUPERVISOR, scopes=[(EUNPYEONG, "")])
    with pytest.raises(services.MacroNotAllowed):
        save(local, scope="city")
    with pytest.raises(services.MacroNotAllowed):
        save(local, scope="district", district_code=GANGNAM)
    save(local, scope="district", district_code=EUNPYEONG)
    [macro] = selectors.macros(user=local)
    with pytest.raises(services.MacroNotFound):
        services.remove_macro(user=make_user(Role.AGENT), macro_id=macro.pk)
    services.remove_macro(user=local, macro_id=macro.pk)


@pytest.mark.parametrize(
    ("code", "text", "field"),
    [("두 말", "네", "code"), ("", "네", "code"), ("네", " ", "text"), ("네", "{이름}", "text")],
)
def test_what_is_wrong_is_told_by_field(supervisor: User, code: str, text: str, field: str) -> None:
    with pytest.raises(services.MacroInvalid) as refused:
        save(supervisor, code, text)
    assert list(refused.value.extra["errors"]) == [field]


def test_a_code_is_used_once(supervisor: User) -> None:
    save(supervisor)
    with pytest.raises(services.MacroInvalid):
        save(supervisor)
    save(supervisor, scope="city")
