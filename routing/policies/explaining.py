"""Why a contact waits, and why an agent was chosen: stored as a code with facts, told in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from routing.policies.pairing import Pair, Waiting
from routing.types import WorkKind

FRESH = "QUEUED"


@dataclass(frozen=True, slots=True)
class Serving:
    """A seat that serves a queue: what it takes, and what keeps it from being asked now."""

    id: UUID
    ring: int
    calls: bool
    texts: bool
    ready: bool
    wrapping_up: bool
    full: set[WorkKind]
    skills: frozenset[str]

    def could_take(self, waiting: Waiting) -> bool:
        """Tell whether the contact could ever go there: the kind of work and the required skills."""
        return (self.calls if waiting.kind == WorkKind.VOICE else self.texts) and waiting.required <= self.skills


def queued() -> dict[str, Any]:
    """Return the explanation of a contact that nobody has looked at yet."""
    return {"code": FRESH, "behind": False}


def waiting(contact: Waiting, serving: Sequence[Serving], *, behind: bool) -> dict[str, Any]:
    """Return why a contact of a line can be given to nobody now; `behind`: others stand before it."""
    able = [seat for seat in serving if seat.could_take(contact)]
    near = [seat for seat in able if seat.ring <= contact.ring]
    ready = [seat for seat in near if seat.ready]
    if not able:
        code = "NO_SKILL" if contact.required else "NO_SEAT"
    elif contact.only is not None:
        code = "LAST_AGENT"
    elif not ready:
        code = "RING_PENDING" if len(near) < len(able) else "NOBODY_READY"
    else:
        code = _kept_from(contact, ready)
    if code in ("NO_SKILL", "SKILL_PENDING"):
        return {"code": code, "behind": behind, "skills": sorted(contact.wanted)}
    return {"code": code, "behind": behind}


def _kept_from(contact: Waiting, ready: Sequence[Serving]) -> str:
    """Return what keeps the agents who are there from taking a contact."""
    with_room = [seat for seat in ready if contact.kind not in seat.full and not seat.wrapping_up]
    if any(contact.wanted <= seat.skills and seat.id != contact.passed_by for seat in with_room):
        return "NEXT"
    if any(seat.id == contact.passed_by for seat in with_room):
        return "PASSED"
    if with_room:
        return "SKILL_PENDING"
    return "ALL_WRAPPING_UP" if all(seat.wrapping_up for seat in ready) else "ALL_BUSY"


def chosen(pair: Pair, *, again: bool, now: datetime) -> dict[str, Any]:
    """Return why this agent: ring (0: serves the queue first), contacts in hand, seconds idle, skills; asked again."""
    code = "LAST_AGENT_FREE" if pair.waiting.only == pair.seat_id else "LONGEST_IDLE"
    return {
        "code": code,
        "ring": int(pair.ring),
        "active": pair.active,
        "idle_seconds": max(0, int((now - pair.idle_since).total_seconds())),
        "again": again,
        **({"skills": list(pair.skills)} if pair.skills else {}),
    }


def told(explanation: Mapping[str, Any]) -> str:
    """Return a stored explanation as a sentence; an unknown or empty one as ""."""
    code = str(explanation.get("code", ""))
    if code == "LONGEST_IDLE":
        return _chosen_sentence(explanation)
    sentences = {
        "QUEUED": _("배정을 기다립니다."),
        "NEXT": _("곧 배정됩니다."),
        "NO_SEAT": _("이 대기열을 맡은 상담사가 없습니다."),
        "NO_SKILL": _("필요한 역량을 갖춘 상담사가 없습니다(%(skills)s)."),
        "SKILL_PENDING": _("알맞은 역량의 상담사를 먼저 기다립니다(%(skills)s)."),
        "LAST_AGENT": _("먼저 상담한 상담사를 잠시 기다립니다."),
        "ALL_BUSY": _("대기 중인 상담사가 모두 상담하고 있습니다."),
        "ALL_WRAPPING_UP": _("상담사가 모두 앞선 상담을 정리하고 있습니다."),
        "PASSED": _("방금 이 상담을 넘긴 상담사만 비어 있어 다른 상담사를 기다립니다."),
        "RING_PENDING": _("이 구의 상담사가 자리에 없어 곧 다른 구 상담사에게도 넓힙니다."),
        "NOBODY_READY": _("대기 상태인 상담사가 없습니다."),
        "CALL_BACK": _("정한 시각(회신 예약 또는 업무 시작)을 기다립니다."),
        "LAST_AGENT_FREE": _("먼저 상담한 상담사입니다."),
        "DIRECT": _("이 상담사에게 바로 배정했습니다."),
        "ACCEPTED": _("상담사가 받았습니다."),
        "WRAP_UP": _("상담사가 상담을 정리하고 있습니다."),
        "LEFT": _("상담이 끝났습니다."),
        "ABANDONED": _("시민이 기다리다 나갔습니다."),
    }
    sentence = sentences.get(code, "") % {"skills": ", ".join(explanation.get("skills", ()))}
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
    skilled = ""
    if explanation.get("skills"):
        skilled = _("필요한 역량(%(skills)s)을 갖추었습니다.") % {"skills": ", ".join(explanation["skills"])}
    return " ".join(part for part in (reach, load, skilled, again) if part)
