"""Addresses: each app brings its own `urls` (pages) and `urls_api` (REST and webhooks)."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView

from contactcenter import health

APPS = (
    "accounts",
    "districts",
    "messaging",
    "knowledgebase",
    "routing",
    "contacts",
    "complaints",
    "telephony",
    "reporting",
    "console",
)

handler400 = "contactcenter.problems.bad_request"
handler403 = "contactcenter.problems.permission_denied"
handler404 = "contactcenter.problems.page_not_found"
handler500 = "contactcenter.problems.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
]
urlpatterns += [
    path("", include(f"{app}.{module}"))
    for app in APPS
    for module in ("urls_api", "urls")
    if find_spec(f"{app}.{module}")
]
