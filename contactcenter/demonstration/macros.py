"""Ready-made answers of the city, to try the composer with."""

from datetime import datetime

from django.conf import settings

from accounts.models import User
from contacts import selectors, services
from contacts.services import MacroScope

SERVICE = "[상담센터]"
MACROS = (
    ("인사", "첫인사", "안녕하세요. [상담센터] 상담사 {agent}입니다. 무엇을 도와드릴까요?"),
    ("위치", "위치 묻기", "정확한 위치를 알려 주세요. 도로명 주소, 건물 이름, 가까운 출구 번호 모두 좋습니다."),
    ("확인", "확인 뒤 안내", "{district} {department}에 확인하고 바로 알려 드리겠습니다. 잠시만 기다려 주세요."),
    ("접수", "민원 접수 안내", "민원이 접수되었습니다. 접수번호는 {number}, 처리기한은 {due}입니다."),
    ("부서", "담당 부서 안내", "담당은 {district} {department}입니다. 전화번호는 {phone}입니다."),
    ("끝", "끝인사", "더 궁금하신 점이 있으면 언제든 연락해 주세요. 감사합니다."),
)


def create_macros(*, user: User, now: datetime) -> None:
    """Make the city's ready-made answers, in the name of a supervisor of the whole city, where there are none yet."""
    if selectors.macros(user=user).exists():
        return
    for code, title, text in MACROS:
        services.save_macro(
            user=user,
            code=code,
            title=title,
            text=text.replace(SERVICE, settings.CITY_PROFILE.service),
            scope=MacroScope.CITY,
            now=now,
        )
