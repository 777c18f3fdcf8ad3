"""The words of a complaint: kinds, states, actions, reasons."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Kinds of complaints (민원처리법 §2)."""

    STATUTORY = "STATUTORY", _("법정민원")
    INQUIRY_LAW = "INQUIRY_LAW", _("질의민원(법령)")
    INQUIRY_OTHER = "INQUIRY_OTHER", _("질의민원(제도·절차)")
    PROPOSAL = "PROPOSAL", _("건의민원")
    SIMPLE = "SIMPLE", _("기타민원")
    GRIEVANCE = "GRIEVANCE", _("고충민원")


class State(models.TextChoices):
    """Where a complaint stands. `complaints.policies.transitions` says what leads from one to another."""

    FILED = "FILED", _("신청")
    ACCEPTED = "ACCEPTED", _("접수")
    HANDED_OVER = "HANDED_OVER", _("부서 전달")
    RETURNED = "RETURNED", _("부서 반려")
    REFERRED = "REFERRED", _("민원심사관 조정")
    RECEIVED = "RECEIVED", _("담당자 지정")
    IN_PROGRESS = "IN_PROGRESS", _("처리 중")
    SUPPLEMENT_REQUESTED = "SUPPLEMENT_REQUESTED", _("보완 요구")
    REOPENED = "REOPENED", _("추가 답변 요청")
    COMPLETED = "COMPLETED", _("처리 완료")
    REFUSED = "REFUSED", _("거부")
    WITHDRAWN = "WITHDRAWN", _("취하")
    CLOSED_REPEATED = "CLOSED_REPEATED", _("반복민원 종결")
    CLOSED_EXCEPTION = "CLOSED_EXCEPTION", _("예외 종결")
    TRANSFERRED_OUT = "TRANSFERRED_OUT", _("다른 기관 이송")
    MERGED = "MERGED", _("병합")


class PublicState(models.TextChoices):
    """What a citizen is told about a state: derived from it, never stored."""

    FILED = "FILED", _("신청")
    ACCEPTED = "ACCEPTED", _("접수")
    IN_PROGRESS = "IN_PROGRESS", _("처리 중")
    WAITING_FOR_YOU = "WAITING_FOR_YOU", _("보완 필요")
    COMPLETED = "COMPLETED", _("처리 완료")
    REFUSED = "REFUSED", _("거부")
    WITHDRAWN = "WITHDRAWN", _("취하")
    CLOSED = "CLOSED", _("종결")
    TRANSFERRED = "TRANSFERRED", _("다른 기관 이송")


class Party(models.TextChoices):
    """Who acts on a complaint without a role."""

    CITIZEN = "CITIZEN", _("민원인")
    SYSTEM = "SYSTEM", _("시스템")


class Action(models.TextChoices):
    FILE = "FILE", _("신청")
    ACCEPT = "ACCEPT", _("접수")
    HAND_OVER = "HAND_OVER", _("부서 전달")
    RECEIVE = "RECEIVE", _("담당 접수")
    BOUNCE = "BOUNCE", _("반려")
    REFER = "REFER", _("민원심사관 회부")
    ASSIGN = "ASSIGN", _("부서 배정")
    TRANSFER = "TRANSFER", _("이송")
    TRANSFER_OUT = "TRANSFER_OUT", _("다른 기관 이송")
    REASSIGN = "REASSIGN", _("담당자 변경")
    PLAN = "PLAN", _("처리 계획")
    REQUEST_SUPPLEMENT = "REQUEST_SUPPLEMENT", _("보완 요구")
    EXTEND_SUPPLEMENT = "EXTEND_SUPPLEMENT", _("보완기간 연장")
    SUPPLEMENT = "SUPPLEMENT", _("보완")
    EXTEND = "EXTEND", _("처리기간 연장")
    EXCLUDE = "EXCLUDE", _("처리기간 제외")
    REPORT_PROGRESS = "REPORT_PROGRESS", _("처리상황 통지")
    COMPLETE = "COMPLETE", _("처리 완료")
    REFUSE = "REFUSE", _("거부")
    WITHDRAW = "WITHDRAW", _("취하")
    CLOSE_REPEATED = "CLOSE_REPEATED", _("반복민원 종결")
    CLOSE_EXCEPTION = "CLOSE_EXCEPTION", _("예외 종결")
    MERGE = "MERGE", _("병합")
    REOPEN = "REOPEN", _("추가 답변 요청")
    ESCALATE = "ESCALATE", _("독촉")
    RECALCULATE = "RECALCULATE", _("처리기한 다시 계산")
    COOPERATE = "COOPERATE", _("협조 요청")
    ANSWER_COOPERATION = "ANSWER_COOPERATION", _("협조 회신")
    LINK_REPEATED = "LINK_REPEATED", _("반복민원 연결")
    SIGN = "SIGN", _("연명부 등록")
    CORRECT = "CORRECT", _("오기 정정")
    OBJECT = "OBJECT", _("이의신청")
    EXTEND_OBJECTION = "EXTEND_OBJECTION", _("이의신청 결정기간 연장")
    DECIDE_OBJECTION = "DECIDE_OBJECTION", _("이의신청 결정")


