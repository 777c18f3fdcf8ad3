"""Who uses KakaoTalk, and the rooms in which citizens and the city talk (상담톡): 30 days from the last message."""

import hashlib
import json
import sqlite3
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from deploy.sandbox.journal import Journal, Outgoing
from deploy.sandbox.postman import Postman

SEOUL = ZoneInfo("Asia/Seoul")
SESSION_DAYS = 30
LONGEST_SHOWN = 4_000
SCHEMA = """
CREATE TABLE IF NOT EXISTS kakao_user (
    user_key TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    has_kakao INTEGER NOT NULL DEFAULT 1,
    blocked INTEGER NOT NULL DEFAULT 0,
    mode TEXT NOT NULL DEFAULT 'chat',
    contexts TEXT NOT NULL DEFAULT '[]'
);
CREATE TABLE IF NOT EXISTS kakao_session (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_key TEXT NOT NULL REFERENCES kakao_user,
    started_at REAL NOT NULL,
    expires_at REAL NOT NULL,
    ended_at REAL
);
"""


@dataclass(frozen=True)
class KakaoUser:
    """A citizen on KakaoTalk; `mode`: whom they talk to now, an agent ("chat") or the bot ("bot")."""

    user_key: str
    number: str
    has_kakao: bool
    blocked: bool
    mode: str
    contexts: str


@dataclass(frozen=True)
class Session:
    """A room; it is open until `expires_at` unless it has ended before."""

    id: int
    user_key: str
    started_at: float
    expires_at: float
    ended_at: float | None


def stamp(at: float | None = None) -> str:
    """Return a time as KakaoTalk writes it: 2026-11-23T10:00:00.000+09:00."""
    moment = datetime.now(UTC) if at is None else datetime.fromtimestamp(at, UTC)
    return moment.astimezone(SEOUL).isoformat(timespec="milliseconds")


