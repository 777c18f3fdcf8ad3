"""Very many complaints at once, straight into the tables: for benchmarks, never for a real city.

Two years in the order of time, districts and topics in a realistic skew, one in fifty still open and a few of those
late. The database makes the rows from a few lists; only the numbers, with their check digits, are made here.
"""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from complaints.models import Complaint, ComplaintEvent, DeadlineEvent
from complaints.policies.number import ComplaintNumber
from districts.types import CITY_HALL
from korean.hangul import search_text

WORDS = (
    "밤마다 시끄러워 잠을 잘 수 없습니다.",
    "며칠째 그대로 있어 냄새가 심합니다.",
    "아이들이 다니는 길이라 위험합니다.",
    "지난번에도 신고했는데 달라진 것이 없습니다.",
    "비가 오면 물이 고여 걷기 어렵습니다.",
    "현장을 확인하고 조치해 주시기 바랍니다.",
    "언제까지 처리되는지 알려 주세요.",
    "가로등이 꺼져 있어 어둡습니다.",
    "차가 인도까지 올라와 있습니다.",
    "사진을 함께 보냅니다.",
    "맨홀 뚜껑이 흔들리고 소리가 납니다.",
    "공사장 먼지가 창문으로 들어옵니다.",
    "버스 정류장 앞이 늘 막힙니다.",
    "쓰레기봉투가 골목에 쌓여 있습니다.",
    "나뭇가지가 전깃줄에 닿아 있습니다.",
    "놀이터 그네의 줄이 끊어졌습니다.",
)
SEEDED: tuple[type[models.Model], ...] = (Complaint, ComplaintEvent, DeadlineEvent)
QUICKLY = """
SET LOCAL synchronous_commit = off;
SET LOCAL work_mem = '128MB';
SET LOCAL maintenance_work_mem = '512MB';
SET LOCAL jit = off;
"""
AT = "now() - interval '700 days' * (1 - row.n / {rows}::float) - interval '1 hour'"
UUID7 = """(lpad(to_hex((extract(epoch FROM {at}) * 1000)::bigint), 12, '0') || '7' || substr(md5(random()::text), 1, 3)
    || '8' || substr(md5(random()::text), 1, 15))::uuid"""

