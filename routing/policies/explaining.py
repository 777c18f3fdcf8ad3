"""Why a contact waits, and why an agent was chosen: stored as a code with facts, told in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def waiting(*, seats: int, in_reach: int, present: int, behind: int) -> dict[str, Any]:
    """Return why nobody can be asked now.

    Takes the seats that serve the queue at all, those within the ring reached, those of them that are ready and
    present, and how many contacts stand before this one.
    """
    if seats == 0:
        code = "NO_SEAT"
    elif present:
        code = "ALL_BUSY"
    elif in_reach < seats:
        code = "RING_PENDING"
    else:
        code = "NOBODY_READY"
    return {"code": code, "behind": bool(behind)}


def chosen(*, ring: int, active: int, idle_seconds: int, again: bool) -> dict[str, Any]:
    """Return why this agent: the ring (0: serves the queue first), contacts in hand, seconds idle, asked again."""
    return {"code": "LONGEST_IDLE", "ring": ring, "active": active, "idle_seconds": idle_seconds, "again": again}


def told(explanation: Mapping[str, Any]) -> str:
    """Return a stored explanation as a sentence; an unknown or empty one as ""."""
    code = explanation.get("code")
    if code == "LONGEST_IDLE":
        return _chosen_sentence(explanation)
    sentences = {
        "QUEUED": _("배정을 기다립니다."),
        "NO_SEAT": _("이 대기열을 맡은 상담사가 없습니다."),
        "ALL_BUSY": _("대기 중인 상담사가 모두 상담하고 있습니다."),
        "RING_PENDING": _("이 구의 상담사가 자리에 없어 곧 다른 구 상담사에게도 넓힙니다."),
        "NOBODY_READY": _("대기 상태인 상담사가 없습니다."),
        "DIRECT": _("이 상담사에게 바로 배정했습니다."),
        "ACCEPTED": _("상담사가 받았습니다."),
        "LEFT": _("상담이 끝났습니다."),
        "ABANDONED": _("시민이 기다리다 나갔습니다."),
    }
    sentence = sentences.get(str(code), "")
    if sentence and explanation.get("behind"):
        ahead = _("먼저 온 상담이 앞에 있습니다.")
        return f"{sentence} {ahead}"
    return sentence


def _chosen_sentence(explanation: Mapping[str, Any]) -> str:
    if explanation["ring"] == 0:
        reach = _("이 대기열을 먼저 맡는 상담사 가운데")
    else:
        reach = _("범위를 넓혀 찾은 상담사 가운데")
    if explanation["active"]:
        load = ngettext(
            "진행 중인 상담이 %(count)d건으로 가장 적습니다.",
            "진행 중인 상담이 %(count)d건으로 가장 적습니다.",
            explanation["active"],
        ) % {"count": explanation["active"]}
    else:
        load = _("가장 오래 쉬었습니다(%(seconds)d초).") % {"seconds": explanation["idle_seconds"]}
    again = _("다른 상담사가 없어 다시 제안했습니다.") if explanation["again"] else ""
    return " ".join(part for part in (reach, load, again) if part)
