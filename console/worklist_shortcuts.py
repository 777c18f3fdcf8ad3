"""The key commands of the worklist, in the same form as those of the console."""

from django.utils.translation import gettext_lazy as _

from console.complaint_forms import FORMS
from console.shortcuts import Shortcut

SHORTCUTS: dict[str, Shortcut] = {
    "next": Shortcut("KeyJ", "J ↓", _("다음 민원으로")),
    "previous": Shortcut("KeyK", "K ↑", _("앞 민원으로")),
    "open": Shortcut("Enter", "Enter", _("민원 열기")),
    "search": Shortcut("Slash", "/", _("민원 찾기")),
    **{form.path: Shortcut(form.key, form.key.removeprefix("Key"), form.opens) for form in FORMS},
    "cooperate": Shortcut("KeyH", "H", _("다른 부서에 협조 요청하기")),
    "files": Shortcut("KeyI", "I", _("사진·파일 올리기")),
    "take-over": Shortcut("F2", "F2", _("연결 요청 이어받기")),
    "help": Shortcut("Shift+Slash", "?", _("단축키 보기")),
}