PREPARE = """
CREATE TEMP TABLE seed_place AS
    SELECT row_number() OVER (ORDER BY md5(responsibility.id::text)) - 1 AS n, responsibility.district_id,
        responsibility.topic_id, responsibility.department_id, topic.name AS topic, district.name AS district,
        (SELECT scope.user_id FROM accounts_scope scope JOIN accounts_user staff ON staff.id = scope.user_id
            WHERE scope.department_code = responsibility.department_id AND staff.role = 'OFFICIAL' LIMIT 1) AS official
    FROM districts_responsibility responsibility
    JOIN districts_topic topic ON topic.code = responsibility.topic_id
    JOIN districts_district district ON district.code = responsibility.district_id
    WHERE responsibility.valid_until IS NULL AND district.code <> '{hall}';
DELETE FROM seed_place WHERE official IS NULL;
CREATE TEMP TABLE seed_numbered AS SELECT row_number() OVER () - 1 AS m, * FROM seed_place;
CREATE TEMP TABLE seed_words (n int, text text, searched text);
CREATE TEMP TABLE seed_number (n int PRIMARY KEY, number text);
"""
ROWS = """
CREATE TEMP TABLE seed_row AS
    SELECT row.n, {id} AS id, row.at, row.number, place.district_id, place.topic_id, place.department_id,
        place.official, place.topic, place.district, first.text AS first, second.text AS second,
        first.searched || ' ' || second.searched AS searched, row.dice,
        CASE WHEN row.dice < (CASE WHEN row.n > {rows} * 0.98 THEN 0.8 WHEN row.n > {rows} * 0.9 THEN 0.03 ELSE 0 END)
            THEN (ARRAY['HANDED_OVER','HANDED_OVER','RECEIVED','IN_PROGRESS','IN_PROGRESS','SUPPLEMENT_REQUESTED'])
                [1 + floor(row.other * 6)::int]
            WHEN row.dice > 0.97 THEN 'WITHDRAWN' ELSE 'COMPLETED' END AS state
    FROM (SELECT row.n, number.number, {at} AS at, random() AS dice, random() AS other,
            floor((SELECT count(*) FROM seed_numbered) * power(random(), 1.6))::int AS place,
            floor(random() * {words})::int AS first, floor(random() * {words})::int AS second
        FROM generate_series(1, {rows}) AS row (n) JOIN seed_number number ON number.n = row.n) AS row
    JOIN seed_numbered place ON place.m = row.place
    JOIN seed_words first ON first.n = row.first JOIN seed_words second ON second.n = row.second;
"""
CITIZENS = """
CREATE TEMP TABLE seed_citizen AS SELECT n, gen_random_uuid() AS id FROM generate_series(0, {rows} / 3) AS made (n);
ALTER TABLE seed_citizen ADD PRIMARY KEY (n);
"""
CITIZEN = {"id": "id", "language": "'ko'", "created_at": "now()"}
EVENTS_OF = {
    "HANDED_OVER": ("FILE", "ACCEPT", "HAND_OVER"),
    "RECEIVED": ("FILE", "ACCEPT", "HAND_OVER", "RECEIVE"),
    "IN_PROGRESS": ("FILE", "ACCEPT", "HAND_OVER", "RECEIVE", "PLAN"),
    "SUPPLEMENT_REQUESTED": ("FILE", "ACCEPT", "HAND_OVER", "RECEIVE", "REQUEST_SUPPLEMENT"),
    "WITHDRAWN": ("FILE", "ACCEPT", "HAND_OVER", "WITHDRAW"),
    "COMPLETED": ("FILE", "ACCEPT", "HAND_OVER", "RECEIVE", "COMPLETE"),
}
STATE_AFTER = {
    "FILE": "FILED",
    "ACCEPT": "ACCEPTED",
    "HAND_OVER": "HANDED_OVER",
    "RECEIVE": "RECEIVED",
    "PLAN": "IN_PROGRESS",
    "REQUEST_SUPPLEMENT": "SUPPLEMENT_REQUESTED",
    "WITHDRAW": "WITHDRAWN",
    "COMPLETE": "COMPLETED",
}
DUE = "date_trunc('day', row.at) + interval '11 days 9 hours'"
WITH_OFFICIAL = "row.state IN ('RECEIVED','IN_PROGRESS','SUPPLEMENT_REQUESTED','COMPLETED')"
CLOSED = "row.state IN ('COMPLETED','WITHDRAWN')"
COMPLAINT = {
    "id": "row.id",
    "number": "row.number",
    "kind": "CASE WHEN row.dice < 0.9 THEN 'SIMPLE' ELSE 'PROPOSAL' END",
    "state": "row.state",
    "citizen_id": "(SELECT id FROM seed_citizen WHERE n = row.n % ({rows} / 3))",
    "channel": "(ARRAY['PHONE','SMS','WEB'])[1 + row.n % 3]",
    "title": "row.topic || ' - ' || row.first",
    "body": "row.first || E'\\n' || row.second",
    "place": "row.district || ' ' || row.n % 997 || '번지'",
    "latitude": "37.43 + random() * 0.27",
    "longitude": "126.77 + random() * 0.41",
    "district_id": "row.district_id",
    "topic_id": "row.topic_id",
    "department_id": "row.department_id",
    "official_id": f"CASE WHEN {WITH_OFFICIAL} THEN row.official END",
    "registered_by_id": "(SELECT id FROM accounts_user WHERE role = 'AGENT' ORDER BY username LIMIT 1)",
    "request_key": "'seed-' || row.number",
    "filed_at": "row.at",
    "accepted_at": "row.at",
    "due_at": DUE,
    "original_due_at": DUE,
    "handed_over_at": "row.at + interval '1 minute'",
    "received_at": f"CASE WHEN {WITH_OFFICIAL} THEN row.at + interval '2 hours' END",
    "supplement_request": "CASE WHEN row.state = 'SUPPLEMENT_REQUESTED' THEN '사진' ELSE '' END",
    "supplement_due_on": "CASE WHEN row.state = 'SUPPLEMENT_REQUESTED' THEN (row.at + interval '20 days')::date END",
    "supplement_requests": "CASE WHEN row.state = 'SUPPLEMENT_REQUESTED' THEN 1 ELSE 0 END",
    "result": "CASE WHEN row.state = 'COMPLETED' THEN '현장을 확인하고 조치했습니다.' ELSE '' END",
    "closing_reason": "CASE WHEN row.state = 'COMPLETED' THEN 'RESOLVED' ELSE '' END",
    "completed_at": f"CASE WHEN {CLOSED} THEN least(row.at + interval '1 day' * (1 + row.dice * 12), now()) END",
    "hop_count": "1",
    "filer_count": "1",
    "version": "5",
    "event_count": "CASE row.state WHEN 'HANDED_OVER' THEN 3 WHEN 'RECEIVED' THEN 4 WHEN 'WITHDRAWN' THEN 4 ELSE 5 END",
    "search_text": "lower(row.number) || ' ' || row.searched || ' ' || row.n % 997",
}
EVENT = {
    "id": UUID7.format(at="row.at"),
    "complaint_id": "row.id",
    "sequence": "step.n",
    "version": "step.n",
    "action": "step.action",
    "to_state": "step.state",
    "party": "'SYSTEM'",
    "data": "'{{}}'::jsonb",
    "at": "row.at + interval '1 hour' * step.n",
}
DEADLINE = {
    "id": UUID7.format(at="row.at"),
    "complaint_id": "row.id",
    "sequence": "1",
    "kind": "'START'",
    "amount": "7",
    "unit": "'DAYS'",
    "article": "'시행령 §16③'",
    "due_at": DUE,
    "at": "row.at",
}


