"""The automatic sentences citizens read, and the lines the system writes into a conversation.

Sentences to citizens are in the citizen's language and keep to characters a text message can carry (cp949).
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.types import QuickReply
from korean.dates import seoul_time
from messaging.types import Channel

PERSONAL_NUMBER_LABELS = {
    "resident_registration": gettext_lazy("주민등록번호"),
    "card": gettext_lazy("카드번호"),
    "account": gettext_lazy("계좌번호"),
    "passport": gettext_lazy("여권번호"),
    "drivers_licence": gettext_lazy("운전면허번호"),
}


def emergency(*, number: str, language: str) -> str:
    """Return what to do at once in an emergency; `number` is the one to call first ("" when unsure)."""
    with translation.override(language):
        first = _("지금 위급하면 바로 %(number)s에 전화하세요.") % {"number": number or _("112 또는 119")}
        others = _("범죄 112, 화재·구조·구급 119, 자살 예방 상담 109. 이 상담은 상담사에게 가장 먼저 연결합니다.")
        return f"{first} {others}"


def automatic_answer(*, text: str, title: str, source: str, channel: Channel, language: str) -> str:
    """Return an article's answer with its source and the way to a person."""
    with translation.override(language):
        named = _("출처: %(title)s (%(source)s)") if source else _("출처: %(title)s")
        person = (
            _("상담원 연결은 '상담원', 도움이 안 됐으면 '도움 안 됨'이라고 답해 주세요.")
            if channel == Channel.SMS
            else _("더 궁금하면 이어서 쓰시거나 '상담원 연결'을 눌러 주세요.")
        )
        return f"{text}\n\n{named % {'title': title, 'source': source}}\n{person}"


def question(*, text: str, options: Iterable[QuickReply], channel: Channel, language: str) -> str:
    """Return the one question with its numbered candidates; on channels with buttons the numbers are left out."""
    choices = list(options)
    if channel != Channel.SMS or not choices:
        return text
    with translation.override(language):
        numbered = "\n".join(f"{number}. {choice.name}" for number, choice in enumerate(choices, start=1))
        how = _("번호나 이름으로 답해 주세요.")
        return f"{text}\n{numbered}\n{how}"


def queued(*, position: int | None, by_call: bool = False, language: str) -> str:
    """Return that an agent is being found, with the place in the queue when it is known; `by_call`: the citizen may
    ask to be called instead."""
    with translation.override(language):
        if position is None:
            return _("상담사에게 연결하고 있습니다. 잠시만 기다려 주세요.")
        told = _("상담사에게 연결하고 있습니다. 대기 %(position)s번째입니다. 잠시만 기다려 주세요.") % {
            "position": position
        }
        return f"{told} {_('기다리는 대신 전화를 받으시려면 ‘전화’라고 답해 주세요.')}" if by_call else told


def closed(*, opens_at: datetime, language: str) -> str:
    """Return that nobody is there now, when somebody will be (an aware time), and what is answered meanwhile."""
    with translation.override(language):
        local = seoul_time(opens_at)
        when = f"{local:%Y-%m-%d %H:%M}"
        if language in ("ko", "en"):
            when = f"{date_format(local, 'MONTH_DAY_FORMAT')} ({date_format(local, 'D')}) {local:%H:%M}"
        return _(
            "지금은 상담 시간이 아닙니다. 남기신 말씀은 다음 상담이 시작되는 %(when)s에 가장 먼저 답해 드립니다. "
            "자주 묻는 내용은 지금도 자동으로 답해 드립니다."
        ) % {"when": when}


def handed_back(*, position: int | None, language: str) -> str:
    """Return that another agent is being found, with the place in the queue when it is known."""
    with translation.override(language):
        if position is None:
            return _("다른 상담사에게 연결하고 있습니다. 같은 말씀을 다시 하지 않으셔도 됩니다.")
        return _(
            "다른 상담사에게 연결하고 있습니다. 대기 %(position)s번째입니다. 같은 말씀을 다시 하지 않으셔도 됩니다."
        ) % {"position": position}


def interpreters(*, language: str) -> str:
    """Return who answers in the citizen's language while we do not: the state's line for families from abroad."""
    with translation.override(language):
        return _("급하면 다누리콜 1577-1366에서 13개 언어로 24시간 상담합니다.")


