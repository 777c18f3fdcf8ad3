"""From what somebody uploaded to what may be attached."""

from pathlib import PurePath

from django.core.files import File
from django.utils.translation import gettext as _

from files.formats import Unacceptable, format_of
from files.pictures import redraw
from files.refusal import FileRefused, refuse
from files.types import LARGEST_FILE, LONGEST_NAME, PreparedFile
from korean.privacy import clean_text, mask_personal_numbers

_SEPARATORS = str.maketrans(dict.fromkeys('/\\:*?"<>|', "_"))


def prepare_file(*, file: File[bytes]) -> PreparedFile:
    """Look into an uploaded file and return it as it may be stored: its kind by its content, photos drawn anew.

    Nothing is written. A form checks its files with it before anything else is done, and offers `point` as the place.
    Raises FileRefused.
    """
    name = _clean_name(file.name or "")
    if (file.size or 0) > LARGEST_FILE:
        raise refuse(name, "too_large", _("파일 하나는 20MB까지 올릴 수 있습니다."))
    content = file.read(LARGEST_FILE + 1)
    file.seek(0)
    if not content:
        raise refuse(name, "empty", _("빈 파일입니다."))
    try:
        found = format_of(content)
        if not found.is_picture:
            return PreparedFile(_named(name, found.ending), found.content_type, content)
        picture = redraw(content)
    except Unacceptable as error:
        raise _refusal(name, error.reason) from error
    return PreparedFile(
        name=_named(name, picture.ending),
        content_type=picture.content_type,
        content=picture.content,
        width=picture.width,
        height=picture.height,
        point=picture.point,
    )


def _refusal(name: str, reason: str) -> FileRefused:
    messages = {
        "heic": _("HEIC 사진은 올릴 수 없습니다. JPG로 바꾸거나 화면을 갈무리해 올려 주세요."),
        "broken": _("파일이 손상되어 열 수 없습니다. 다시 저장해 올려 주세요."),
        "hidden": _("다른 파일이 덧붙어 있어 받을 수 없습니다. 다시 저장해 올려 주세요."),
        "program": _("매크로나 실행되는 내용이 들어 있어 받을 수 없습니다. 빼고 다시 저장해 주세요."),
        "locked": _("암호가 걸린 문서는 받을 수 없습니다. 암호를 풀고 다시 저장해 주세요."),
        "bomb": _("풀었을 때 너무 큰 파일입니다. 크기를 줄여 다시 올려 주세요."),
    }
    unknown = _("받을 수 없는 형식입니다. 사진(JPG, PNG, GIF, WebP), PDF, 한글, 오피스 문서만 올릴 수 있습니다.")
    return refuse(name, reason, messages.get(reason, unknown))


def _clean_name(name: str) -> str:
    """Return the last part of the name, in one line, without personal numbers."""
    line = " ".join(clean_text(PurePath(name.replace("\\", "/")).name).split())
    masked, _kinds = mask_personal_numbers(line)
    return masked.translate(_SEPARATORS).strip(". ") or _("파일")


def _named(name: str, ending: str) -> str:
    """Return the name with the ending that its content has."""
    stem = name.rpartition(".")[0] or name
    return stem[: LONGEST_NAME - len(ending)] + ending
