"""The key commands of the console: the one table that buttons, the key handler and the help list are made from.

Chords name physical keys (`KeyboardEvent.code`), so that they work whatever the input language is.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Shortcut:
    """A chord, what is printed for it on keys and in help, and what it does."""

    chord: str
    keys: str
    does: str | Promise


SHORTCUTS: dict[str, Shortcut] = {
    "accept": Shortcut("F2", "F2", _("배정된 상담 받기")),
    "decline": Shortcut("Shift+F2", "Shift F2", _("배정된 상담 넘기기 (까닭은 1–4)")),
    "ready": Shortcut("Alt+KeyR", "Alt R", _("상담 받기 시작")),
    "break": Shortcut("Alt+KeyB", "Alt B", _("휴식")),
    "next": Shortcut("Alt+KeyJ", "Alt J", _("다음 상담으로")),
    "write": Shortcut("Alt+KeyW", "Alt W", _("답변 입력란으로")),
    "macro": Shortcut("", "/", _("입력란에서 상용구 넣기")),
    "send": Shortcut("Control+Enter", "Ctrl Enter", _("보내기 (열린 양식에서는 그 양식 보내기)")),
    "note": Shortcut("Alt+KeyM", "Alt M", _("메모로 남기기")),
    "search": Shortcut("Alt+KeyQ", "Alt Q", _("상담 DB 찾기")),
    "first-article": Shortcut("Alt+KeyS", "Alt S", _("고른 상담 DB 보내기 (처음에는 첫 번째)")),
    "new-suggestions": Shortcut("Alt+KeyG", "Alt G", _("새로 제안된 상담 DB 보기")),
    "officials": Shortcut("Alt+KeyT", "Alt T", _("담당 부서 연결, 다른 상담사나 구로 넘기기")),
    "complaint": Shortcut("Alt+KeyN", "Alt N", _("민원 접수")),
    "candidate": Shortcut("Alt+Digit1", "Alt 1–5", _("분류를 다른 후보로 고치기")),
    "ask": Shortcut("Alt+KeyA", "Alt A", _("어느 구인지 시민께 물어보기")),
    "confirm": Shortcut("Alt+KeyI", "Alt I", _("본인 확인")),
    "history": Shortcut("Alt+KeyH", "Alt H", _("지난 상담과 민원")),
    "later": Shortcut("Alt+KeyL", "Alt L", _("다시 확인할 때 정하기, 배려 표시")),
    "called": Shortcut("Alt+KeyK", "Alt K", _("약속한 전화: 통화됨")),
    "not-called": Shortcut("Alt+Shift+KeyK", "Alt Shift K", _("약속한 전화: 받지 않음")),
    "protect": Shortcut("Alt+KeyP", "Alt P", _("상담사 보호: 경고하거나 끝내기")),
    "protect-end": Shortcut("Alt+Shift+KeyP", "Alt Shift P", _("상담을 끝내고 쉬기")),
    "hold": Shortcut("F4", "F4", _("통화 보류, 보류 풀기")),
    "end": Shortcut("F8", "F8", _("대화 끝내기")),
    "result": Shortcut("Alt+KeyC", "Alt C", _("상담 결과 고르기 (숫자 1–8)")),
    "finish": Shortcut("F9", "F9", _("상담 완료")),
    "finish-next": Shortcut("Alt+KeyE", "Alt E", _("완료하고 다음 상담으로")),
    "help": Shortcut("Shift+Slash", "?", _("단축키 보기")),
}
