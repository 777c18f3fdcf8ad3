"""What a citizen may write, and what their short answers mean."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.types import LONGEST_MESSAGE, QuickReply
from feed.errors import DomainError
from korean.privacy import Kind, clean_text, mask_personal_numbers
from messaging.types import Channel

LONGEST_STAFF_TEXT = 5_000

ASKS_FOR_PERSON = re.compile(
    r"(?:상담[원사]|직원|사람|담당자)(?:분|님)?"
    r"(?:(?:이?요|좀)?"
    r"|(?:하고|이랑|랑|과|와|을|를|이|에게|한테|으로|로)?\s*(?:좀\s*)?(?:직접\s*)?"
    r"(?:연결|통화|상담|대화|얘기|이야기|말하|말씀|바꿔|불러|부탁|원해|원합|필요)\S{0,8}\s*\S{0,8})"
    r"|(?:(?:talk|speak|connect\s+me)\s+(?:to|with)\s+)?(?:an?\s+)?(?:agent|operator|human|person)(?:,?\s*please)?",
    re.IGNORECASE,
)
ASKS_FOR_CALL = re.compile(
    r"(?!.*(?:안|못|없|않))(?:(?:상담[원사]|직원|담당자)(?:분|님)?(?:이|과|와|하고)?\s*)?(?:전화|통화)(?:로|를|를\s*좀|\s*좀)?\s*"
    r"(?:요|(?:해|걸어|하|받|원|부탁|요청|주|줘|상담|희망|연결)\S{0,8}(?:\s*\S{0,8})?)?"
    r"|(?:please,?\s*)?(?:call|phone)\s+me(?:\s+back)?(?:,?\s*please)?",
    re.IGNORECASE,
)
LONGEST_ASKING = 25
LONGEST_PLACE = 15
THANKS = re.compile(
    r"(?:(?:네+|예|넵|넹|아|오|그래요|알겠(?:습니다|어요)|확인(?:했|하였)(?:습니다|어요)|(?:정말|너무|대단히)?\s*"
    r"(?:감사|고맙)(?:합니다|해요|습니다|드립니다|드려요|네요)?|고마워요?|수고\s*(?:하세요|하십시오|많으십니다|많으세요)|"
    r"해결(?:됐|되었)(?:습니다|어요)|ok|okay|thanks?|thank you)[\s.,!~^♡ㅎㅋ]*){1,4}",
    re.IGNORECASE,
)
NOT_HELPED = re.compile(
    r"(?:아니요|아뇨)?[\s,.]*(?:전혀|별로|하나도)?\s*도움(?:이|은|도)?\s*(?:전혀|별로|하나도)?\s*"
    r"(?:안|못|되지\s*(?:않|못)|않|없|아니)\S{0,8}(?:\s+\S{1,8})?|(?:it\s+)?(?:was\s+|did\s+)?not\s+help(?:ful|ed)?(?:\s+me)?",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"\(?(\d{1,2})\s*(?:번|[).])?\s*(?:이요|이에요|예요|요|입니다)?[.!]*")


class EmptyMessage(DomainError):
    """There is nothing left of the message once control characters are removed: 422."""

    code = "empty_message"
    status = 422
    message = gettext_lazy("내용을 입력해 주세요.")


class MessageTooLong(DomainError):
    """The message is longer than its channel takes: 422, with `limit` and `length` in characters."""

    code = "message_too_long"
    status = 422

    def __init__(self, *, limit: int, length: int) -> None:
        text = _("한 번에 %(limit)s자까지 보낼 수 있습니다. 지금 %(length)s자입니다. 나누어 보내 주세요.")
        super().__init__(text % {"limit": f"{limit:,}", "length": f"{length:,}"}, limit=limit, length=length)


def citizen_text(*, text: str, channel: Channel, has_files: bool = False) -> tuple[str, tuple[Kind, ...]]:
    """Return what may be stored of a citizen's words, and which kinds of personal number were masked in them.

    Control characters and null bytes go; resident registration, card and account numbers are masked (개인정보 보호법
    §24의2). A text message without words, and a message of files alone, is kept as a line saying so.
    Raises MessageTooLong, EmptyMessage.
    """
    limit = LONGEST_MESSAGE[channel]
    if len(text) > limit:
        raise MessageTooLong(limit=limit, length=len(text))
    cleaned = clean_text(text)
    if not cleaned:
        if channel != Channel.SMS and not has_files:
            raise EmptyMessage
        cleaned = _("(사진 또는 파일)") if has_files else _("(내용 없는 문자)")
    return mask_personal_numbers(cleaned)


def staff_text(*, text: str, mask: bool) -> str:
    """Return what may be stored of what staff typed; with `mask`, personal numbers are starred.

    Raises EmptyMessage, and MessageTooLong above 5,000 characters.
    """
    cleaned = clean_text(text)
    if not cleaned:
        raise EmptyMessage
    if len(cleaned) > LONGEST_STAFF_TEXT:
        raise MessageTooLong(limit=LONGEST_STAFF_TEXT, length=len(cleaned))
    return mask_personal_numbers(cleaned)[0] if mask else cleaned


def asks_for_person(text: str) -> bool:
    """Tell whether the whole message asks for a person: '상담원', '상담원 연결해 주세요', '사람이랑 얘기할래요'."""
    return len(text) <= LONGEST_ASKING and ASKS_FOR_PERSON.fullmatch(text.strip().rstrip(".!~")) is not None


def asks_for_call(text: str) -> bool:
    """Tell whether the whole message asks to be called: '전화', '전화 주세요', '통화로 하고 싶어요', 'call me'."""
    return len(text) <= LONGEST_ASKING and ASKS_FOR_CALL.fullmatch(text.strip().rstrip(".!~")) is not None


def short_enough_for_a_place(text: str) -> bool:
    """Tell whether the message is as short as an answer to "where?": '아 서초구요'."""
    return len(text.strip()) <= LONGEST_PLACE


def only_thanks(text: str) -> bool:
    """Tell whether the whole message is thanks or consent that needs no answer: '네 감사합니다'."""
    return THANKS.fullmatch(text.strip()) is not None


def says_not_helped(text: str) -> bool:
    """Tell whether the whole message says that an answer did not help: '도움이 안 됐어요', '전혀 도움 안 돼요'."""
    return len(text) <= LONGEST_ASKING and NOT_HELPED.fullmatch(text.strip().rstrip(".!~ㅠㅜ ")) is not None


def chosen_reply(*, text: str, options: tuple[QuickReply, ...]) -> str:
    """Return the code of the option that `text` names by its number ('2', '2번') or its name ('강남', '강남구요'); ''
    when it names none or more than one."""
    answer = text.strip()
    number = NUMBERED.fullmatch(answer)
    if number:
        position = int(number[1])
        return options[position - 1].code if 1 <= position <= len(options) else ""
    named = [option.code for option in options if _names(answer, option.name)]
    return named[0] if len(named) == 1 else ""


def _names(answer: str, label: str) -> bool:
    answer, label = answer.casefold(), label.casefold()
    stem = label.removesuffix("구").removesuffix("-gu")
    return label in answer or (len(stem) >= 2 and stem in answer)
