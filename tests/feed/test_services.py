"""The event log: gap-free streams, no deadlocks, nothing told of what did not happen."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from feed import selectors, services
from feed.models import Event

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def publish(*streams: str, kind: str = "contact.message") -> None:
    services.publish(streams=streams, kind=kind, ids={"contact": "1"}, now=NOW)


@pytest.mark.django_db
def test_each_stream_counts_for_itself() -> None:
    publish("city", "district:11680")
    publish("city")
    assert selectors.heads(streams=["city", "district:11680", "user:1"]) == {
        "city": 2,
        "district:11680": 1,
        "user:1": 0,
    }
    assert [event.seq for event in selectors.events_after(cursors={"city": 1})] == [2]


@pytest.mark.django_db
def test_a_stream_named_twice_hears_once() -> None:
    publish("city", "city")
    assert selectors.heads(streams=["city"]) == {"city": 1}


@pytest.mark.django_db
def test_a_failed_inner_unit_takes_its_events_back() -> None:
    with services.unit_of_work():
        publish("city", kind="kept")
        with pytest.raises(ValueError), services.unit_of_work():  # noqa: PT012
            publish("city", kind="taken back")
            raise ValueError
    assert list(Event.objects.values_list("kind", flat=True)) == ["kept"]


@pytest.mark.django_db(transaction=True)
def test_a_failed_unit_tells_nothing_and_leaves_no_gap() -> None:
    with pytest.raises(ValueError), services.unit_of_work():  # noqa: PT012
        publish("city")
        raise ValueError
    publish("city")
    assert list(Event.objects.values_list("stream", "seq")) == [("city", 1)]


@pytest.mark.django_db(transaction=True)
def test_units_that_touch_streams_in_opposite_orders_do_not_deadlock() -> None:
    """Without numbering at the end, these two writers wait for each other as soon as they overlap."""
    started = threading.Barrier(2)
    failures: list[Exception] = []

    def write(first: str, second: str) -> None:
        try:
            started.wait(10)
            for _ in range(40):
                with services.unit_of_work():
                    publish(first)
                    publish(second)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=names) for names in (("a", "b"), ("b", "a"))]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    assert selectors.heads(streams=["a", "b"]) == {"a": 80, "b": 80}


@pytest.mark.django_db(transaction=True)
def test_a_reader_with_a_cursor_misses_nothing_under_concurrent_writers() -> None:
    """Numbers become visible in their order, unlike a plain id column's."""
    finished = threading.Event()
    seen: list[int] = []

    def write() -> None:
        for _ in range(60):
            with services.unit_of_work():
                publish("city")
        connection.close()

    def read() -> None:
        cursor = 0
        while True:
            last_round = finished.is_set()
            for event in selectors.events_after(cursors={"city": cursor}):
                seen.append(event.seq)
                cursor = event.seq
            if last_round:
                connection.close()
                return

    reader = threading.Thread(target=read)
    writers = [threading.Thread(target=write) for _ in range(4)]
    reader.start()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    finished.set()
    reader.join()
    assert seen == list(range(1, 241))


@pytest.mark.django_db(transaction=True)
def test_redis_away_does_not_fail_the_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    import redis

    from feed import hints

    monkeypatch.setattr(hints, "_client", lambda: redis.Redis.from_url("unix:///nonexistent/valkey.sock"))
    with transaction.atomic():
        publish("city")
    assert selectors.heads(streams=["city"]) == {"city": 1}


@pytest.mark.django_db
def test_old_events_are_forgotten() -> None:
    publish("city")
    assert services.prune(older_than=timedelta(days=3), now=NOW + timedelta(days=4)) == 1
    assert selectors.events_after(cursors={"city": 0}) == []
