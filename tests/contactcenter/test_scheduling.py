"""How the processes of a test run share the tests."""

import pytest

from tests.scheduling import group_of


@pytest.mark.parametrize(
    ("nodeid", "group"),
    [
        ("tests/browser/test_live.py::test_tabs[chromium]", "tests/browser"),
        ("tests/system/test_supervisor.py::test_busy", "tests/system"),
        ("tests/knowledgebase/test_load.py::test_file[a/b::c@d]", "tests/knowledgebase"),
        ("tests/contacts/test_work.py::test_text[tests/browser/x]", "tests/contacts/test_work.py"),
    ],
)
def test_dear_things_are_shared_in_one_process_and_other_files_stay_whole(nodeid: str, group: str) -> None:
    assert group_of(nodeid) == group
