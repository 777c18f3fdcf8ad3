"""The admin pages an office edits its own data on."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.models import User
from districts.models import Department, District, Holiday, OfficeHours, Official, Responsibility, Topic
from districts.selectors import department_in_charge, gazetteer_version
from tests.districts.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_city")]
PAGES = (District, Department, Topic, Responsibility, Official, OfficeHours, Holiday)


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("admin", password="test"))
    return client


@pytest.mark.parametrize("model", PAGES)
def test_lists_and_forms_open_in_korean(administrator: Client, model: type) -> None:
    name = model.__name__.lower()
    listing = administrator.get(reverse(f"admin:districts_{name}_changelist"))
    assert listing.status_code == 200
    assert str(model._meta.verbose_name) in listing.content.decode()  # type: ignore[attr-defined]
    if model is not District:
        assert administrator.get(reverse(f"admin:districts_{name}_add")).status_code == 200


def test_a_responsibility_corrected_by_hand_counts_at_once(administrator: Client) -> None:
    Department.objects.create(code="11680-도로과", name="도로과", district_id="11680")
    line = Responsibility.objects.get(topic_id="snow")
    before = gazetteer_version()
    answer = administrator.post(
        reverse("admin:districts_responsibility_change", args=[line.pk]),
        {
            "district": "11680",
            "topic": "snow",
            "department": "11680-도로과",
            "wording": "눈 치우기",
            "basis": "직원 확인",
            "review": "REVIEWED",
            "valid_from": "",
            "valid_until": "",
        },
    )
    assert answer.status_code == 302
    assert department_in_charge(district_code="11680", topic_code="snow", on=TODAY).name == "도로과"
    assert gazetteer_version() > before


def test_a_department_is_ended_not_deleted(administrator: Client) -> None:
    page = reverse("admin:districts_department_delete", args=["11680-도로관리과"])
    assert administrator.post(page, {"post": "yes"}).status_code == 403
    assert Department.objects.filter(code="11680-도로관리과").exists()


def test_an_impossible_phone_number_is_told_and_kept(administrator: Client) -> None:
    answer = administrator.post(
        reverse("admin:districts_department_change", args=["11680-도로관리과"]),
        {
            "code": "11680-도로관리과",
            "name": "도로관리과",
            "district": "11680",
            "kind": "DEPARTMENT",
            "phone": "02-120",
        },
    )
    assert answer.status_code == 200
    assert 'value="02-120"' in answer.content.decode()
    assert Department.objects.get(code="11680-도로관리과").phone == ""


def test_every_model_for_offices_is_registered() -> None:
    assert set(PAGES) <= set(admin.site._registry)
