"""What is told of calls: to citizens in their language, and in the conversation in the city's."""

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from korean.dates import seoul_time


def listening_asked(*, name: str, reason: str) -> str:
    """Return the line that a supervisor wants to listen in, and why."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("%(name)s님이 통화 청취를 요청했습니다. 사유: %(reason)s") % {"name": name, "reason": reason}


def listening_failed() -> str:
    """Return the line that the exchange could not let the supervisor listen."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("교환기가 통화 청취를 연결하지 못했습니다.")


def hold_failed(*, held: bool) -> str:
    """Return the line that the exchange did not put the call on hold, or (`held`) did not take it back from there."""
    with translation.override(settings.LANGUAGE_CODE):
        if held:
            return _("교환기가 보류를 풀지 못했습니다. 전화기에서 직접 푸세요.")
        return _("교환기가 통화를 보류하지 못했습니다. 시민이 듣고 있습니다.")


def call_answered(*, name: str) -> str:
    """Return the line that the call was answered by the person or extension `name`."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("%(name)s: 통화 시작") % {"name": name}


def call_not_connected() -> str:
    """Return the line that no telephone could be made to ring for the call."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("전화를 연결하지 못했습니다. 내선 번호와 교환기를 확인하고 직접 전화하세요.")


def call_ended() -> str:
    """Return the line that the call is over."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("통화가 끝났습니다.")


def we_call_back(*, at: datetime, language: str) -> str:
    """Return that we call the citizen back at about `at` (aware) and that their place is kept."""
    with translation.override(language):
        return _("[%(service)s] 기다리시는 대신 %(time)s쯤 전화드리겠습니다. 대기 순서는 그대로 지킵니다.") % {
            "service": settings.CITY_PROFILE.service_in(language),
            "time": f"{seoul_time(at):%H:%M}",
        }


def you_were_not_reached(*, language: str) -> str:
    """Return that we called several times in vain, and what the citizen may do."""
    with translation.override(language):
        return _("[%(service)s] 약속드린 전화를 여러 번 드렸으나 받지 않으셨습니다. 필요하시면 다시 연락해 주세요.") % {
            "service": settings.CITY_PROFILE.service_in(language)
        }


def call_back_promised(*, at: datetime) -> str:
    """Return the line: the caller is called back at `at` (aware)."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("%(time)s에 다시 전화하기로 했습니다. 대기 순서는 그대로입니다.") % {"time": f"{seoul_time(at):%H:%M}"}


def writer_wants_a_call(*, channel: str | Promise, words: str) -> str:
    """Return the line that somebody who wrote is called instead, with what they wrote."""
    with translation.override(settings.LANGUAGE_CODE):
        told = _("%(channel)s(으)로 문의한 시민이 전화를 원합니다. 남긴 말: %(words)s")
        return told % {"channel": str(channel), "words": words or "–"}


def called_again() -> str:
    """Return the line: the citizen called before we called back."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("시민이 먼저 다시 전화해 회신 예약을 마쳤습니다. 대기 순서는 새 전화로 이어집니다.")


def called_back(*, attempts: int) -> str:
    """Return the line: the citizen answered the promised call."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("약속한 전화를 시민이 받았습니다. (%(attempts)s번째)") % {"attempts": attempts}


def call_back_again(*, attempts: int, at: datetime) -> str:
    """Return the line: the promised call was not answered, and when the next one is made."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("약속한 전화를 받지 않았습니다. (%(attempts)s번째) %(time)s에 다시 겁니다.") % {
            "attempts": attempts,
            "time": f"{seoul_time(at):%H:%M}",
        }


def call_back_given_up(*, attempts: int) -> str:
    """Return the line: the promised call was not answered for the last time."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("약속한 전화를 %(attempts)s번 걸었으나 받지 않아 마칩니다.") % {"attempts": attempts}