def personal_numbers_masked(kinds: Iterable[str]) -> str:
    """Return the line that tells staff which kinds of personal number were masked in the citizen's message."""
    with _city_language():
        names = ", ".join(str(PERSONAL_NUMBER_LABELS[kind]) for kind in kinds)
        return _("개인정보(%(kinds)s)를 가리고 저장했습니다.") % {"kinds": names}


def accepted(*, name: str) -> str:
    """Return the line that somebody took the contact."""
    with _city_language():
        return _("%(name)s님이 상담을 맡았습니다.") % {"name": name}


def abuse_warning(*, kind: str | Promise, language: str) -> str:
    """Return the warning that the conversation ends if the abuse goes on (민원처리법 §4)."""
    with translation.override(language):
        return _(
            "상담사는 법(민원처리법 제4조)에 따라 보호받습니다. %(kind)s이 계속되면 상담을 끝냅니다. "
            "문의하신 일은 계속 도와드리겠습니다."
        ) % {"kind": kind}


def abuse_ending(*, kind: str | Promise, language: str) -> str:
    """Return what is told to the citizen when the conversation is ended because of abuse."""
    with translation.override(language):
        return _("%(kind)s이 있어 상담을 끝냅니다. 이 일은 기록됩니다. 나중에 다시 문의하시면 도와드리겠습니다.") % {
            "kind": kind
        }


def ended_for_abuse(*, kind: str | Promise) -> str:
    """Return the line that the conversation was ended to protect who answers."""
    with _city_language():
        return _("상담사를 보호하기 위해 상담을 끝냈습니다(%(kind)s). 관리자에게 알렸습니다.") % {"kind": kind}


def citizen_confirmed(*, name: str, how: str) -> str:
    """Return the line that somebody made sure who the citizen is."""
    with _city_language():
        return _("%(name)s님이 시민을 확인했습니다: %(how)s") % {"name": name, "how": how}


def transfer_requested(*, department: str, summary: str) -> str:
    """Return the line that an official was asked to take over, with the summary."""
    with _city_language():
        return _("%(department)s에 연결을 요청했습니다. 요약: %(summary)s") % {
            "department": department,
            "summary": summary,
        }


def transfer_ended(*, department: str, name: str = "", reason: str = "", expired: bool = False) -> str:
    """Return the line that the official took the contact (`name`), returned it (`reason`) or did not answer."""
    with _city_language():
        if expired:
            return _("%(department)s에서 제때 받지 않아 상담이 돌아왔습니다.") % {"department": department}
        if reason:
            return _("%(department)s에서 돌려보냈습니다. 사유: %(reason)s") % {
                "department": department,
                "reason": reason,
            }
        if not department:
            return _("%(name)s님이 상담을 이어받았습니다.") % {"name": name}
        return _("%(department)s %(name)s님이 상담을 이어받았습니다.") % {"department": department, "name": name}


def transfer_cancelled(*, department: str) -> str:
    """Return the line that the request to a department was taken back."""
    with _city_language():
        return _("%(department)s 연결 요청을 취소했습니다.") % {"department": department}


def returned(*, name: str, reason: str) -> str:
    """Return the line that somebody gave the contact back to the queue."""
    with _city_language():
        told = _("%(name)s님이 상담을 대기열로 되돌렸습니다.") % {"name": name}
        return told + " " + _("사유: %(reason)s") % {"reason": reason} if reason else told


def moved_to_queue(*, name: str, office: str, reason: str) -> str:
    """Return the line that a supervisor let the contact wait in another queue."""
    with _city_language():
        told = _("%(name)s님이 상담을 %(office)s 대기열로 옮겼습니다.") % {"name": name, "office": office}
        return told + " " + _("사유: %(reason)s") % {"reason": reason} if reason else told


def left_behind(*, name: str) -> str:
    """Return the line that the contact went back to the queue because its agent is away."""
    with _city_language():
        return _("%(name)s님의 연결이 끊겨 상담이 대기열로 돌아갔습니다.") % {"name": name}


def finished_by_itself() -> str:
    """Return the note of a contact whose holder gave no result."""
    with _city_language():
        return _("맡은 사람이 결과를 적지 않아 자동으로 마쳤습니다.")


def routing_corrected(*, district: str, topic: str) -> str:
    """Return the line that somebody corrected where the contact belongs."""
    with _city_language():
        return _("분류를 고쳤습니다: %(district)s · %(topic)s") % {"district": district, "topic": topic}


