"""What kind of file bytes are, told by the bytes alone: a name can say anything."""

import io
import zipfile
from dataclasses import dataclass

JPEG, PNG, GIF, WEBP = "image/jpeg", "image/png", "image/gif", "image/webp"
PICTURES = (JPEG, PNG, GIF, WEBP)

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_OLE_SECTOR = 512
_ZIP_START, _ZIP_END = b"PK\x03\x04", b"PK\x05\x06"
_ZIP_END_LENGTH = 22
_LONGEST_PDF_TAIL = 1024
_MOST_MEMBERS = 5_000
_LARGEST_UNPACKED = 200 * 1024 * 1024
_LARGEST_RATIO = 200
_WORTH_A_RATIO = 1024 * 1024

_OFFICE = "application/vnd.openxmlformats-officedocument"
_BY_MEMBER = {
    "word/document.xml": (f"{_OFFICE}.wordprocessingml.document", ".docx"),
    "xl/workbook.xml": (f"{_OFFICE}.spreadsheetml.sheet", ".xlsx"),
    "ppt/presentation.xml": (f"{_OFFICE}.presentationml.presentation", ".pptx"),
}
_BY_MIMETYPE = {
    b"application/hwp+zip": ("application/hwp+zip", ".hwpx"),
    b"application/vnd.oasis.opendocument.text": ("application/vnd.oasis.opendocument.text", ".odt"),
    b"application/vnd.oasis.opendocument.spreadsheet": ("application/vnd.oasis.opendocument.spreadsheet", ".ods"),
}
_BY_STREAM = {
    "HwpSummaryInformation": ("application/x-hwp", ".hwp"),
    "WordDocument": ("application/msword", ".doc"),
    "Workbook": ("application/vnd.ms-excel", ".xls"),
    "PowerPoint Document": ("application/vnd.ms-powerpoint", ".ppt"),
}
_OLE_PROGRAMS = ("_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros")
_PDF_PROGRAMS = (b"/JavaScript", b"/Launch")


class Unacceptable(Exception):
    """The bytes are of no kind we take; `reason` says why: unknown, heic, broken, hidden, program, locked, bomb."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Format:
    """A kind of file, with the ending its name gets."""

    content_type: str
    ending: str

    @property
    def is_picture(self) -> bool:
        """Whether it is decoded and encoded anew."""
        return self.content_type in PICTURES


def format_of(content: bytes) -> Format:
    """Return the kind of file `content` is. Raises Unacceptable."""
    if content.startswith(b"\xff\xd8\xff"):
        return Format(JPEG, ".jpg")
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Format(PNG, ".png")
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return Format(GIF, ".gif")
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Format(WEBP, ".webp")
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"hevc", b"avif"):
        raise Unacceptable("heic")
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(_OLE):
        return _ole(content)
    if content.startswith(_ZIP_START):
        return _packed(content)
    raise Unacceptable("unknown")


def _pdf(content: bytes) -> Format:
    """A PDF ends where it says; nothing follows, nothing in it runs."""
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise Unacceptable("broken")
    if len(content) - end > _LONGEST_PDF_TAIL or content[end + 5 :].strip(b"\r\n\t \0"):
        raise Unacceptable("hidden")
    if any(program in content for program in _PDF_PROGRAMS):
        raise Unacceptable("program")
    return Format("application/pdf", ".pdf")


def _ole(content: bytes) -> Format:
    """Old office documents and HWP 5: the names of their parts tell which they are."""
    if len(content) < 3 * _OLE_SECTOR:
        raise Unacceptable("broken")
    if _has_stream(content, "EncryptedPackage"):
        raise Unacceptable("locked")
    if any(_has_stream(content, name) for name in _OLE_PROGRAMS):
        raise Unacceptable("program")
    for name, (content_type, ending) in _BY_STREAM.items():
        if _has_stream(content, name):
            return Format(content_type, ending)
    raise Unacceptable("unknown")


def _has_stream(content: bytes, name: str) -> bool:
    """Tell whether a directory entry of this name is there: it is written in UTF-16 and ends with a zero."""
    return (name + "\0").encode("utf-16-le") in content


def _packed(content: bytes) -> Format:
    """Office documents and HWPX are ZIP archives: one archive from the first byte to the last, of a sane size."""
    end = content.rfind(_ZIP_END)
    if end < 0:
        raise Unacceptable("broken")
    if len(content) - end != _ZIP_END_LENGTH or end != _directory_end(content, end):
        raise Unacceptable("hidden")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _archive(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise Unacceptable("broken") from error


def _directory_end(content: bytes, end: int) -> int:
    """Return where the archive's own account says that its directory ends."""
    size, offset = (int.from_bytes(content[end + place : end + place + 4], "little") for place in (12, 16))
    return size + offset


def _archive(archive: zipfile.ZipFile) -> Format:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    swollen = any(
        member.file_size > _WORTH_A_RATIO and member.file_size > _LARGEST_RATIO * max(member.compress_size, 1)
        for member in members
    )
    if len(members) > _MOST_MEMBERS or unpacked > _LARGEST_UNPACKED or swollen:
        raise Unacceptable("bomb")
    if any(member.flag_bits & 1 for member in members):
        raise Unacceptable("locked")
    names = {member.filename for member in members}
    if any(name.endswith(("vbaProject.bin", ".exe", ".js", ".vbs")) for name in names):
        raise Unacceptable("program")
    if "[Content_Types].xml" in names:
        for member_name, (content_type, ending) in _BY_MEMBER.items():
            if member_name in names:
                return Format(content_type, ending)
    if members and members[0].filename == "mimetype" and members[0].file_size < 100:
        found = _BY_MIMETYPE.get(archive.read(members[0]).strip())
        if found:
            return Format(*found)
    raise Unacceptable("unknown")
