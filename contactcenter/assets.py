"""What browsers load of other people's packages: chosen files of node_modules, served by us under /static/vendor/."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core import checks
from django.core.files.storage import FileSystemStorage

# folder under /static/vendor/ -> (folder in node_modules, names in it)
PACKAGES = {
    "htmx": ("htmx.org/dist", ("htmx.min.js",)),
    "idiomorph": ("idiomorph/dist", ("idiomorph-ext.min.js",)),
    "krds": ("krds-uiux/resources/css/token", ("krds_tokens.css",)),
    "pretendard": (
        "pretendard/dist/web/variable",
        ("pretendardvariable-dynamic-subset.css", "woff2-dynamic-subset/*.woff2"),
    ),
}


class BrowserPackages(BaseFinder):
    """Find the files of PACKAGES, for collectstatic and for tests."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.storages = {name: self._storage(name) for name in PACKAGES}

    @staticmethod
    def _storage(name: str) -> FileSystemStorage:
        storage = FileSystemStorage(location=settings.NODE_MODULES / PACKAGES[name][0])
        storage.prefix = f"vendor/{name}"  # type: ignore[attr-defined]  # as django.contrib.staticfiles names it
        return storage

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:
        """Return the file behind `vendor/NAME/…`, as a list where `find_all`; an empty list where there is none."""
        for name, storage in self.storages.items():
            prefix = f"vendor/{name}/"
            if path.startswith(prefix) and storage.exists(path.removeprefix(prefix)):
                found = storage.path(path.removeprefix(prefix))
                return [found] if find_all else found
        return []

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """Return each chosen file with the storage that holds it."""
        for name, storage in self.storages.items():
            folder = Path(storage.location)
            for pattern in PACKAGES[name][1]:
                for file in sorted(folder.glob(pattern)):
                    yield str(file.relative_to(folder)), storage


@checks.register("contactcenter")
def browser_packages_are_installed(**_: Any) -> list[checks.CheckMessage]:
    """Warn of packages of the browser that are not installed."""
    missing = [folder for folder, _ in PACKAGES.values() if not (settings.NODE_MODULES / folder).is_dir()]
    if not missing:
        return []
    return [checks.Warning(f"not in node_modules: {', '.join(missing)}", hint="npm ci", id="contactcenter.W001")]
