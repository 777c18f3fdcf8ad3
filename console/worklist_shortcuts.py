"""The key commands of the worklist, in the same form as those of the console."""

from django.utils.translation import gettext_lazy as _

from console.shortcuts import Shortcut

SHORTCUTS: dict[str, Shortcut] = {
    "next": Shortcut("KeyJ", "J ↓", _("다음 민원으로")),
    "previous": Shortcut("KeyK", "K ↑", _("앞 민원으로")),
    "open": Shortcut("Enter", "Enter", _("민원 열기")),
    "search": Shortcut("Slash", "/", _("민원 찾기")),
    "receive": Shortcut("KeyA", "A", _("내가 담당하기")),
    "plan": Shortcut("KeyP", "P", _("처리 계획 쓰기")),
    "complete": Shortcut("KeyC", "C", _("처리결과 쓰기")),
    "transfer": Shortcut("F2", "F2", _("연결 요청 이어받기")),
    "help": Shortcut("Shift+Slash", "?", _("단축키 보기")),
}