def seed(*, rows: int, tell: Callable[[str], object], now: datetime) -> None:
    """Write `rows` complaints with history into empty tables of a prepared demonstration city; tell the steps.

    The product waits meanwhile: the indexes are taken away and made anew at the end, each in one go. Rows that are made
    to fit need no check of their foreign keys; where the database's user may, those are left out.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(QUICKLY)
        cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        if cursor.fetchone()[0]:
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SELECT coalesce(max(last), 0) FROM complaints_numbercounter WHERE year = %s", [now.year])
        first = cursor.fetchone()[0]
        cursor.execute(PREPARE.format(hall=CITY_HALL))
        _copy(cursor, "seed_words", [(n, text, search_text(text)) for n, text in enumerate(WORDS)])
        _copy(cursor, "seed_number", [(n, str(ComplaintNumber(now.year, first + n))) for n in range(1, rows + 1)])
        tell("rows")
        values = {"rows": rows, "words": len(WORDS)}
        at = AT.format(rows=rows)
        cursor.execute(CITIZENS.format(**values))
        cursor.execute(_insert(apps.get_model("contacts", "Citizen"), CITIZEN, "seed_citizen", values))
        cursor.execute(ROWS.format(**values, at=at, id=UUID7.format(at="row.at")))
        cursor.execute("ANALYZE seed_row")
        with connection.schema_editor() as schema:
            for model in SEEDED:
                for index in model._meta.indexes:
                    schema.remove_index(model, index)
        tell("complaints")
        cursor.execute(_insert(Complaint, COMPLAINT, "seed_row row ORDER BY row.n", values))
        tell("history")
        cursor.execute(_insert(ComplaintEvent, EVENT, f"seed_row row JOIN {_steps()} ON step.of = row.state", values))
        cursor.execute(_insert(DeadlineEvent, DEADLINE, "seed_row row", values))
        cursor.execute(
            "INSERT INTO complaints_numbercounter (year, last) VALUES (%s, %s)"
            " ON CONFLICT (year) DO UPDATE SET last = EXCLUDED.last",
            [now.year, first + rows],
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        tell("indexes")
        with connection.schema_editor() as schema:
            for model in SEEDED:
                for index in model._meta.indexes:
                    schema.add_index(model, index)
        cursor.execute("DROP TABLE seed_place, seed_numbered, seed_words, seed_number, seed_row, seed_citizen")
    with connection.cursor() as cursor:
        tell("statistics")
        cursor.execute("VACUUM (ANALYZE) complaints_complaint, complaints_complaintevent, complaints_deadlineevent")


def _steps() -> str:
    lines = [
        f"('{state}', {n}, '{action}', '{STATE_AFTER[action]}')"
        for state, actions in EVENTS_OF.items()
        for n, action in enumerate(actions, start=1)
    ]
    return f"(VALUES {', '.join(lines)}) AS step (of, n, action, state)"


def _insert(model: type[models.Model], given: dict[str, str], source: str, values: dict[str, int]) -> str:
    """Return the statement that fills every column: as given, else with its default, else with nothing."""
    columns = {
        name: given.get(name) or _nothing(field) for field in model._meta.concrete_fields if (name := field.column)
    }
    names, made = ", ".join(columns), ", ".join(columns.values()).format(**values)
    return f"INSERT INTO {model._meta.db_table} ({names}) SELECT {made} FROM {source}"  # noqa: S608


def _nothing(field: models.Field[Any, Any]) -> str:
    if field.null:
        return "NULL"
    return str(field.default) if isinstance(field.default, int) else "''"


def _copy(cursor: Any, table: str, rows: list[tuple[Any, ...]]) -> None:
    """Send rows with PostgreSQL's COPY: none of their texts has a tab or a new line in it."""
    text = "".join("\t".join(str(value) for value in row) + "\n" for row in rows)
    cursor.copy_expert(f"COPY {table} FROM STDIN", io.StringIO(text))
