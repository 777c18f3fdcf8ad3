"""What staff may do with a complaint, as forms: the one table that buttons, key commands and panels are made from.

Which of them is shown, and what is accepted, the services decide; here is only how it is asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints import services
from complaints.types import (
    Action,
    ClosingReason,
    ExceptionGround,
    ExclusionReason,
    ExtensionReason,
    Kind,
)

Words = str | Promise


class Widget(Enum):
    """How a field is shown and read. A PERSON is an official of the department that has the complaint."""

    TEXT = "text"
    AREA = "area"
    NUMBER = "number"
    DAY = "day"
    CHOICE = "choice"
    DISTRICT = "district"
    TOPIC = "topic"
    DEPARTMENT = "department"
    PERSON = "person"
    COMPLAINT = "complaint"


@dataclass(frozen=True)
class Field:
    """One thing that is asked for. What is not `passed` only helps to answer another one (district, department)."""

    name: str
    label: Words
    widget: Widget = Widget.AREA
    hint: Words = ""
    choices: type[TextChoices] | None = None
    optional: bool = False
    passed: bool = True


@dataclass(frozen=True)
class Form:
    """An action: what its button says, what is asked for, what is pressed in the end, and what is told then.

    `service` takes the fields by their names. `previewed`: the notice is shown while it is written. `aside`: a rarer
    one.
    """

    action: Action
    path: str
    key: str
    opens: Words
    submits: Words
    told: Words
    service: Callable[..., Any]
    fields: tuple[Field, ...] = ()
    hint: Words = ""
    previewed: bool = False
    aside: bool = False


REASON = Field("reason", _("사유"), hint=_("처리 이력에 남습니다."))
TRANSFER_REASON = Field("reason", _("사유"), hint=_("시민과 받는 부서가 읽습니다."))
RESULT = Field("result", _("처리결과"), hint=_("시민에게 그대로 전달됩니다."))
RECEIVER = (
    Field("district_code", _("기관"), Widget.DISTRICT, passed=False),
    Field("department_code", _("부서"), Widget.DEPARTMENT),
)
REMEDY = _(
    "이 결과에 이의가 있으면 통지를 받은 날부터 90일 안에 행정심판이나 행정소송을 제기할 수 있습니다. "
    "법정민원은 60일 안에 이의신청을 할 수 있습니다(민원처리법 제35조)."
)
FORMS: tuple[Form, ...] = (
    Form(
        Action.ACCEPT,
        "accept",
        "KeyF",
        _("접수"),
        _("접수하고 부서에 보내기"),
        _("접수했습니다. 시민에게 접수번호와 처리기한을 알렸습니다."),
        services.accept,
        (
            Field("kind", _("민원 종류"), Widget.CHOICE, choices=Kind),
            Field("item", _("법정민원 사무"), Widget.TEXT, hint=_("법정민원일 때만 적습니다."), optional=True),
            Field("district_code", _("기관"), Widget.DISTRICT),
            Field("topic_code", _("업무 분야"), Widget.TOPIC),
            Field("department_code", _("부서"), Widget.DEPARTMENT),
        ),
        hint=_("신청한 때부터 8근무시간 안에 접수합니다(시행령 제6조). 접수하면 처리기간이 시작됩니다."),
    ),
    Form(
        Action.ASSIGN,
        "assign",
        "KeyQ",
        _("부서 배정"),
        _("이 부서에 배정"),
        _("부서에 배정했습니다."),
        services.assign,
        (*RECEIVER, Field("reason", _("배정하는 까닭"), optional=True)),
    ),
    Form(
        Action.RECEIVE,
        "receive",
        "KeyA",
        _("내가 담당하기"),
        _("내가 담당하기"),
        _("담당자가 되었습니다."),
        services.receive,
        hint=_("담당자 이름과 연락처가 시민의 진행 페이지에 나타납니다."),
    ),
    Form(
        Action.PLAN,
        "plan",
        "KeyP",
        _("처리 계획"),
        _("계획 저장하고 알리기"),
        _("처리 계획을 저장하고 시민에게 알렸습니다."),
        services.plan,
        (
            Field("plan", _("무엇을 어떻게 처리하나요?")),
            Field("planned_for", _("처리 예정일"), Widget.DAY, hint=_("2026-11-25 또는 11. 25. 처럼 적습니다.")),
        ),
        previewed=True,
    ),
    Form(
        Action.COMPLETE,
        "complete",
        "KeyC",
        _("처리 완료"),
        _("처리 끝내고 결과 알리기"),
        _("처리를 끝내고 시민에게 결과를 알렸습니다."),
        services.complete,
        (RESULT, Field("closing_reason", _("어떻게 끝났나요?"), Widget.CHOICE, choices=ClosingReason)),
        previewed=True,
    ),
    Form(
        Action.REQUEST_SUPPLEMENT,
        "request-supplement",
        "KeyS",
        _("보완 요구"),
        _("보완 요구 보내기"),
        _("시민에게 보완을 요구했습니다. 답이 올 때까지 처리기간이 멈춥니다."),
        services.request_supplement,
        (
            Field("supplement_request", _("무엇을 보완해야 하나요?"), hint=_("시민에게 그대로 전달됩니다.")),
            Field("days", _("보완 기간(일)"), Widget.NUMBER, hint=_("처음은 30일, 두 번째는 10일까지입니다.")),
            Field(
                "late_reason",
                _("늦게 요구하는 까닭"),
                Widget.TEXT,
                hint=_("접수한 때부터 8근무시간이 지났을 때만 적습니다."),
                optional=True,
            ),
        ),
    ),
    Form(
        Action.SUPPLEMENT,
        "supplement",
        "KeyU",
        _("보완 받음"),
        _("보완 받은 것으로 기록"),
        _("보완을 기록했습니다. 처리기간이 다시 흐릅니다."),
        services.supplement,
        (Field("text", _("시민이 보완한 내용")),),
        hint=_("전화나 창구로 받은 보완을 시민 대신 적습니다."),
    ),
    Form(
        Action.EXTEND_SUPPLEMENT,
        "extend-supplement",
        "KeyL",
        _("보완기간 연장"),
        _("보완기간 늘리기"),
        _("보완기간을 늘렸습니다."),
        services.extend_supplement,
        (
            Field("days", _("늘릴 기간(일)"), Widget.NUMBER),
            Field("reason", _("시민이 말한 까닭"), Widget.TEXT, optional=True),
        ),
        hint=_("시민이 요청할 때 두 번까지 늘릴 수 있습니다(시행령 제24조)."),
    ),
    Form(
        Action.EXTEND,
        "extend",
        "KeyE",
        _("기간 연장"),
        _("연장하고 알리기"),
        _("처리기간을 늘리고 시민에게 알렸습니다."),
        services.extend,
        (
            Field(
                "amount",
                _("늘릴 기간"),
                Widget.NUMBER,
                hint=_("처음 처리기간과 같은 단위로, 그 기간까지 늘릴 수 있습니다."),
            ),
            Field(
                "reason",
                _("법이 정한 사유"),
                Widget.CHOICE,
                hint=_("업무 과다, 배정 지연, 담당자 부재는 사유가 아닙니다."),
                choices=ExtensionReason,
            ),
            Field("explanation", _("설명"), Widget.AREA, hint=_("시민이 읽습니다."), optional=True),
            Field(
                "consent",
                _("시민의 동의"),
                Widget.TEXT,
                hint=_("두 번째 연장이면 언제 어떻게 동의했는지 적습니다."),
                optional=True,
            ),
        ),
    ),
    Form(
        Action.TRANSFER,
        "transfer",
        "KeyT",
        _("이송"),
        _("이송하고 알리기"),
        _("다른 부서로 이송하고 시민에게 알렸습니다."),
        services.transfer,
        (*RECEIVER, TRANSFER_REASON),
    ),
    Form(
        Action.BOUNCE,
        "bounce",
        "KeyB",
        _("반려"),
        _("우리 부서 일이 아님"),
        _("반려했습니다. 다시 배정됩니다."),
        services.bounce,
        (REASON,),
        hint=_("같은 기관에서 두 번째 반려는 민원심사관이 담당 부서를 정합니다(시행령 제38조)."),
    ),
    Form(
        Action.REFUSE,
        "refuse",
        "KeyR",
        _("거부"),
        _("거부하고 알리기"),
        _("거부하고 시민에게 이유와 불복 방법을 알렸습니다."),
        services.refuse,
        (
            Field("result", _("거부하는 이유"), hint=_("시민에게 그대로 전달됩니다.")),
            Field("remedy", _("불복 방법"), hint=_("이유와 불복 방법을 함께 알려야 합니다(법 제27조).")),
        ),
    ),
    Form(
        Action.REASSIGN,
        "reassign",
        "KeyO",
        _("담당자 변경"),
        _("담당자 바꾸기"),
        _("담당자를 바꾸었습니다."),
        services.reassign,
        (Field("official", _("새 담당자"), Widget.PERSON),),
        aside=True,
    ),
    Form(
        Action.REPORT_PROGRESS,
        "report-progress",
        "KeyN",
        _("처리상황 통지"),
        _("처리상황 알리기"),
        _("시민에게 처리상황을 알렸습니다."),
        services.report_progress,
        hint=_("시민이 물었을 때 보냅니다. 30일마다 저절로 나가는 통지와 따로입니다(시행령 제23조)."),
        aside=True,
    ),
    Form(
        Action.EXCLUDE,
        "exclude",
        "KeyD",
        _("기간 제외"),
        _("처리기간에서 빼기"),
        _("그 기간을 처리기간에서 뺐습니다."),
        services.exclude,
        (
            Field("reason", _("법이 정한 사유"), Widget.CHOICE, choices=ExclusionReason),
            Field("starts_on", _("첫날"), Widget.DAY),
            Field("ends_on", _("마지막 날"), Widget.DAY),
            Field("explanation", _("설명"), optional=True),
        ),
        aside=True,
    ),
    Form(
        Action.TRANSFER_OUT,
        "transfer-out",
        "KeyY",
        _("다른 기관 이송"),
        _("다른 기관으로 이송하고 알리기"),
        _("다른 기관으로 이송하고 시민에게 알렸습니다."),
        services.transfer_out,
        (
            Field("agency", _("받는 기관"), Widget.TEXT, hint=_("서울시와 자치구가 아닌 기관의 이름")),
            TRANSFER_REASON,
        ),
        aside=True,
    ),
    Form(
        Action.CLOSE_REPEATED,
        "close-repeated",
        "KeyZ",
        _("반복민원 종결"),
        _("반복민원으로 끝내고 알리기"),
        _("반복민원으로 끝내고 시민에게 알렸습니다."),
        services.close_repeated,
        (
            Field("result", _("종결하는 이유"), hint=_("같은 내용에 두 번 이상 결과를 전달한 뒤에만 할 수 있습니다.")),
            Field(
                "committee_record",
                _("민원조정위원회 심의 기록"),
                Widget.TEXT,
                hint=_("다수인관련민원일 때만 적습니다."),
                optional=True,
            ),
        ),
        aside=True,
    ),
    Form(
        Action.CLOSE_EXCEPTION,
        "close-exception",
        "KeyX",
        _("예외 종결"),
        _("처리하지 않고 끝내기"),
        _("처리의 예외로 끝내고 시민에게 알렸습니다."),
        services.close_exception,
        (
            Field("exception_ground", _("법 제21조의 사유"), Widget.CHOICE, choices=ExceptionGround),
            Field("result", _("이유"), hint=_("시민에게 그대로 전달됩니다.")),
        ),
        aside=True,
    ),
    Form(
        Action.MERGE,
        "merge",
        "KeyM",
        _("병합"),
        _("함께 처리하기"),
        _("다른 민원과 함께 처리합니다. 신청한 사람은 모두 계속 안내를 받습니다."),
        services.merge,
        (Field("lead_id", _("함께 처리할 민원의 접수번호"), Widget.COMPLAINT),),
        aside=True,
    ),
    Form(
        Action.WITHDRAW,
        "withdraw",
        "KeyW",
        _("취하"),
        _("취하로 끝내기"),
        _("취하로 끝냈습니다."),
        services.withdraw,
        (REASON,),
        aside=True,
    ),
    Form(
        Action.REOPEN,
        "reopen",
        "KeyV",
        _("추가 답변 요청"),
        _("다시 처리하게 하기"),
        _("담당 부서가 다시 처리합니다."),
        services.reopen,
        (Field("text", _("시민이 더 묻는 것")),),
    ),
    Form(
        Action.CORRECT,
        "correct",
        "KeyG",
        _("오기 정정"),
        _("고치고 다시 알리기"),
        _("결과의 오기를 고치고 시민에게 다시 알렸습니다."),
        services.correct,
        (
            Field("result", _("고친 처리결과"), hint=_("시민에게 그대로 전달됩니다.")),
            Field("reason", _("무엇이 잘못 적혔나요?"), Widget.TEXT, hint=_("고치기 전의 글과 함께 이력에 남습니다.")),
        ),
        hint=_(
            "잘못 쓴 글자나 숫자처럼 분명한 오기만 고칩니다(행정절차법 제25조). 답이 달라지면 추가 답변으로 처리합니다."
        ),
        aside=True,
    ),
)
BY_PATH = {form.path: form for form in FORMS}
BY_ACTION = {form.action: form for form in FORMS}
