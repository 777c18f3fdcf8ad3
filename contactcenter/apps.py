from django.apps import AppConfig


class ContactcenterConfig(AppConfig):
    name = "contactcenter"

    def ready(self) -> None:
        from contactcenter import assets, checks  # noqa: F401  # registers the system checks
