"""The gateway program, as the product's developers and system tests use it."""

from collections.abc import Iterator

import pytest

from tests.sandbox.program import Product, Sandbox


@pytest.fixture
def product() -> Iterator[Product]:
    with Product() as running:
        yield running


@pytest.fixture
def sandbox(tmp_path_factory: pytest.TempPathFactory, product: Product) -> Iterator[Sandbox]:
    database = tmp_path_factory.mktemp("sandbox") / "journal.sqlite3"
    with Sandbox(database=database, product_url=product.url) as running:
        yield running


@pytest.fixture(scope="module")
def shared_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One program for tests that do not count or misbehave; nobody stands where the product would."""
    database = tmp_path_factory.mktemp("sandbox") / "journal.sqlite3"
    with Sandbox(database=database, product_url="http://127.0.0.1:9") as running:
        yield running