def citizen_goes_on() -> str:
    """Return the line that the citizen asked for the agent again after the conversation had ended."""
    with _city_language():
        return _("시민이 상담을 이어가려고 합니다.")


def considered(*, name: str, needed: bool) -> str:
    """Return the line: an agent noted that the citizen needs consideration, or does not any more."""
    with _city_language():
        if needed:
            return _("%(name)s님이 배려가 필요한 시민으로 표시했습니다.") % {"name": name}
        return _("%(name)s님이 배려 표시를 지웠습니다.") % {"name": name}


def cannot_write(*, text: str) -> str:
    """Return the line that a notice could not be written to this citizen and has to be told otherwise."""
    with _city_language():
        return _("글로 알릴 수 없는 연락처입니다. 전화로 알려 주세요: %(text)s") % {"text": text}


def phone_wanted(*, language: str) -> str:
    """Return the sentence above the button by which a citizen agrees to give their telephone number."""
    with translation.override(language):
        return _(
            "처리 결과를 알림톡이나 문자로 알려 드리려면 전화번호가 필요합니다. 아래 버튼을 눌러 제공에 동의해 주세요."
        )


def room_closed(*, expired: bool) -> str:
    """Return the line that the messenger's chat room is over: after 30 days, or because somebody left it."""
    with _city_language():
        if expired:
            return _("시민의 마지막 메시지 뒤 30일이 지나 카카오톡 상담방이 끝났습니다.")
        return _("카카오톡 상담방이 끝났습니다(시민이 나갔거나 상담을 종료함).")


def room_opened() -> str:
    """Return the line that the citizen has opened the chat room again."""
    with _city_language():
        return _("시민이 카카오톡 상담방을 다시 열었습니다. 답을 보낼 수 있습니다.")


def came_with(*, reference: str) -> str:
    """Return the line that the citizen came by a link that names something: a complaint's number."""
    with _city_language():
        return _("시민이 누른 연결 버튼의 참고 정보: %(reference)s") % {"reference": reference}


def phone_given(*, masked: str, known: bool) -> str:
    """Return the line that the citizen agreed to give their number; `known`: we have talked with that number before."""
    with _city_language():
        if known:
            return _("시민이 전화번호(%(phone)s) 제공에 동의했습니다. 이 번호의 지난 상담과 합쳤습니다.") % {
                "phone": masked
            }
        return _("시민이 전화번호(%(phone)s) 제공에 동의했습니다.") % {"phone": masked}


def certificate_destroyed() -> str:
    """Return the line that the answer of a certificate came and was not kept."""
    with _city_language():
        return _("카카오 본인인증 결과를 확인 즉시 폐기했습니다.")


def file_not_taken(*, reason: str) -> str:
    """Return the line that a file of the citizen could not be taken, and why."""
    with _city_language():
        return _("시민이 보낸 파일을 받지 못했습니다: %(reason)s") % {"reason": reason}


def photo_place(*, latitude: float, longitude: float) -> str:
    """Return the line that a photo says where it was taken."""
    with _city_language():
        return _("사진에 찍힌 위치: 위도 %(latitude).5f, 경도 %(longitude).5f") % {
            "latitude": latitude,
            "longitude": longitude,
        }


def rated(*, score: int) -> str:
    """Return the line that tells how satisfied the citizen was, out of five."""
    with _city_language():
        return _("시민이 상담에 5점 만점에 %(score)d점을 주었습니다.") % {"score": score}


def video_link(*, link: str, language: str) -> str:
    """Return the invitation into a video room."""
    with translation.override(language):
        return _("영상으로 상담합니다. 두 시간 안에 눌러 들어오세요. 녹화하지 않습니다.\n%(link)s") % {"link": link}


def video_ended(*, minutes: int) -> str:
    """Return the line that tells that the video room has ended."""
    with _city_language():
        return _("영상 상담이 끝났습니다(%(minutes)d분). 녹화하지 않았습니다.") % {"minutes": minutes}


def text_shortened(*, characters: int) -> str:
    """Return the line that the end of a very long message was not kept."""
    with _city_language():
        return _("아주 긴 글이라 끝의 %(characters)s자는 저장하지 않았습니다.") % {"characters": f"{characters:,}"}


def _city_language() -> translation.override:
    return translation.override(settings.LANGUAGE_CODE)
