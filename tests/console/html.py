"""What must be true of every page: checked on the markup itself."""

from html.parser import HTMLParser

NAMED = {"input", "select", "textarea"}
PRESSED = {"a", "button"}


class Page(HTMLParser):
    """Collects ids, labels and form fields, and what a content security policy would block."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[dict[str, str]] = []
        self.references: list[str] = []
        self.blocked: list[str] = []
        self.headings: list[str] = []
        self.nameless: list[str] = []
        self._open: list[tuple[str, str]] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "label" and "for" in found:
            self.labelled.add(found["for"])
        if tag in NAMED and found.get("type") not in ("hidden", "submit", "button"):
            self.fields.append(found)
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)
        if tag in PRESSED:
            self._open.append((str(found), found.get("aria-label", "")))
        for name in ("aria-controls", "aria-labelledby", "aria-describedby"):
            self.references += found.get(name, "").split()
        inline = [name for name in found if name == "style" or name.startswith("on")]
        if inline or (tag == "script" and "src" not in found) or tag == "style":
            self.blocked.append(f"{tag} {inline}")

    def handle_data(self, data: str) -> None:
        self._open = [(what, name + data.strip()) for what, name in self._open]

    def handle_endtag(self, tag: str) -> None:
        if tag in PRESSED and self._open:
            what, name = self._open.pop()
            if not name:
                self.nameless.append(what)


def problems(markup: str) -> list[str]:
    """Return what is wrong with a page: doubled ids, fields without a name, dangling references, inline code."""
    page = Page(markup)
    found = [f"id twice: {name}" for name in sorted({name for name in page.ids if page.ids.count(name) > 1})]
    found += [
        f"field without a label: {field}"
        for field in page.fields
        if field.get("id") not in page.labelled
        and not field.keys() & {"aria-label", "aria-labelledby"}
        and "data-shortcuts-enabled" not in field
    ]
    found += [f"nothing to read on: {what}" for what in page.nameless]
    found += [f"reference to nothing: {name}" for name in page.references if name not in page.ids]
    found += [f"blocked by the content security policy: {what}" for what in page.blocked]
    if page.headings.count("h1") > 1:
        found.append("more than one h1")
    return found
