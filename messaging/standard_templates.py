"""The templates the product brings for the notices of a complaint, and for an answer that waits: the first versions to
be approved.

They name the variables that complaints fill (see `complaints.policies.wording`), say who is in charge as the law wants
(민원처리법 시행령 §31), and carry none of what the citizen wrote.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from messaging.standard_translations import BUTTONS, TEXTS
from messaging.types import ButtonKind, Purpose

LABELS = {
    "ko": ("진행 상황 보기", "상담원에게 묻기", "상담방 열기"),
    "en": ("See progress", "Ask an agent", "Open the chat"),
    **BUTTONS,
}


@dataclass(frozen=True)
class StandardTemplate:
    """The words of one purpose, by language."""

    purpose: Purpose
    texts: Mapping[str, str]

    def buttons(self, language: str) -> list[dict[str, str]]:
        """Return the buttons below the words: the status page, and a conversation that knows the complaint; below the
        word that an answer waits the way back into the conversation."""
        see, ask, go_on = LABELS[language]
        if self.purpose == Purpose.REPLY:
            return [{"kind": ButtonKind.CHAT.value, "name": go_on, "url": "", "extra": "#{상담일}"}]
        return [
            {"kind": ButtonKind.WEB_LINK.value, "name": see, "url": "#{링크}", "extra": ""},
            {"kind": ButtonKind.CHAT.value, "name": ask, "url": "", "extra": "#{접수번호}"},
        ]


SHIPPED = (
    StandardTemplate(
        Purpose.REPLY,
        {
            "ko": "상담원의 답변이 기다리고 있습니다.\n\n상담창구: #{상담창구}\n상담한 날: #{상담일}\n\n"
            "아래 단추로 상담방을 여시면 이어서 답변해 드립니다.",
            "en": "An answer is waiting for you.\n\nFrom: #{상담창구}\nYou wrote on: #{상담일}\n\n"
            "Open the chat with the button below, and we go on there.",
        },
    ),
    StandardTemplate(
        Purpose.RECEIPT,
        {
            "ko": "민원이 접수되었습니다.\n\n접수번호: #{접수번호}\n분야: #{자치구} #{분야} (#{민원종류})\n"
            "처리기한: #{처리예정일}\n담당 부서: #{부서} #{연락처}\n\n처리·이송 상황은 아래 페이지에 공개됩니다.",
            "en": "Your complaint has been received.\n\nNumber: #{접수번호}\nSubject: #{자치구} #{분야} (#{민원종류})\n"
            "Due: #{처리예정일}\nDepartment: #{부서} #{연락처}\n\nProgress and transfers are shown on the page below.",
        },
    ),
    StandardTemplate(
        Purpose.HANDED_OVER,
        {
            "ko": "민원 #{접수번호} 건을 담당 부서에 전달했습니다.\n\n"
            "담당 부서: #{부서} #{연락처}\n처리기한: #{처리예정일}",
            "en": "Complaint #{접수번호} has been handed to the department in charge.\n\n"
            "Department: #{부서} #{연락처}\nDue: #{처리예정일}",
        },
    ),
    StandardTemplate(
        Purpose.PLAN,
        {
            "ko": "민원 #{접수번호} 건의 처리 계획입니다.\n\n처리 예정일: #{조치예정일}\n계획: #{처리계획}\n"
            "담당: #{부서} #{담당자} #{연락처}",
            "en": "The plan for complaint #{접수번호}.\n\nPlanned for: #{조치예정일}\nPlan: #{처리계획}\n"
            "In charge: #{부서} #{담당자} #{연락처}",
        },
    ),
    StandardTemplate(
        Purpose.TRANSFER,
        {
            "ko": "민원 #{접수번호} 건을 이송했습니다.\n\n"
            "받는 기관: #{받는기관}\n사유: #{사유}\n문의: #{부서} #{연락처}",
            "en": "Complaint #{접수번호} has been transferred.\n\nTo: #{받는기관}\nReason: #{사유}\n"
            "Questions: #{부서} #{연락처}",
        },
    ),
    StandardTemplate(
        Purpose.SUPPLEMENT,
        {
            "ko": "민원 #{접수번호} 건에 보완이 필요합니다.\n\n보완할 것: #{보완요구}\n보완 기한: #{보완기한}\n"
            "담당: #{부서} #{담당자} #{연락처}\n\n보완하실 때까지 처리기간은 멈춥니다.",
            "en": "Complaint #{접수번호} needs more from you.\n\nNeeded: #{보완요구}\nUntil: #{보완기한}\n"
            "In charge: #{부서} #{담당자} #{연락처}\n\nThe period for handling stands still until then.",
        },
    ),
    StandardTemplate(
        Purpose.EXTENSION,
        {
            "ko": "민원 #{접수번호} 건의 처리기간이 연장되었습니다.\n\n사유: #{사유}\n처리 예정일: #{처리예정일}\n"
            "담당: #{부서} #{담당자} #{연락처}",
            "en": "The period for complaint #{접수번호} has been extended.\n\nReason: #{사유}\nDue: #{처리예정일}\n"
            "In charge: #{부서} #{담당자} #{연락처}",
        },
    ),
    StandardTemplate(
        Purpose.PROGRESS,
        {
            "ko": "민원 #{접수번호} 건을 처리하고 있습니다.\n\n"
            "처리 예정일: #{처리예정일}\n담당: #{부서} #{담당자} #{연락처}",
            "en": "Complaint #{접수번호} is being handled.\n\n"
            "Due: #{처리예정일}\nIn charge: #{부서} #{담당자} #{연락처}",
        },
    ),
    StandardTemplate(
        Purpose.RESULT,
        {
            "ko": "민원 #{접수번호} 건의 처리가 끝났습니다(#{종결사유}).\n\n결과: #{처리결과}\n"
            "담당: #{부서} #{담당자} #{연락처}",
            "en": "Complaint #{접수번호} has been handled (#{종결사유}).\n\nResult: #{처리결과}\n"
            "In charge: #{부서} #{담당자} #{연락처}",
        },
    ),
    StandardTemplate(
        Purpose.REFUSAL,
        {
            "ko": "민원 #{접수번호} 건은 받아들일 수 없습니다.\n\n이유: #{처리결과}\n불복 방법: #{구제절차}\n"
            "담당: #{부서} #{담당자} #{연락처}",
            "en": "Complaint #{접수번호} cannot be granted.\n\nReason: #{처리결과}\nHow to appeal: #{구제절차}\n"
            "In charge: #{부서} #{담당자} #{연락처}",
        },
    ),
    StandardTemplate(
        Purpose.CLOSING,
        {
            "ko": "민원 #{접수번호} 건을 종결합니다(#{상태}).\n\n이유: #{처리결과}\n문의: #{부서} #{연락처}",
            "en": "Complaint #{접수번호} is closed (#{상태}).\n\nReason: #{처리결과}\nQuestions: #{부서} #{연락처}",
        },
    ),
    StandardTemplate(
        Purpose.REOPENED,
        {
            "ko": "민원 #{접수번호} 건의 추가 답변 요청을 담당 부서에 전달했습니다.\n\n"
            "처리기한: #{처리예정일}\n담당 부서: #{부서} #{연락처}",
            "en": "Your request for a further answer on complaint #{접수번호} has been passed on.\n\n"
            "Due: #{처리예정일}\nDepartment: #{부서} #{연락처}",
        },
    ),
    StandardTemplate(
        Purpose.DUE_MOVED,
        {
            "ko": "민원 #{접수번호} 건의 처리기한이 바뀌었습니다.\n\n새 처리기한: #{처리예정일}\n사유: #{사유}\n"
            "담당: #{부서} #{연락처}",
            "en": "The due date of complaint #{접수번호} has changed.\n\nNow due: #{처리예정일}\nReason: #{사유}\n"
            "In charge: #{부서} #{연락처}",
        },
    ),
    StandardTemplate(
        Purpose.SATISFACTION,
        {
            "ko": "민원 #{접수번호} 건의 처리에 만족하셨나요?\n\n"
            "아래 페이지에서 점수와 의견을 남겨 주시면 더 나은 처리에 쓰겠습니다.",
            "en": "Were you satisfied with how complaint #{접수번호} was handled?\n\n"
            "Leave a score and your opinion on the page below.",
        },
    ),
)
STANDARD = tuple(
    replace(
        template, texts={**template.texts, **{language: texts[template.purpose] for language, texts in TEXTS.items()}}
    )
    for template in SHIPPED
)
