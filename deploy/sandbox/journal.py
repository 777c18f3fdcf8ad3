"""What was sent, written and posted: one SQLite file, which outlives the process."""

import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS message (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL,
    by_citizen INTEGER NOT NULL,
    other TEXT NOT NULL,
    form TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    reference TEXT NOT NULL,
    idempotency_key TEXT UNIQUE,
    repeats INTEGER NOT NULL DEFAULT 0,
    at REAL NOT NULL,
    extras TEXT NOT NULL DEFAULT '{}',
    seen INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS message_by_number ON message (number, at);
CREATE TABLE IF NOT EXISTS post (
    id INTEGER PRIMARY KEY,
    message TEXT NOT NULL REFERENCES message,
    lane TEXT NOT NULL,
    path TEXT NOT NULL,
    body BLOB NOT NULL,
    due_at REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'taken', 'refused')),
    status INTEGER,
    scheme TEXT NOT NULL DEFAULT 'gateway'
);
CREATE INDEX IF NOT EXISTS post_by_message ON post (message);
CREATE INDEX IF NOT EXISTS post_waiting ON post (lane, id) WHERE state = 'waiting';
CREATE TABLE IF NOT EXISTS file (id TEXT PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS template (code TEXT PRIMARY KEY, content TEXT NOT NULL, state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS refusal (code TEXT PRIMARY KEY, count INTEGER NOT NULL);
"""
# Columns that files written before they existed lack.
LATER_COLUMNS = (
    ("message", "extras", "TEXT NOT NULL DEFAULT '{}'"),
    ("message", "seen", "INTEGER NOT NULL DEFAULT 0"),
    ("post", "scheme", "TEXT NOT NULL DEFAULT 'gateway'"),
)


@dataclass(frozen=True)
class Outgoing:
    """A request to make to the product: `seconds` from now, signed by `scheme`; those of one `lane` stay in order."""

    path: str
    body: bytes
    seconds: float = 0.0
    scheme: str = "gateway"
    lane: str = ""


@dataclass(frozen=True)
class Message:
    """A message of one phone: `by_citizen` or to them; `post_state` tells whether the product took what it was told.

    `extras` holds what a chat shows beside the words (JSON).
    """

    id: str
    number: str
    by_citizen: bool
    other: str
    form: str
    title: str
    text: str
    at: float
    repeats: int
    post_state: str
    extras: str

    def more(self) -> dict[str, Any]:
        """Return the extras."""
        content: dict[str, Any] = json.loads(self.extras)
        return content


@dataclass(frozen=True)
class Phone:
    """One phone in the list: how many messages it holds, and the last of them."""

    number: str
    messages: int
    last_text: str
    last_at: float


@dataclass(frozen=True)
class Post:
    """A request to the product that has to be made."""

    id: int
    path: str
    body: bytes
    attempts: int
    scheme: str


class Journal:
    """The file. Every method is one short transaction."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path, isolation_level=None, timeout=10)
        self._database.row_factory = sqlite3.Row
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.executescript(SCHEMA)
        for table, column, kind in LATER_COLUMNS:
            known = {str(row["name"]) for row in self._database.execute(f"PRAGMA table_info({table})")}
            if column not in known:
                self._database.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield self._database
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def repeat(self, key: str) -> str | None:
        """Count a repeated idempotency key and return the id of its first message; None for a new key."""
        with self._transaction() as database:
            row = database.execute(
                "UPDATE message SET repeats = repeats + 1 WHERE idempotency_key = ? RETURNING id", [key]
            ).fetchall()
        return str(row[0]["id"]) if row else None

    def add(
        self,
        *,
        identifier: str,
        number: str,
        by_citizen: bool,
        other: str,
        form: str,
        title: str,
        text: str,
        reference: str = "",
        key: str | None = None,
        extras: dict[str, Any] | None = None,
        posts: Sequence[Outgoing] = (),
    ) -> None:
        """Write a message down, with what the product must be told of it."""
        now, written = time.time(), json.dumps(extras or {}, ensure_ascii=False)
        with self._transaction() as database:
            database.execute(
                "INSERT INTO message"
                " (id, number, by_citizen, other, form, title, text, reference, idempotency_key, at, extras)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [identifier, number, by_citizen, other, form, title, text, reference, key, now, written],
            )
            lane = number if by_citizen else identifier
            database.executemany(
                "INSERT INTO post (message, lane, path, body, due_at, scheme) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (identifier, post.lane or lane, post.path, post.body, now + post.seconds, post.scheme)
                    for post in posts
                ],
            )

    def refuse(self, code: str) -> None:
        """Count a refusal."""
        self._database.execute(
            "INSERT INTO refusal VALUES (?, 1) ON CONFLICT (code) DO UPDATE SET count = count + 1", [code]
        )

    def due_posts(self, *, limit: int) -> list[Post]:
        """Return posts that are due, of each lane the first: one phone's messages stay in order."""
        rows = self._database.execute(
            "SELECT id, path, body, attempts, scheme FROM post WHERE state = 'waiting' AND due_at <= ? AND NOT EXISTS"
            " (SELECT 1 FROM post AS earlier WHERE earlier.lane = post.lane AND earlier.id < post.id"
            "  AND earlier.state = 'waiting') ORDER BY id LIMIT ?",
            [time.time(), limit],
        )
        return [Post(**row) for row in rows]

    def settle(self, post: Post, *, state: str, status: int | None, retry_after: float = 0.0) -> None:
        """Write down how a post went: taken, refused, or waiting for another time."""
        self._database.execute(
            "UPDATE post SET state = ?, status = ?, attempts = attempts + 1, due_at = ? WHERE id = ?",
            [state, status, time.time() + retry_after, post.id],
        )

    def phones(self) -> list[Phone]:
        """Return the phones, the one with the newest message first."""
        rows = self._database.execute(
            "SELECT number, count(*) AS messages, text AS last_text, max(at) AS last_at FROM message"
            " WHERE form <> 'EVENT' GROUP BY number ORDER BY last_at DESC LIMIT 200"
        )
        return [Phone(**row) for row in rows]

    def messages(self, number: str, *, chat: bool = False) -> list[Message]:
        """Return the newest 200 text messages of a phone, or what its KakaoTalk shows (`chat`), oldest first."""
        rows = self._database.execute(
            "SELECT id, number, by_citizen, other, form, title, text, at, repeats, extras,"
            " coalesce((SELECT min(state) FROM post WHERE post.message = message.id), '') AS post_state"
            " FROM message WHERE number = ? AND (form IN ('SMS', 'LMS', 'MMS', 'MO')) = NOT ?"
            " ORDER BY at DESC, rowid DESC LIMIT 200",
            [number, chat],
        )
        return [Message(**row) for row in rows][::-1]

    def message(self, identifier: str) -> Message | None:
        """Return one message, as `messages` does."""
        rows = self._database.execute(
            "SELECT id, number, by_citizen, other, form, title, text, at, repeats, extras, '' AS post_state"
            " FROM message WHERE id = ?",
            [identifier],
        )
        return next((Message(**row) for row in rows), None)

    def change_extras(self, identifier: str, extras: dict[str, Any]) -> None:
        """Change what a chat shows beside the words of a message."""
        written = json.dumps(extras, ensure_ascii=False)
        self._database.execute("UPDATE message SET extras = ? WHERE id = ?", [written, identifier])

    def see(self, number: str) -> bool:
        """Mark what an agent wrote into a chat as seen; return whether anything was new."""
        seen = self._database.execute(
            "UPDATE message SET seen = 1 WHERE number = ? AND form = 'KAKAO' AND NOT seen", [number]
        )
        return seen.rowcount > 0

    def keep_file(self, *, identifier: str, name: str, kind: str, content: bytes) -> None:
        """Keep a file that somebody uploaded."""
        self._database.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?)", [identifier, name, kind, content])

    def file(self, identifier: str) -> tuple[str, bytes] | None:
        """Return a kept file's type and content."""
        row = self._database.execute("SELECT type, content FROM file WHERE id = ?", [identifier]).fetchone()
        return (row["type"], row["content"]) if row else None

    def keep_template(self, *, code: str, content: dict[str, Any], state: str) -> None:
        """Register a template of Alimtalk, or change it."""
        self._database.execute("INSERT OR REPLACE INTO template VALUES (?, ?, ?)", [code, json.dumps(content), state])

    def template(self, code: str) -> tuple[dict[str, Any], str] | None:
        """Return a registered template and the state of its inspection."""
        row = self._database.execute("SELECT content, state FROM template WHERE code = ?", [code]).fetchone()
        return (json.loads(row["content"]), row["state"]) if row else None

    def receipt_code(self, identifier: str) -> str:
        """Return the code that the message's receipt bears; "" for an unknown message."""
        found = self.message(identifier)
        return str(found.more().get("receipt", "")) if found else ""

    def statistics(self) -> dict[str, Any]:
        """Return counts: what was accepted under how many keys, repeated, refused, written, and posted."""
        sent = self._database.execute(
            "SELECT count(*) AS accepted, count(DISTINCT idempotency_key) AS distinct_keys,"
            " coalesce(sum(repeats), 0) AS duplicates, count(*) - count(DISTINCT reference) AS repeated_references"
            " FROM message WHERE NOT by_citizen AND form NOT IN ('EVENT', 'BOT')"
        ).fetchone()
        return {
            **dict(sent),
            "written": self._count("SELECT 'written', count(*) FROM message WHERE by_citizen")["written"],
            "refused": self._count("SELECT code, count FROM refusal"),
            "posts": self._count("SELECT state, count(*) FROM post GROUP BY state"),
            "by_number": self._count(
                "SELECT number, count(*) FROM message WHERE NOT by_citizen AND form NOT IN ('EVENT', 'BOT')"
                " GROUP BY number"
            ),
        }

    def _count(self, query: str) -> dict[str, int]:
        return {str(name): int(count) for name, count in self._database.execute(query)}