class ClosingReason(models.TextChoices):
    """Why a complaint was completed. "Closed" alone tells a citizen nothing."""

    RESOLVED = "RESOLVED", _("조치 완료")
    ANSWERED = "ANSWERED", _("답변 완료")
    PARTLY = "PARTLY", _("일부 조치")
    NOT_ACCEPTED = "NOT_ACCEPTED", _("수용 곤란")


class ExceptionGround(models.TextChoices):
    """What an agency need not process, but must say why (민원처리법 §21)."""

    STATE_SECRET = "STATE_SECRET", _("고도의 정치적 판단이나 국가기밀에 관한 사항")
    INVESTIGATION = "INVESTIGATION", _("수사·재판·형집행, 감사에 관한 사항")
    APPEAL = "APPEAL", _("행정심판·소송, 불복구제절차가 진행 중인 사항")
    MEDIATION = "MEDIATION", _("화해·알선·조정·중재가 진행 중인 사항")
    SETTLED = "SETTLED", _("판결 등으로 확정된 권리관계에 관한 사항")
    AUDIT_BOARD = "AUDIT_BOARD", _("감사원이 처분을 확정한 사항")
    ELECTION = "ELECTION", _("각급 선거관리위원회의 의결·처분에 관한 사항")
    PRIVATE = "PRIVATE", _("사인 간의 권리관계나 사생활에 관한 사항")
    PERSONNEL = "PERSONNEL", _("행정기관 소속 직원의 인사행정에 관한 사항")


class ExtensionReason(models.TextChoices):
    """Why a period may be extended (민원처리법 시행령 §21). Nothing else is a reason."""

    COOPERATION = "COOPERATION", _("다른 기관·부서의 협조가 필요함")
    VERIFICATION = "VERIFICATION", _("사실관계 조사나 현장 확인이 필요함")
    FORCE_MAJEURE = "FORCE_MAJEURE", _("천재지변 등 불가항력")
    COMPARABLE = "COMPARABLE", _("그 밖에 이에 준하는 사유")


class ForbiddenReason(models.TextChoices):
    """What people write and the law does not accept as a reason for an extension."""

    WORKLOAD = "WORKLOAD", _("업무 과다")
    LATE_ASSIGNMENT = "LATE_ASSIGNMENT", _("배정 지연")
    ABSENCE = "ABSENCE", _("담당자 부재")


class ExclusionReason(models.TextChoices):
    """Days that do not count (민원처리법 시행령 §20, §17⑤, §7의2③; 행정절차법 시행령 §11)."""

    SUPPLEMENT = "SUPPLEMENT", _("보완")
    INVESTIGATION = "INVESTIGATION", _("현장조사")
    OUTAGE = "OUTAGE", _("시스템 장애")
    DOCUMENTS = "DOCUMENTS", _("구비서류 확인")
    DISTANCE = "DISTANCE", _("먼 기관 경유·협의")
    REPRESENTATIVE = "REPRESENTATIVE", _("대표자 선정")
    HEARING = "HEARING", _("의견청취·청문")
    TEST = "TEST", _("특별한 시험·기술검토")
    PRIOR_CASE = "PRIOR_CASE", _("선행사무 완결")


