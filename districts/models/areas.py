"""Districts, dongs, roads, postal codes and places: where something is."""

import uuid6
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from districts.types import DongKind, DongRelationKind, PlaceKind, RoadSide

PHONE = r"^(\+[0-9]{6,15}|1[0-9]{2,3})?$"  # E.164, or a short number of the country (120, 119)


class City(models.Model):
    """The one city this system serves.

    Database triggers raise `gazetteer_version` on any edit of what routing reads. `loaded` remembers which edition of
    each data file was loaded, so that a reload leaves edits made by hand alone until the file changes.
    """

    code = models.CharField(_("코드"), primary_key=True, max_length=5)
    name = models.CharField(_("이름"), max_length=40)
    name_en = models.CharField(_("영문 이름"), max_length=40)
    call_number = models.CharField(_("대표 전화"), max_length=20)
    gazetteer_version = models.BigIntegerField(_("자료 판"), default=1, editable=False)
    loaded = models.JSONField(_("불러온 파일"), default=dict, editable=False)

    class Meta:
        verbose_name = _("도시")
        verbose_name_plural = _("도시")

    def __str__(self) -> str:
        return self.name


class District(models.Model):
    """A district office; the office above them is one too (`CITY_HALL`)."""

    code = models.CharField(_("코드"), primary_key=True, max_length=5)
    name = models.CharField(_("이름"), max_length=20, unique=True)
    name_en = models.CharField(_("영문 이름"), max_length=40)
    office_address = models.CharField(_("청사 주소"), max_length=100)
    zip = models.CharField(_("우편번호"), max_length=5)
    main_phone = models.CharField(_("대표 전화"), max_length=16)
    duty_phone = models.CharField(_("당직실 전화"), max_length=16, blank=True)
    latitude = models.FloatField(_("위도"))
    longitude = models.FloatField(_("경도"))
    boundary = models.JSONField(_("경계(GeoJSON)"), null=True, blank=True, editable=False)
    phone_verified_at = models.DateField(_("전화번호 확인일"), null=True, blank=True)
    source = models.CharField(_("출처"), max_length=200)

    class Meta:
        verbose_name = _("자치구")
        verbose_name_plural = _("자치구")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{5}$"), name="district_code_five_digits"),
            models.CheckConstraint(
                condition=Q(main_phone__regex=PHONE) & Q(duty_phone__regex=PHONE), name="district_phones_e164"
            ),
            models.CheckConstraint(
                condition=Q(latitude__range=(33, 39)) & Q(longitude__range=(124, 132)), name="district_point_in_korea"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Dong(models.Model):
    """An administrative (행정동) or legal (법정동) dong. Abolished ones are kept: citizens go on using their names."""

    code = models.CharField(_("코드"), primary_key=True, max_length=10)
    name = models.CharField(_("이름"), max_length=30)
    kind = models.CharField(_("구분"), max_length=14, choices=DongKind.choices)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="dongs", verbose_name=_("자치구"))
    abolished_on = models.DateField(_("폐지일"), null=True, blank=True)
    latitude = models.FloatField(_("위도"), null=True, blank=True)
    longitude = models.FloatField(_("경도"), null=True, blank=True)

    class Meta:
        verbose_name = _("동")
        verbose_name_plural = _("동")
        ordering = ["code"]
        indexes = [models.Index(fields=["name"], name="dong_name")]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{10}$"), name="dong_code_ten_digits"),
            models.CheckConstraint(condition=Q(kind__in=DongKind.values), name="dong_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class DongRelation(models.Model):
    """COVERS: an administrative dong serves (part of) a legal one. SUCCEEDED_BY: an abolished dong became another."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    kind = models.CharField(_("관계"), max_length=12, choices=DongRelationKind.choices)
    from_dong = models.ForeignKey(Dong, on_delete=models.CASCADE, related_name="relations", verbose_name=_("동"))
    to_dong = models.ForeignKey(Dong, on_delete=models.CASCADE, related_name="related_to", verbose_name=_("관련 동"))

    class Meta:
        verbose_name = _("동 관계")
        verbose_name_plural = _("동 관계")
        constraints = [
            models.UniqueConstraint(fields=["kind", "from_dong", "to_dong"], name="dong_relation_once"),
            models.CheckConstraint(condition=~Q(from_dong=F("to_dong")), name="dong_relation_between_two"),
        ]


class PostalCodeRange(models.Model):
    """All five-digit postal codes from `first` to `last` belong to one district."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    first = models.CharField(_("처음"), max_length=5)
    last = models.CharField(_("끝"), max_length=5)
    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="+", verbose_name=_("자치구"))

    class Meta:
        verbose_name = _("우편번호 구간")
        verbose_name_plural = _("우편번호 구간")
        ordering = ["first"]
        constraints = [
            models.UniqueConstraint(fields=["first", "district"], name="postal_code_range_once"),
            models.CheckConstraint(
                condition=Q(first__regex=r"^[0-9]{5}$") & Q(last__regex=r"^[0-9]{5}$") & Q(first__lte=F("last")),
                name="postal_code_range_ordered",
            ),
        ]


class Road(models.Model):
    """A road (도로명) in one district, with the building numbers it has there."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    name = models.CharField(_("도로명"), max_length=40)
    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="+", verbose_name=_("자치구"))
    side = models.CharField(_("쪽"), max_length=4, choices=RoadSide.choices, default=RoadSide.BOTH)
    first_number = models.PositiveIntegerField(_("첫 건물번호"))
    last_number = models.PositiveIntegerField(_("끝 건물번호"))
    elsewhere = models.PositiveSmallIntegerField(_("다른 시군구의 같은 이름"), default=0)

    class Meta:
        verbose_name = _("도로")
        verbose_name_plural = _("도로")
        constraints = [
            models.UniqueConstraint(fields=["name", "district", "side"], name="road_once"),
            models.CheckConstraint(condition=Q(side__in=RoadSide.values), name="road_side_known"),
            models.CheckConstraint(condition=Q(first_number__lte=F("last_number")), name="road_numbers_ordered"),
        ]


class Place(models.Model):
    """A station, landmark or colloquial area, once for every district it lies in or within 150 m of."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    name = models.CharField(_("이름"), max_length=60)
    kind = models.CharField(_("구분"), max_length=12, choices=PlaceKind.choices)
    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="+", verbose_name=_("자치구"))
    distance = models.PositiveIntegerField(_("경계까지 거리(m)"), default=0)
    source = models.CharField(_("출처"), max_length=60, blank=True)
    latitude = models.FloatField(_("위도"), null=True, blank=True)
    longitude = models.FloatField(_("경도"), null=True, blank=True)

    class Meta:
        verbose_name = _("장소")
        verbose_name_plural = _("장소")
        ordering = ["name", "distance"]
        constraints = [
            models.UniqueConstraint(fields=["name", "kind", "district"], name="place_once"),
            models.CheckConstraint(condition=Q(kind__in=PlaceKind.values), name="place_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class OutsidePlace(models.Model):
    """A place name outside the city, so that a call for another city is told so."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    name = models.CharField(_("이름"), max_length=30)
    region = models.CharField(_("지역"), max_length=40)

    class Meta:
        verbose_name = _("시외 지명")
        verbose_name_plural = _("시외 지명")
        constraints = [models.UniqueConstraint(fields=["name", "region"], name="outside_place_once")]

    def __str__(self) -> str:
        return self.name
