"""When a conversation may be ended because of abuse (민원처리법 §4②, 시행령 §4).

The law obliges the city to protect who handles complaints. How is our rule: abuse is warned of once before the
conversation is ended; sexual harassment and threats need no warning.
"""

from contacts.types import AbuseKind

WITHOUT_WARNING = frozenset({AbuseKind.SEXUAL, AbuseKind.THREAT})


def may_end(*, kind: AbuseKind, warnings: int) -> bool:
    """Tell whether the conversation may be ended now, after so many warnings."""
    return kind in WITHOUT_WARNING or warnings > 0
