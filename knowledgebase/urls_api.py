"""REST addresses of the knowledge base."""

from django.urls import path

from knowledgebase.api import ArticleSearchView, ArticleView

urlpatterns = [
    path("api/articles/search", ArticleSearchView.as_view(), name="article_search"),
    path("api/articles/<uuid:article_id>", ArticleView.as_view(), name="article"),
]
