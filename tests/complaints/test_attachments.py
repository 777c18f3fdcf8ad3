"""Files beside a complaint: known by their content, cleaned, opened by links that end."""

import io
import logging
import os
import struct
import sys
import zipfile
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import AccessRecord
from complaints import selectors, services
from complaints.access import status_token
from complaints.files import links
from complaints.files.links import FileLinkInvalid
from complaints.models import Attachment, AttachmentOpening, Export
from complaints.policies.transitions import NotAllowed
from complaints.selectors import ComplaintNotFound
from complaints.services import FileQuarantined, FileRefused
from complaints.types import Party, State
from complaints.types.attachments import Purpose
from complaints.types.lists import ExportFormat, ExportState
from contacts.models import ContactFile
from files import storage
from files.types import ScanState
from knowledgebase.models import ArticleFile
from tests.complaints.conftest import MONDAY, City, ComplaintMaker


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    options = settings.STORAGES["attachments"]["OPTIONS"] | {"location": tmp_path}
    settings.STORAGES = settings.STORAGES | {"attachments": settings.STORAGES["attachments"] | {"OPTIONS": options}}
    return tmp_path


def picture(size: tuple[int, int] = (64, 48), *, kind: str = "JPEG", exif: Image.Exif | None = None) -> bytes:
    output = io.BytesIO()
    extra = {"exif": exif} if exif else {}
    Image.new("RGB", size, (200, 30, 30)).save(output, kind, **extra)
    return output.getvalue()


def photo_from_gangnam() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Hong Gildong"
    exif[0x0112] = 6  # lies on its side
    gps = exif.get_ifd(0x8825)
    gps.update({1: "N", 2: (37.0, 30.0, 36.0), 3: "E", 4: (127.0, 1.0, 48.0)})
    return picture(exif=exif)


def document(**members: bytes) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>", **members}.items():
            archive.writestr(name, content)
    return output.getvalue()


def file(content: bytes, name: str = "사진.jpg") -> ContentFile[bytes]:
    return ContentFile(content, name=name)


def read(response: Any) -> bytes:
    """What was sent. (Closing the answer itself would close the test's database connection.)"""
    return b"".join(response.streaming_content)


PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
HWP = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(2040) + "\x05HwpSummaryInformation\0".encode("utf-16-le")


def test_a_photo_is_drawn_anew_and_says_where_it_was_taken() -> None:
    prepared = services.prepare_file(file=file(photo_from_gangnam(), "900101-1234567.png"))
    assert prepared.name == "900101-_______.jpg"  # the ending is that of the content; no personal number
    assert prepared.point is not None
    assert (prepared.point.latitude, prepared.point.longitude) == (37.51, 127.03)
    assert (prepared.width, prepared.height) == (48, 64)  # upright
    with Image.open(io.BytesIO(prepared.content)) as again:
        assert dict(again.getexif()) == {}
    assert b"Hong" not in prepared.content


def test_a_large_picture_becomes_smaller_and_png_stays_png() -> None:
    prepared = services.prepare_file(file=file(picture((5000, 10), kind="PNG")))
    assert (prepared.content_type, prepared.width) == ("image/png", 4096)


