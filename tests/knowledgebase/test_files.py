import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from accounts.types import Role
from files.refusal import FileRefused
from knowledgebase.models import ArticleFile
from knowledgebase.services import approve, save_draft, start_draft, submit
from knowledgebase.types import ArticleContent
from tests.knowledgebase.conftest import NOW, make_staff

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def form(content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile("신청서.pdf", content, "application/pdf")


@pytest.fixture
def agent() -> User:
    return make_staff(Role.AGENT)


def test_an_uploaded_form_is_offered_to_everybody_once_its_article_is_published(
    districts: None, passport: ArticleContent, agent: User, client: Client
) -> None:
    draft = start_draft(user=agent, content=passport, now=NOW)
    draft = submit(draft_id=draft.pk, user=agent, version=draft.version, content=passport, files=[form()], now=NOW)
    address = draft.content["attachments"]["신청서.pdf"]
    assert client.get(address).status_code == 404
    supervisor = make_staff(Role.SUPERVISOR)
    approve(draft_id=draft.pk, user=supervisor, version=draft.version, now=NOW)
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in answer["Content-Disposition"]


def test_the_same_file_is_kept_once_and_a_refused_one_changes_nothing(agent: User, passport: ArticleContent) -> None:
    draft = start_draft(user=agent, content=passport, now=NOW)
    draft = save_draft(
        draft_id=draft.pk, user=agent, content=passport, version=draft.version, files=[form(), form()], now=NOW
    )
    assert ArticleFile.objects.count() == 1
    with pytest.raises(FileRefused):
        save_draft(
            draft_id=draft.pk,
            user=agent,
            content=passport,
            version=draft.version,
            files=[form(b"MZ\x90\x00 no form at all")],
            now=NOW,
        )
    draft.refresh_from_db()
    assert list(draft.content["attachments"]) == ["신청서.pdf"]
