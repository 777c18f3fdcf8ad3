"""What the pages for sign language say in the languages of citizens."""

import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "templates/citizen").glob("sign*.html")), ROOT / "templates/citizen/video_over.html"]
SENTENCE = re.compile(r"""{% translate "([^"]+)" %}|{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}""")
VARIABLE = re.compile(r"%\(\w+\)s")


def sentences() -> set[str]:
    """Return the msgids of the pages."""
    found = SENTENCE.findall("".join(page.read_text() for page in PAGES))
    return {re.sub(r"{{ (\w+) }}", r"%(\1)s", plain or block) for plain, block in found}


@pytest.mark.parametrize("language", ["zh", "ja", "vi", "mn"])
def test_the_pages_for_sign_language_are_whole_in_every_language(language: str) -> None:
    catalogue = polib.pofile(str(ROOT / f"locale/{language}/LC_MESSAGES/django.po"))
    said = {entry.msgid: entry.msgstr for entry in catalogue if entry.msgstr}
    wanted = sentences()
    assert len(wanted) > 30
    assert wanted - set(said) == set()
    assert [msgid for msgid in wanted if set(VARIABLE.findall(msgid)) != set(VARIABLE.findall(said[msgid]))] == []
