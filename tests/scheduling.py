"""Which tests run in one process, and in which order the processes take them."""

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/browser", "tests/system", "tests/knowledgebase")


def group_of(nodeid: str) -> str:
    """Return what stays in one process: the folders that share one dear thing each, and every other file by itself.

    The browsers share a running product and an event loop, the system's tests a product, those of knowledge all the
    articles of the city.
    """
    path = nodeid.partition("::")[0]
    folder = path.rpartition("/")[0]
    return folder if folder in TOGETHER else path


class GroupScheduling(LoadScopeScheduling):
    """Gives each process the next group in the order in which the tests were collected."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def make_scheduler(config: pytest.Config, log: object) -> GroupScheduling:
    """Return the scheduler for `pytest_xdist_make_scheduler`."""
    config.option.loadscopereorder = False
    return GroupScheduling(config, log)


def put_in_order(items: list[pytest.Item]) -> None:
    """Put the longest group first; read all articles of the city after tests that expect none.

    What starts the whole product follows the small tests. Browsers come last: their event loop stays in this thread
    until the end, where Django then refuses every query.
    """
    items.sort(
        key=lambda item: (
            "browser" in item.keywords,
            "system" in item.keywords,
            group_of(item.nodeid) != "tests/knowledgebase",
            "loaded_seoul" in getattr(item, "fixturenames", ()),
        )
    )
