"""Which tests run in one process, and in which order the processes take them."""

import pytest
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

BROWSER = "tests/browser"
TOGETHER = (BROWSER, "tests/system", "tests/knowledgebase")
BEFORE_BROWSERS = 0.3
"""After this share of all tests the browsers begin in one process, so that they end when the others do."""


def group_of(nodeid: str) -> str:
    """Return what stays in one process: the folders that share one dear thing each, and every other file by itself.

    The browsers share a running product and an event loop, the system's tests a product, those of knowledge all the
    articles of the city.
    """
    path = nodeid.partition("::")[0]
    folder = path.rpartition("/")[0]
    return folder if folder in TOGETHER else path


class GroupScheduling(LoadScopeScheduling):
    """Gives each process the next group in the order in which the tests were collected.

    The browsers' event loop stays in the thread that began it, where Django then refuses every query: the process that
    takes the browsers takes nothing else afterwards, and begins with them while the others still have work.
    """

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)

    def _assign_work_unit(self, node: WorkerController) -> None:
        if BROWSER in self.workqueue and len(self.nodes) > 1 and self._given() >= BEFORE_BROWSERS:
            self.workqueue.move_to_end(BROWSER, last=False)
        takes_browsers = next(iter(self.workqueue)) == BROWSER
        super()._assign_work_unit(node)
        if takes_browsers and self.workqueue:
            node.shutdown()

    def _given(self) -> float:
        """Return which share of all tests some process has."""
        waiting = sum(len(tests) for tests in self.workqueue.values())
        return 1 - waiting / len(self.collection)


def make_scheduler(config: pytest.Config, log: object) -> GroupScheduling:
    """Return the scheduler for `pytest_xdist_make_scheduler`."""
    config.option.loadscopereorder = False
    return GroupScheduling(config, log)


def put_in_order(items: list[pytest.Item]) -> None:
    """Put the longest group first; read all articles of the city after tests that expect none.

    In one process what starts the whole product follows the small tests. Browsers come last: their event loop stays in
    this thread until the end, where Django then refuses every query.
    """
    items.sort(
        key=lambda item: (
            "browser" in item.keywords,
            "system" in item.keywords,
            group_of(item.nodeid) != "tests/knowledgebase",
            "loaded_seoul" in getattr(item, "fixturenames", ()),
        )
    )
