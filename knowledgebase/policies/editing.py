"""Who may write and publish what: agents propose, supervisors decide within their districts."""

from accounts.types import Access, Role
from knowledgebase.types import ArticleContent

PROPOSERS = frozenset({Role.AGENT, Role.SUPERVISOR, Role.ADMIN})
APPROVERS = frozenset({Role.SUPERVISOR, Role.ADMIN})
READERS = PROPOSERS | {Role.AUDITOR}


def may_publish(*, access: Access, before: ArticleContent | None, after: ArticleContent) -> bool:
    """Tell whether `access` may publish `after` in the place of `before` (None: a new article).

    A supervisor of the whole city publishes everything; one of some districts only their own articles and, of the
    articles for all, what is different in their districts.
    """
    if access.role not in APPROVERS or access.department_codes is not None:
        return False
    if access.district_codes is None:
        return True
    if after.district_code:
        own = before is None or before.district_code == after.district_code
        return own and access.covers_district(after.district_code)
    if before is None or _without_variants(before) != _without_variants(after):
        return False
    changed = {
        code for code in {*before.variants, *after.variants} if before.variants.get(code) != after.variants.get(code)
    }
    return all(access.covers_district(code) for code in changed)


def _without_variants(content: ArticleContent) -> dict[str, object]:
    return {name: getattr(content, name) for name in ArticleContent.__slots__ if name != "variants"}
