"""What must hold for every dong and every place, however the sentence is put."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.policies.weights import NameKind
from routing.types import DistrictStatus

pytestmark = pytest.mark.django_db  # so that the database is there when a file is run alone

SESSION = [HealthCheck.function_scoped_fixture]  # `decide` and `seoul` are made once per session
MATTERS = [
    "가로등이 꺼졌어요",
    "쓰레기를 며칠째 안 가져가요",
    "공사 소음이 심해요",
    "도로가 파였어요",
    "불법주차가 많아요",
]
PARTICLES = ["", "에서", "에", "인데", "인데요", " 쪽", " 근처", " 골목"]
POLITE = ["", "안녕하세요 ", "수고하십니다 ", "여보세요 "]


@pytest.fixture(scope="session")
def dongs(seoul):
    """Names of dongs that lie in one district, of three letters and more."""
    return sorted(
        name.text
        for name in seoul.gazetteer.names.values()
        if name.kind == NameKind.DONG and len(name.districts) == 1 and len(name.text) >= 3 and name.text.endswith("동")
    )


def district_of(seoul, name):
    (code,) = seoul.gazetteer.names[name].districts
    return code


@settings(deadline=None, max_examples=60, suppress_health_check=SESSION)
@given(data=st.data())
def test_particles_and_greetings_do_not_move_a_dong(seoul, decide, dongs, data):
    dong = data.draw(st.sampled_from(dongs))
    text = data.draw(st.sampled_from(POLITE)) + dong + data.draw(st.sampled_from(PARTICLES))
    decision = decide(f"{text} {data.draw(st.sampled_from(MATTERS))}")
    assert (decision.status, decision.district_code) == (DistrictStatus.RESOLVED, district_of(seoul, dong))


@settings(deadline=None, max_examples=60, suppress_health_check=SESSION)
@given(data=st.data())
def test_home_told_before_or_after_does_not_move_the_matter(seoul, decide, dongs, data):
    home, place = data.draw(st.sampled_from(dongs)), data.draw(st.sampled_from(dongs))
    matter = data.draw(st.sampled_from(MATTERS))
    before = decide(f"저는 {home} 사는데 {place}에 {matter}")
    after = decide(f"{place}에 {matter} 저는 {home} 사는 사람이에요")
    expected = district_of(seoul, place)
    assert before.district_code == after.district_code == expected


@settings(deadline=None, max_examples=60, suppress_health_check=SESSION)
@given(data=st.data())
def test_a_place_that_all_know_is_never_another_districts(seoul, decide, data):
    kinds = (NameKind.APARTMENT, NameKind.PLACE, NameKind.AREA, NameKind.STATION)
    places = sorted(
        name.text
        for name in seoul.gazetteer.names.values()
        if name.kind in kinds and len(name.districts | name.near) == 1 and "11000" not in name.districts
    )
    place = data.draw(st.sampled_from(places))
    decision = decide(f"{place} 앞에 {data.draw(st.sampled_from(MATTERS))}")
    if decision.status == DistrictStatus.RESOLVED:
        (expected,) = seoul.gazetteer.names[place].districts | seoul.gazetteer.names[place].near
        assert decision.district_code == expected
