"""REST addresses of the knowledge base."""

from django.urls import path

from knowledgebase.api import staff
from knowledgebase.api.public import ArticleFileView, ArticleSearchView

urlpatterns = [
    path("api/articles/search", ArticleSearchView.as_view(), name="article_search"),
    path("api/articles/files/<uuid:file_id>", ArticleFileView.as_view(), name="article_file"),
    path("api/articles/", staff.ArticlesView.as_view(), name="article_list"),
    path("api/articles/drafts", staff.DraftsView.as_view(), name="article_drafts"),
    path("api/articles/drafts/<uuid:draft_id>", staff.DraftView.as_view(), name="article_draft"),
    path("api/articles/drafts/<uuid:draft_id>/submit", staff.SubmitView.as_view(), name="article_draft_submit"),
    path("api/articles/drafts/<uuid:draft_id>/approve", staff.ApproveView.as_view(), name="article_draft_approve"),
    path("api/articles/drafts/<uuid:draft_id>/return", staff.ReturnView.as_view(), name="article_draft_return"),
    path("api/articles/<uuid:article_id>", staff.ArticleView.as_view(), name="article"),
    path("api/articles/<uuid:article_id>/drafts", staff.ArticleDraftsView.as_view(), name="article_new_draft"),
    path("api/articles/<uuid:article_id>/versions", staff.VersionsView.as_view(), name="article_versions"),
]
