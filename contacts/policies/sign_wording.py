"""The sentences about sign-language counselling that citizens get as text messages, and the lines in conversations.

They keep to characters a text message can carry (cp949).
"""

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from korean.dates import seoul_time


def appointment_booked(*, starts_at: datetime, link: str, language: str) -> str:
    """Return that an appointment is booked, with the link by which it is begun, changed or cancelled."""
    with translation.override(language):
        return _("수어 상담을 %(when)s에 예약했습니다. 시작, 변경, 취소: %(link)s") % {
            "when": _when(starts_at),
            "link": link,
        }


def appointment_booked_before(*, starts_at: datetime, link: str, language: str) -> str:
    """Return that there is an appointment already, which can be changed."""
    with translation.override(language):
        return _("이미 %(when)s에 수어 상담을 예약하셨습니다. 시작, 변경, 취소: %(link)s") % {
            "when": _when(starts_at),
            "link": link,
        }


def appointment_soon(*, starts_at: datetime, link: str, language: str) -> str:
    """Return the reminder of an appointment."""
    with translation.override(language):
        return _("수어 상담이 %(when)s에 시작합니다. 10분 전부터 눌러 들어오세요: %(link)s") % {
            "when": _when(starts_at),
            "link": link,
        }


def appointment_cancelled(*, starts_at: datetime, language: str) -> str:
    """Return that an appointment is cancelled."""
    with translation.override(language):
        return _("%(when)s 수어 상담 예약을 취소했습니다.") % {"when": _when(starts_at)}


def appointment_moved(*, before: datetime, starts_at: datetime, reason: str, link: str, language: str) -> str:
    """Return that the centre moved an appointment, why, and the link by which it is changed again or cancelled."""
    with translation.override(language):
        return _(
            "%(before)s 수어 상담 시간을 바꾸었습니다. 새 시간: %(when)s (까닭: %(reason)s). 시작, 변경, 취소: %(link)s"
        ) % {"before": _when(before), "when": _when(starts_at), "reason": reason, "link": link}


def appointment_called_off(*, starts_at: datetime, reason: str, link: str, language: str) -> str:
    """Return that the centre cannot keep an appointment, why, and where another one is booked."""
    with translation.override(language):
        return _("%(when)s 수어 상담 예약을 취소했습니다 (까닭: %(reason)s). 다시 예약: %(link)s") % {
            "when": _when(starts_at),
            "reason": reason,
            "link": link,
        }


def began_from_appointment(*, starts_at: datetime) -> str:
    """Return the line that a contact was begun from an appointment."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("예약한 수어 상담입니다(%(when)s).") % {"when": _when(starts_at)}


def _when(moment: datetime) -> str:
    local = seoul_time(moment)
    if translation.get_language() in ("ko", "en"):
        return f"{date_format(local, 'MONTH_DAY_FORMAT')} ({date_format(local, 'D')}) {local:%H:%M}"
    return f"{local:%Y-%m-%d %H:%M}"
