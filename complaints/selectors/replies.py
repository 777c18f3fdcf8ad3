"""The wordings a department uses again."""

from accounts.models import User
from accounts.selectors import access_of
from complaints.models import ReplyTemplate
from complaints.notices import place_name
from complaints.policies.replies import filled_reply, variables
from complaints.types import ComplaintLine
from complaints.types.replies import ReplyLine, ReplyUse


def reply_variables() -> tuple[str, ...]:
    """Return what a wording may name, as it is written in one."""
    return variables()


def replies_of(*, user: User) -> list[ReplyLine]:
    """Return the wordings of the departments of `user`, by department, use and name. One query."""
    mine = access_of(user=user).rows(district="department__district_id", department="department_id")
    rows = ReplyTemplate.objects.filter(mine).select_related("department", "topic")
    return [_line(row) for row in rows.order_by("department_id", "use", "name")]


def replies_for(*, line: ComplaintLine, use: ReplyUse) -> list[ReplyLine]:
    """Return the wordings for a complaint, filled in: those of its topic before those for all. One query."""
    rows = ReplyTemplate.objects.filter(department=line.department_code, use=use).select_related("department", "topic")
    fitting = [row for row in rows.order_by("name") if row.topic_id in (None, line.topic_code)]
    fitting.sort(key=lambda row: row.topic_id is None)
    return [_line(row, text=filled_reply(text=row.text, line=line)) for row in fitting]


def _line(row: ReplyTemplate, *, text: str = "") -> ReplyLine:
    return ReplyLine(
        id=row.pk,
        use=ReplyUse(row.use),
        name=row.name,
        text=text or row.text,
        topic_code=row.topic_id or "",
        topic_name=place_name(row.topic) if row.topic else "",
        department_code=row.department_id,
        department_name=row.department.name,
    )
