"""Webhooks: what happened is told to a real HTTP server, signed, until it is taken or given up."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from complaints import selectors, services
from complaints.models import WebhookDelivery, WebhookSubscription
from complaints.policies import webhook as rules
from complaints.policies.transitions import InvalidFields, NotAllowed
from complaints.services import WebhookNotFound
from complaints.types import State
from complaints.types.webhooks import DeliveryState
from complaints.webhooks import addresses
from complaints.webhooks.addresses import AddressRefused
from tests.complaints.conftest import MONDAY, City, ComplaintMaker

SECRET = "a secret of enough characters"


@dataclass
class Receiver:
    """A department's system; it answers with `status`."""

    url: str
    status: int = 200
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOK_NETWORKS = ["127.0.0.1/32"]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.received.append((dict(self.headers), body))
            self.send_response(made.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Receiver(url=f"http://localhost:{server.server_port}/hook?x=1")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


Subscribe = Callable[..., WebhookSubscription]


@pytest.fixture
def subscribe(city: City, receiver: Receiver) -> Subscribe:
    def make(username: str = "head", **changes: Any) -> WebhookSubscription:
        given = {
            "url": receiver.url,
            "events": [],
            "district_code": "",
            "department_code": "11680-주차관리과",
            "secret": SECRET,
        }
        made, _secret = services.subscribe(user=city.user(username), **(given | changes), now=MONDAY)
        return made

    return make


def send(now: datetime = MONDAY) -> int:
    services.collect_webhooks(now=now)
    return services.send_webhooks(limit=50, clock=lambda: now)


def test_what_happens_is_told_signed_and_once(
    subscribe: Subscribe, make_complaint: ComplaintMaker, receiver: Receiver
) -> None:
    make_complaint()
    subscribe()  # from now on
    complaint = make_complaint(state=State.RECEIVED)
    make_complaint(topic_code="pothole", department_code="11680-도로과")
    assert send() == 4  # the first one was handed over, too
    assert send() == 0
    told = [json.loads(body) for _headers, body in receiver.received]
    mine = [event["type"] for event in told if event["data"]["number"] == complaint.number]
    assert sorted(mine) == ["complaint.accepted", "complaint.handed_over", "complaint.registered"]
    for headers, body in receiver.received:
        content = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
        expected = base64.b64encode(hmac.new(SECRET.encode(), content, hashlib.sha256).digest()).decode()
        assert headers["Webhook-Signature"] == f"v1,{expected}"
        assert complaint.title not in body.decode()  # nothing that a citizen wrote
    assert WebhookDelivery.objects.filter(state=DeliveryState.DELIVERED).count() == 4
    assert services.forget_deliveries(now=MONDAY + timedelta(days=8)) == 4


def test_only_the_events_and_the_place_asked_for(
    subscribe: Subscribe, make_complaint: ComplaintMaker, receiver: Receiver
) -> None:
    subscribe("supervisor_11680", department_code="", district_code="11680", events=["complaint.completed"])
    make_complaint(state=State.COMPLETED)
    make_complaint(state=State.COMPLETED, topic_code="pothole", department_code="11680-도로과")
    make_complaint(district_code="11380", department_code="11380-도로과")
    assert send() == 2
    assert {json.loads(body)["type"] for _headers, body in receiver.received} == {"complaint.completed"}


def test_a_failing_receiver_is_tried_until_it_is_given_up(
    city: City, subscribe: Subscribe, make_complaint: ComplaintMaker, receiver: Receiver
) -> None:
    subscribe()
    make_complaint()
    receiver.status = 500
    now = MONDAY
    assert send(now) == 1
    assert send(now) == 0  # it waits
    for _attempt in range(rules.MOST_ATTEMPTS - 1):
        now += timedelta(hours=1)
        assert send(now) == 1
    assert send(now + timedelta(days=1)) == 0
    head = city.user("head")
    [dead] = selectors.dead_deliveries(user=head)
    assert (dead.attempts, dead.status, dead.error) == (rules.MOST_ATTEMPTS, 500, "HTTP 500")
    assert selectors.webhooks_of(user=head)[0].dead == 1
    with pytest.raises(WebhookNotFound):
        services.resend_delivery(delivery_id=dead.id, user=city.user("admin"), now=now)
    receiver.status = 204
    services.resend_delivery(delivery_id=dead.id, user=head, now=now)
    assert send(now) == 1
    ids = {headers["Webhook-Id"] for headers, _body in receiver.received}
    assert len(ids) == 1  # the receiver can tell that it is the same
    assert selectors.dead_deliveries(user=head) == []


def test_a_sender_that_died_is_followed_by_another(
    subscribe: Subscribe, make_complaint: ComplaintMaker, receiver: Receiver
) -> None:
    subscribe()
    make_complaint()
    services.collect_webhooks(now=MONDAY)
    WebhookDelivery.objects.update(state=DeliveryState.SENDING, lease_until=MONDAY + rules.LEASE)
    assert send(MONDAY) == 0
    assert send(MONDAY + rules.LEASE + timedelta(seconds=1)) == 1


def test_one_that_is_gone_is_called_no_more(
    subscribe: Subscribe, make_complaint: ComplaintMaker, receiver: Receiver
) -> None:
    made = subscribe()
    make_complaint()
    receiver.status = 410
    assert send() == 1
    made.refresh_from_db()
    assert not made.active
    assert send(MONDAY + timedelta(days=1)) == 0


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://10.1.2.3/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://0.0.0.0/",
        "http://8.8.8.8/",
        "ftp://8.8.8.8/",
        "https://user:secret@8.8.8.8/",
        "https://8.8.8.8:99999/",
        "https:///",
    ],
)
def test_addresses_that_are_not_called(url: str, settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = []
    with pytest.raises(AddressRefused):
        addresses.check(url)


def test_an_address_is_checked_again_at_every_call(
    subscribe: Subscribe, make_complaint: ComplaintMaker, receiver: Receiver, settings: Any
) -> None:
    assert addresses.check("https://8.8.8.8/a?b=c").url == "https://8.8.8.8:443/a?b=c"
    subscribe()
    make_complaint()
    settings.WEBHOOK_NETWORKS = []
    assert send() == 1
    assert receiver.received == []
    assert WebhookDelivery.objects.get().error == "address_refused"


def test_who_may_set_one_up_and_for_what(city: City, subscribe: Subscribe) -> None:
    with pytest.raises(NotAllowed):
        subscribe("agent")
    for changes in (
        {"department_code": "11680-도로과"},
        {"district_code": "11680"},
        {"department_code": "", "district_code": "11680"},
        {"events": ["contact.opened"]},
        {"secret": "short"},
    ):
        with pytest.raises(InvalidFields):
            subscribe("head", **changes)
    made = subscribe("head")
    with pytest.raises(WebhookNotFound):
        services.unsubscribe(subscription_id=made.id, user=city.user("admin"))
    services.unsubscribe(subscription_id=made.id, user=city.user("head"))
    assert not WebhookSubscription.objects.exists()