class TransferKind(models.TextChoices):
    """Where a complaint was handed, which decides the hours (민원처리법 §16, 시행령 §13)."""

    FIRST = "FIRST", _("부서 전달")
    DEPARTMENT = "DEPARTMENT", _("같은 기관의 다른 부서")
    DISTRICT = "DISTRICT", _("다른 자치구")
    CITY_HALL = "CITY_HALL", _("서울시")
    AGENCY = "AGENCY", _("다른 행정기관")
    ASSIGNMENT = "ASSIGNMENT", _("반려 뒤 배정")
    AUDIT = "AUDIT", _("감사부서")


class TransferOutcome(models.TextChoices):
    PENDING = "PENDING", _("접수 대기")
    ACCEPTED = "ACCEPTED", _("접수")
    BOUNCED = "BOUNCED", _("반려")
    FORWARDED = "FORWARDED", _("다시 이송")
    ENDED = "ENDED", _("종결")


class AlertKind(models.TextChoices):
    """What somebody should have done by now, besides the due date itself."""

    NOT_ACCEPTED = "NOT_ACCEPTED", _("신청을 제때 접수하지 않음")
    NOT_TAKEN = "NOT_TAKEN", _("담당 부서가 제때 접수하지 않음")
    NOT_ASSIGNED = "NOT_ASSIGNED", _("반려된 민원을 제때 배정하지 않음")
    SUPPLEMENT_LATE = "SUPPLEMENT_LATE", _("보완 기한까지 민원인의 답이 없음")
    COOPERATION_LATE = "COOPERATION_LATE", _("협조 회신 기한이 지남")
    NOT_DELIVERED = "NOT_DELIVERED", _("시민에게 보낸 안내가 전달되지 않음")
    NOT_CONFIRMED = "NOT_CONFIRMED", _("시민에게 보낸 통지의 도착이 확인되지 않음")


class NoticeForm(models.TextChoices):
    """What a notice looks like on its way: a text message counted in bytes, or a chat counted in characters."""

    TEXT = "TEXT", _("문자(SMS·LMS)")
    CHAT = "CHAT", _("채팅")


class NoticeLanguage(models.TextChoices):
    KO = "ko", _("한국어")
    EN = "en", _("영어")


class CooperationState(models.TextChoices):
    OPEN = "OPEN", _("회신 대기")
    ANSWERED = "ANSWERED", _("회신 완료")
    CANCELLED = "CANCELLED", _("취소")


class DeadlineKind(models.TextChoices):
    START = "START", _("처리기간 시작")
    RESTART = "RESTART", _("처리기간 다시 시작")
    PAUSE = "PAUSE", _("보완 요구로 멈춤")
    RESUME = "RESUME", _("보완 뒤 다시 진행")
    EXCLUDE = "EXCLUDE", _("처리기간 제외")
    EXTEND = "EXTEND", _("처리기간 연장")
    RECALCULATE = "RECALCULATE", _("공휴일 반영")


class PeriodUnit(models.TextChoices):
    WORKING_HOURS = "WORKING_HOURS", _("근무시간")
    DAYS = "DAYS", _("일")
    WEEKS = "WEEKS", _("주")
    MONTHS = "MONTHS", _("개월")
    YEARS = "YEARS", _("년")


class Bucket(models.TextChoices):
    """The piles of a department's worklist. One complaint can lie in several: new and due today."""

    NEW = "NEW", _("새로 받음")
    TODAY = "TODAY", _("오늘 기한")
    TOMORROW = "TOMORROW", _("내일 기한")
    OVERDUE = "OVERDUE", _("기한 지남")
    IN_HAND = "IN_HAND", _("처리 중")
    WAITING = "WAITING", _("보완 대기")
    OTHERS = "OTHERS", _("협조 대기")
    TO_ACCEPT = "TO_ACCEPT", _("접수할 민원")
    TO_ASSIGN = "TO_ASSIGN", _("배정할 민원")
    DONE = "DONE", _("처리 완료")
