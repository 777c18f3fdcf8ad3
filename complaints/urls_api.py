"""The REST addresses of complaints."""

from rest_framework.routers import SimpleRouter

from complaints.api import ComplaintViewSet

router = SimpleRouter(use_regex_path=False)
router.register("api/complaints", ComplaintViewSet, basename="complaint")

urlpatterns = router.urls