class Rooms:
    """Users and rooms, in the journal's file; what happens in them is told to the product."""

    def __init__(self, path: Path, journal: Journal, postman: Postman, *, webhook_path: str, sender_key: str) -> None:
        self._database = sqlite3.connect(path, isolation_level=None, timeout=10)
        self._database.row_factory = sqlite3.Row
        self._database.executescript(SCHEMA)
        self._journal, self._postman = journal, postman
        self._webhook_path, self.sender_key = webhook_path, sender_key

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def user_of(self, number: str) -> KakaoUser:
        """Return the user with this telephone; their key is the same every time."""
        digest = hashlib.sha256(number.encode()).hexdigest()
        self._database.execute(
            "INSERT INTO kakao_user (user_key, number) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [f"u{digest[:15]}", number],
        )
        return self._user("number", number)

    def user_by_key(self, user_key: str) -> KakaoUser | None:
        """Return the user with this key."""
        row = self._database.execute("SELECT 1 FROM kakao_user WHERE user_key = ?", [user_key]).fetchone()
        return self._user("user_key", user_key) if row else None

    def _user(self, column: str, value: str) -> KakaoUser:
        row = self._database.execute(f"SELECT * FROM kakao_user WHERE {column} = ?", [value]).fetchone()  # noqa: S608
        content = dict(row)
        return KakaoUser(**content | {name: bool(content[name]) for name in ("has_kakao", "blocked")})

    def change(self, user: KakaoUser, **columns: Any) -> None:
        """Change what is known of a user: `mode`, `contexts`, `has_kakao`, `blocked`."""
        for column, value in columns.items():
            self._database.execute(
                f"UPDATE kakao_user SET {column} = ? WHERE user_key = ?",  # noqa: S608
                [value, user.user_key],
            )

    def session(self, user: KakaoUser) -> Session | None:
        """Return the user's open room."""
        row = self._database.execute(
            "SELECT * FROM kakao_session WHERE user_key = ? AND ended_at IS NULL ORDER BY id DESC LIMIT 1",
            [user.user_key],
        ).fetchone()
        found = Session(**row) if row else None
        if found is not None and found.expires_at <= time.time():
            self.end(user, told="30일이 지나 상담이 끝났습니다.")
            return None
        return found

    def last_session(self, user: KakaoUser) -> Session | None:
        """Return the user's latest room, open or not."""
        row = self._database.execute(
            "SELECT * FROM kakao_session WHERE user_key = ? ORDER BY id DESC LIMIT 1", [user.user_key]
        ).fetchone()
        return Session(**row) if row else None

    def open(self, user: KakaoUser, *, extra: str = "") -> Session:
        """Open a room, or go on in the open one; `extra` is what the button carried by which the citizen comes."""
        found = self.session(user)
        if found is None:
            now = time.time()
            row = self._database.execute(
                "INSERT INTO kakao_session (user_key, started_at, expires_at) VALUES (?, ?, ?) RETURNING *",
                [user.user_key, now, _expiry(now)],
            ).fetchall()[0]
            found = Session(**row)
            self._tell_event(user, "상담을 시작합니다.", self._reference(user, found, extra))
        elif extra:
            self._tell_event(user, "상담 연결 버튼을 눌렀습니다.", self._reference(user, found, extra))
        return found

    def end(self, user: KakaoUser, *, told: str) -> None:
        """End the user's open room and tell the product."""
        row = self._database.execute(
            "UPDATE kakao_session SET ended_at = ? WHERE user_key = ? AND ended_at IS NULL RETURNING id",
            [time.time(), user.user_key],
        ).fetchall()
        if row:
            event = self._event(user, "expired_session", msgType="SESSION", sessionId=str(row[0]["id"]))
            self._tell_event(user, told, [event])

    def end_by_agent(self, user: KakaoUser) -> str:
        """End the room as the product asked, and return the key of the result that follows."""
        key = uuid.uuid4().hex
        self._database.execute(
            "UPDATE kakao_session SET ended_at = ? WHERE user_key = ? AND ended_at IS NULL",
            [time.time(), user.user_key],
        )
        result = self._event(user, "result", msgKey=key, requestType="end", reportCode="A000", reportText="Success")
        self._tell_event(user, "상담이 끝났습니다.", [result])
        return key

    def write(self, user: KakaoUser, *, text: str, file_url: str = "", extras: dict[str, Any] | None = None) -> None:
        """Write as the citizen, to an agent: the room lives 30 days more. Text above 4,000 characters is attached."""
        session = self.open(user)
        self._database.execute(
            "UPDATE kakao_session SET expires_at = ? WHERE id = ?", [_expiry(time.time()), session.id]
        )
        content = ({"comment": text[:LONGEST_SHOWN]} if text else {}) | ({"url": file_url} if file_url else {})
        members: dict[str, Any] = {"contents": [content], "sessionId": str(session.id)}
        if extras and extras.get("whole_text"):
            members["attachment"] = {"url": extras["whole_text"]}
        event = self._event(user, "message", msgType="IMAGE" if file_url else "TEXT", **members)
        self._line(user, text=text, by_citizen=True, extras=extras, posts=[event])

    def give_phone(self, user: KakaoUser) -> None:
        """Agree that the city gets the telephone number."""
        session = self.last_session(user)
        information = {"phoneNumber": user.number, "nickname": "시민"}
        members: dict[str, Any] = {"sessionId": str(session.id)} if session else {}
        event = self._event(user, "personal_info", msgType="PERSONAL", personalInfo=information, **members)
        self._tell_event(user, "전화번호 제공에 동의했습니다.", [event])

    def seen(self, user: KakaoUser) -> None:
        """Tell that the citizen has read what agents wrote."""
        if self._journal.see(user.number):
            event = self._event(user, "seen_info", msgType="SEEN")
            self._tell_event(user, "", [event])

    def result_of(self, user: KakaoUser, *, key: str, reference: str, code: str, seconds: float) -> Outgoing:
        """Return the result of something the product wrote into the room."""
        members: dict[str, Any] = {
            "msgKey": key,
            "requestType": "write",
            "reportCode": code,
            "kakaoResCreatedAt": stamp(),
        }
        if reference:
            members["ref"] = reference
        return self._event(user, "result", seconds=seconds, **members)

    def _reference(self, user: KakaoUser, session: Session, extra: str) -> list[Outgoing]:
        reference: dict[str, Any] = {"reference": {"extra": extra}} if extra else {}
        return [self._event(user, "reference", msgType="REFERENCE", sessionId=str(session.id), **reference)]

    def _tell_event(self, user: KakaoUser, text: str, posts: list[Outgoing]) -> None:
        self._journal.add(
            identifier=uuid.uuid4().hex,
            number=user.number,
            by_citizen=False,
            other="",
            form="EVENT",
            title="",
            text=text,
            posts=posts,
        )
        self._postman.wake()

    def _line(
        self,
        user: KakaoUser,
        *,
        text: str,
        by_citizen: bool,
        extras: dict[str, Any] | None,
        posts: list[Outgoing],
    ) -> None:
        self._journal.add(
            identifier=uuid.uuid4().hex,
            number=user.number,
            by_citizen=by_citizen,
            other="",
            form="KAKAO",
            title="",
            text=text,
            extras=extras,
            posts=posts,
        )
        self._postman.wake()

    def _event(self, user: KakaoUser, kind: str, *, seconds: float = 0.0, **members: Any) -> Outgoing:
        content = {
            "msgKey": uuid.uuid4().hex,
            "userKey": user.user_key,
            "senderKey": self.sender_key,
            "serviceType": "CSTALK",
            "requestType": kind,
            "sendTime": stamp(),
            "reportTime": stamp(),
            "kakaoTime": stamp(),
        } | members
        return Outgoing(
            path=f"/webhooks/kakao/{self._webhook_path}/cstalk/{kind}",
            body=json.dumps(content, ensure_ascii=False).encode(errors="replace"),
            seconds=seconds,
            scheme="cstalk",
            lane="" if kind == "result" else user.user_key,
        )


def _expiry(now: float) -> float:
    """Return 30 days after the full hour that follows."""
    hour = datetime.fromtimestamp(now, UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return (hour + timedelta(days=SESSION_DAYS)).timestamp()
