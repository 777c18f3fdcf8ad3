"""Accounts, scopes and the encryption of personal fields."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q

from accounts import crypto, selectors, services
from accounts.models import AccessRecord, User
from accounts.types import AccessAction, NewAccount, Role

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def make(role: Role, *scopes: tuple[str, str], username: str = "kim") -> User:
    return services.create_user(
        username=username, password="correct horse battery", role=role, display_name="김하나", scopes=scopes
    )


@pytest.mark.django_db
def test_an_account_made_again_keeps_its_id_and_takes_the_new_scopes() -> None:
    first = make(Role.AGENT, ("11680", ""))
    again = make(Role.AGENT, ("11650", ""))
    assert again.id == first.id
    assert selectors.access_of(user=User.objects.get()).district_codes == frozenset({"11650"})


@pytest.mark.django_db
def test_without_a_scope_nothing_is_seen_and_with_a_blank_one_everything() -> None:
    assert selectors.access_of(user=make(Role.AGENT)).district_codes == frozenset()
    assert selectors.access_of(user=make(Role.AGENT, ("", ""), username="lee")).district_codes is None
    assert selectors.access_of(user=make(Role.ADMIN, username="park")).department_codes is None


@pytest.mark.django_db
def test_a_whole_district_beside_one_department_of_another_stays_exact() -> None:
    user = make(Role.OFFICIAL, ("11680", "11680-도로과"), ("11650", ""))
    rows = selectors.access_of(user=user).rows(district="district_id", department="department_id")
    expected = Q(district_id="11680", department_id="11680-도로과") | Q(district_id="11650")
    assert {str(child) for child in rows.children} - {"('pk__in', [])"} == {str(child) for child in expected.children}


@pytest.mark.django_db
def test_holders_are_found_by_department_and_by_district() -> None:
    head = make(Role.HEAD, ("11680", "11680-도로과"))
    supervisor = make(Role.SUPERVISOR, ("", ""), username="choi")
    assert selectors.holders_of(role=Role.HEAD, department_code="11680-도로과") == [head]
    assert selectors.holders_of(role=Role.HEAD, department_code="11650-도로과") == []
    assert selectors.holders_of(role=Role.SUPERVISOR, district_code="11650") == [supervisor]


@pytest.mark.django_db
def test_access_is_recorded_with_whose_data_it_was() -> None:
    user = make(Role.AGENT)
    services.record_access(
        user=user, action=AccessAction.VIEW, subject_id=user.id, target="contact:1", address="127.0.0.1", now=NOW
    )
    record = AccessRecord.objects.get()
    assert (record.user, record.subject_id, record.target) == (user, user.id, "contact:1")


@pytest.mark.django_db
def test_access_records_are_kept_for_two_years() -> None:
    services.record_access(
        user=make(Role.AGENT), action=AccessAction.VIEW, subject_id=None, target="contact:1", address="", now=NOW
    )
    two_years = timedelta(days=731)
    assert services.prune_access_records(older_than=two_years, now=NOW + timedelta(days=731)) == 0
    assert services.prune_access_records(older_than=two_years, now=NOW + timedelta(days=732)) == 1


@pytest.mark.django_db
def test_a_reason_too_long_or_with_null_bytes_is_recorded_as_far_as_it_fits() -> None:
    reason, target = "이유" * 200 + "\x00", "\x00" + "t" * 300
    services.record_access(
        user=make(Role.AGENT),
        action=AccessAction.REVEAL,
        subject_id=None,
        target=target,
        address="x" * 99,
        reason=reason,
        now=NOW,
    )
    record = AccessRecord.objects.get()
    assert record.reason == reason[:200]
    assert record.target == "t" * 120


def test_encryption_hides_and_gives_back() -> None:
    token = crypto.encrypt("+821012345678")
    assert "1012345678" not in token
    assert crypto.decrypt(token) == "+821012345678"
    assert crypto.encrypt("+821012345678") != token
    assert crypto.keyed_hash("+821012345678") == crypto.keyed_hash("+821012345678")


@pytest.mark.django_db
def test_the_role_is_checked_by_the_database() -> None:
    from django.db import IntegrityError

    make(Role.AGENT)
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET role = 'KING'")


@pytest.mark.django_db
def test_many_accounts_are_made_with_a_few_statements(django_assert_max_num_queries: Any) -> None:
    accounts = [NewAccount(f"official{n}", Role.OFFICIAL, "담당", (("11680", f"11680-{n}"),)) for n in range(200)]
    with django_assert_max_num_queries(8):
        assert services.create_users(accounts=accounts, password="correct horse battery") == 200
    assert services.create_users(accounts=accounts, password="another password") == 0
    user = User.objects.get(username="official7")
    assert user.check_password("correct horse battery")
    assert [scope.department_code for scope in user.scopes.all()] == ["11680-7"]