@pytest.mark.parametrize(
    ("content", "content_type", "ending"),
    [
        (PDF, "application/pdf", ".pdf"),
        (HWP, "application/x-hwp", ".hwp"),
        (document(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
        (picture(kind="GIF"), "image/jpeg", ".jpg"),
        (picture(kind="WEBP"), "image/jpeg", ".jpg"),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, content_type: str, ending: str) -> None:
    prepared = services.prepare_file(file=file(content, "증빙.exe"))
    assert (prepared.content_type, prepared.name) == (content_type, "증빙" + ending)


def png_of_size(width: int, height: int) -> bytes:
    """A picture of a few bytes that says it is huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"MZ" + bytes(100), "unknown"),
        (b"<html><script>alert(1)</script>", "unknown"),
        (b"\0\0\0\x18ftypheic" + bytes(100), "heic"),
        (picture()[:200], "broken"),
        (png_of_size(60_000, 60_000), "bomb"),
        (document(**{"word/media/image1.bmp": bytes(30_000_000)}), "bomb"),
        (document(**{"word/vbaProject.bin": b"x"}), "program"),
        (document() + b"<script>", "hidden"),
        (picture() + document(), None),  # a picture drawn anew has lost what followed it
        (PDF + document(), "hidden"),
        (PDF.replace(b"<<>>", b"<< /JavaScript >>"), "program"),
        (b"PK\x03\x04" + picture() + document(), "hidden"),
        (HWP.replace(b"H\0w\0p\0S", b"X\0w\0p\0S"), "unknown"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(2040) + "EncryptedPackage\0".encode("utf-16-le"), "locked"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_the_words_of_the_person(content: bytes, reason: str | None) -> None:
    if reason is None:
        assert b"PK" not in services.prepare_file(file=file(content)).content
        return
    with pytest.raises(FileRefused) as refusal:
        services.prepare_file(file=file(content))
    assert refusal.value.extra == {"name": "사진.jpg", "reason": reason}
    assert str(refusal.value).startswith("‘사진.jpg’: ")


def test_a_file_too_large_is_not_even_read() -> None:
    large = file(picture())
    large.size = 21 * 1024 * 1024
    with pytest.raises(FileRefused, match="20MB"):
        services.prepare_file(file=large)


def test_files_are_attached_together_or_not_at_all(make_complaint: ComplaintMaker, city: City, folder: Path) -> None:
    complaint = make_complaint()
    good, bad = file(picture(), "집 앞.jpg"), file(b"nothing", "이상한.hwp")
    give = {"complaint_id": complaint.id, "purpose": Purpose.FILED, "by": Party.CITIZEN, "now": MONDAY}
    with pytest.raises(FileRefused, match="이상한"):
        services.attach(files=[good, bad], **give)
    assert not Attachment.objects.exists()
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    first = services.attach(files=[good], **give)
    assert services.attach(files=[good], **give) == first  # the form was sent twice
    stored = [path for path in folder.rglob("*") if path.is_file()]
    assert len(stored) == 1
    assert "집" not in str(stored[0])


def test_who_may_attach_what(make_complaint: ComplaintMaker, city: City) -> None:
    complaint = make_complaint(state=State.RECEIVED)
    give = {"complaint_id": complaint.id, "files": [file(PDF)], "now": MONDAY}
    services.attach(purpose=Purpose.AFTER, by=city.user("official"), **give)
    for by, purpose in ((city.user("agent"), Purpose.RESULT), (Party.CITIZEN, Purpose.AFTER)):
        with pytest.raises(NotAllowed):
            services.attach(purpose=purpose, by=by, **give)
    with pytest.raises(ComplaintNotFound):
        services.attach(purpose=Purpose.AFTER, by=city.user("official_road"), **give)


def test_a_complaint_takes_twenty_files(make_complaint: ComplaintMaker) -> None:
    complaint = make_complaint()
    files = [file(PDF + b"\n" * number) for number in range(21)]
    give = {"complaint_id": complaint.id, "purpose": Purpose.FILED, "by": Party.CITIZEN, "now": MONDAY}
    with pytest.raises(FileRefused, match="20개"):
        services.attach(files=files, **give)
    assert len(services.attach(files=files[:20], **give)) == 20


@pytest.fixture
def evidence(make_complaint: ComplaintMaker, city: City) -> Attachment:
    complaint = make_complaint(state=State.RECEIVED)
    services.attach(complaint_id=complaint.id, purpose=Purpose.FILED, files=[file(PDF)], by=Party.CITIZEN, now=MONDAY)
    (attached,) = services.attach(
        complaint_id=complaint.id,
        purpose=Purpose.AFTER,
        files=[file(picture(), "조치 후.jpg")],
        by=city.user("official"),
        now=MONDAY,
    )
    return attached


def test_staff_open_files_with_links_of_their_own(evidence: Attachment, city: City, client: Client) -> None:
    official, colleague = city.user("official"), city.user("colleague")
    filed, after = selectors.attachments_of(complaint_id=evidence.complaint_id, user=official)
    assert (filed.by, after.by, after.name) == ("민원인", "official 님", "조치 후.jpg")
    assert client.get(after.link).status_code == 302  # to the sign-in page
    client.force_login(official)
    response = client.get(after.link)
    with storage.open_kept(evidence.stored_as) as kept:
        assert read(response) == kept.read()
    assert response["Content-Type"] == "image/jpeg"
    assert "attachment" not in response["Content-Disposition"]
    assert "sandbox" in response["Content-Security-Policy"]
    pdf = client.get(filed.link)
    assert read(pdf) == PDF
    assert pdf["Content-Disposition"].startswith("attachment")
    assert AttachmentOpening.objects.filter(user=official).count() == 2
    assert AccessRecord.objects.filter(user=official, target=f"attachment:{evidence.id}").count() == 1
    client.force_login(colleague)
    refused = client.get(after.link)  # somebody else's link
    assert refused.status_code == 404
    assert "화면을 새로" in refused.content.decode()
    assert selectors.attachments_of(complaint_id=evidence.complaint_id, user=city.user("official_road")) == ()


def test_links_end(evidence: Attachment, monkeypatch: pytest.MonkeyPatch) -> None:
    link = links.link_for_citizen(attachment_id=evidence.id, token="token").split("/")[-2]
    assert links.attachment_behind(link=link, holder="token") == evidence.id
    later = (timezone.now() + timedelta(minutes=16)).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    with pytest.raises(FileLinkInvalid):
        links.attachment_behind(link=link, holder="token")


def test_a_citizen_opens_what_the_department_shows(evidence: Attachment, client: Client) -> None:
    token = status_token(evidence.complaint)
    (shown,) = selectors.attachments_for_citizen(token=token)  # not what was filed: the link alone shows no content
    assert shown.purpose == Purpose.AFTER
    response = client.get(shown.link)
    assert response.status_code == 200
    assert read(response).startswith(b"\xff\xd8")
    assert AttachmentOpening.objects.get().user is None
    assert client.get(shown.link.replace(token, token[:-1] + "x")).status_code == 404


@pytest.mark.parametrize(("verdict", "state"), [(0, ScanState.CLEAN), (1, ScanState.INFECTED)])
def test_what_is_not_scanned_yet_is_not_opened(
    make_complaint: ComplaintMaker, city: City, settings: Any, verdict: int, state: ScanState
) -> None:
    settings.ATTACHMENT_SCANNER = f"{sys.executable} -c 'import sys; sys.stdin.buffer.read(); sys.exit({verdict})'"
    agent = city.user("agent")
    complaint = make_complaint()
    services.attach(complaint_id=complaint.id, purpose=Purpose.FILED, files=[file(PDF)], by=agent, now=MONDAY)
    (line,) = selectors.attachments_of(complaint_id=complaint.id, user=agent)
    assert (line.scan, line.link) == (ScanState.PENDING, "")
    link = links.link_for_user(attachment_id=line.id, user_id=agent.id).split("/")[-2]
    with pytest.raises(FileQuarantined):
        services.open_file(link=link, user=agent, address="", now=MONDAY)
    assert services.scan_attachments_due(limit=10, now=MONDAY) == 1
    (line,) = selectors.attachments_of(complaint_id=complaint.id, user=agent)
    assert line.scan == state
    assert bool(line.link) == (state == ScanState.CLEAN)
    kept = Attachment.objects.get()
    assert storage.attachment_storage().exists(kept.stored_as) == (state == ScanState.CLEAN)


def test_a_scanner_that_is_away_is_asked_again(make_complaint: ComplaintMaker, city: City, settings: Any) -> None:
    settings.ATTACHMENT_SCANNER = "unix:/nonexistent/clamd"
    complaint = make_complaint()
    services.attach(complaint_id=complaint.id, purpose=Purpose.FILED, files=[file(PDF)], by=Party.CITIZEN, now=MONDAY)
    assert services.scan_attachments_due(limit=10, now=MONDAY) == 0
    waiting = Attachment.objects.get()
    assert (waiting.scan, waiting.scan_at) == (ScanState.PENDING, MONDAY + timedelta(minutes=1))


def test_files_and_rows_that_have_lost_each_other(
    evidence: Attachment, city: City, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lost, young = storage.keep(PDF), storage.keep(PDF)
    gone = Attachment.objects.get(purpose=Purpose.FILED)
    storage.throw_away(gone.stored_as)
    export = Export.objects.create(
        user=city.user("official"),
        format=ExportFormat.CSV,
        reason="점검",
        masked=False,
        language="ko",
        state=ExportState.READY,
        stored_as="00/away",
        created_at=MONDAY,
        finished_at=MONDAY,
        expires_at=MONDAY + timedelta(days=3),
    )
    (folder / "00").mkdir(exist_ok=True)
    for name in (lost, evidence.stored_as):
        os.utime(folder / name, (MONDAY.timestamp(), MONDAY.timestamp()))
    os.utime(folder / young, (MONDAY.timestamp() + 90_000,) * 2)
    day = [MONDAY + timedelta(hours=25 + hour) for hour in range(24)]
    with caplog.at_level(logging.WARNING):
        assert sum(services.sweep_files(now=hour) for hour in day) == 1
    assert not (folder / lost).exists()
    assert (folder / young).exists()
    assert (folder / evidence.stored_as).exists()
    assert f"the content of attachment {gone.id} is missing" in caplog.text
    assert str(evidence.id) not in caplog.text
    export.refresh_from_db()
    assert (export.state, export.stored_as) == (ExportState.EXPIRED, "")


def test_the_sweep_knows_everything_that_keeps_files() -> None:
    keeping = {model for model in apps.get_models() if any(field.name == "stored_as" for field in model._meta.fields)}
    assert keeping == {Attachment, Export, ContactFile, ArticleFile}
