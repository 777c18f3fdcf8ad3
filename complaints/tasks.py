"""What the clock does with complaints. Each task finds its work in the database and may run twice."""

from celery import shared_task
from celery.schedules import crontab
from django.utils import timezone

from complaints import services

BATCH = 100
SCHEDULE = {
    "complaints.hand_over": {"task": services.HAND_OVER_TASK, "schedule": 10.0},
    "complaints.tell_signatories": {"task": services.JOINT_TASK, "schedule": 30.0, "options": {"expires": 60}},
    "complaints.make_bulk": {"task": "complaints.tasks.make_bulk", "schedule": 2.0, "options": {"expires": 5}},
    "complaints.scan_attachments": {"task": services.SCAN_TASK, "schedule": 15.0, "options": {"expires": 30}},
    "complaints.call_webhooks": {"task": "complaints.tasks.call_webhooks", "schedule": 5.0, "options": {"expires": 10}},
    "complaints.forget_deliveries": {"task": "complaints.tasks.forget_deliveries", "schedule": 3600.0},
    "complaints.sweep_files": {"task": "complaints.tasks.sweep_files", "schedule": crontab(minute="40")},
    "complaints.write_exports": {"task": services.EXPORT_TASK, "schedule": 15.0, "options": {"expires": 30}},
    "complaints.expire_exports": {"task": "complaints.tasks.expire_exports", "schedule": 3600.0},
    "complaints.escalate": {"task": "complaints.tasks.escalate", "schedule": 60.0},
    "complaints.raise_alerts": {"task": "complaints.tasks.raise_alerts", "schedule": 60.0, "options": {"expires": 50}},
    "complaints.note_deliveries": {
        "task": "complaints.tasks.note_deliveries",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "complaints.follow_citizens": {
        "task": "complaints.tasks.follow_citizens",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "complaints.report_progress": {"task": "complaints.tasks.report_progress", "schedule": 600.0},
    "complaints.ask_satisfaction": {"task": "complaints.tasks.ask_satisfaction", "schedule": 300.0},
    "complaints.exclude_outages": {"task": services.OUTAGE_TASK, "schedule": 300.0},
    "complaints.recalculate_due": {"task": "complaints.tasks.recalculate_due", "schedule": 3600.0},
}


@shared_task
def hand_over() -> None:
    """Hand accepted complaints to their departments; rung when one is registered, swept every ten seconds."""
    while services.hand_over_due(limit=BATCH, now=timezone.now()):
        pass


@shared_task
def tell_signatories() -> None:
    """Send notices on to those who signed a complaint; rung when there is one."""
    while services.tell_signatories_due(limit=10, now=timezone.now()):
        pass


@shared_task
def make_bulk() -> None:
    """Make the changes of many complaints whose ten seconds to take them back are over."""
    while services.make_bulk_due(now=timezone.now()):
        pass


@shared_task
def escalate() -> None:
    """Remind and escalate whatever is due, step by step until nothing is."""
    while services.escalate_due(limit=BATCH, now=timezone.now()):
        pass


@shared_task
def raise_alerts() -> None:
    """Tell whoever should have acted by now, and the next one up where they still have not."""
    while services.raise_alerts_due(limit=BATCH, now=timezone.now()):
        pass
    while services.climb_alerts_due(limit=BATCH, now=timezone.now()):
        pass


@shared_task
def note_deliveries() -> None:
    """Keep proof of the notices that arrived, and make a task for a person of those that did not."""
    while services.note_deliveries_due(limit=BATCH, now=timezone.now()):
        pass


@shared_task
def follow_citizens() -> None:
    """Give complaints that were filed in KakaoTalk to who turned out to have written there."""
    services.follow_citizens()


@shared_task
def report_progress() -> None:
    """Tell citizens how far it is, thirty days after the acceptance and every thirty days (시행령 §23)."""
    while services.report_progress_due(limit=BATCH, now=timezone.now()):
        pass


@shared_task
def recalculate_due() -> None:
    """Count open due dates again where holidays or office hours were changed since the last time."""
    services.recalculate_changed(now=timezone.now())


@shared_task
def ask_satisfaction() -> None:
    """Ask citizens how satisfied they are with the answers of the working day before."""
    while services.ask_satisfaction_due(limit=BATCH, now=timezone.now()):
        pass


@shared_task
def exclude_outages() -> None:
    """Leave the days of outages out of the open clocks; rung when one is written down (시행령 §20 제2호)."""
    services.exclude_outages_due(now=timezone.now())


@shared_task
def scan_attachments() -> None:
    """Have new files looked through for viruses; rung when one is attached."""
    while services.scan_attachments_due(limit=10, now=timezone.now()):
        pass


@shared_task
def sweep_files() -> None:
    """Throw away content that belongs to nothing, a twenty-fourth of the folders every hour."""
    services.sweep_files(now=timezone.now())


@shared_task
def write_exports() -> None:
    """Write the exports that wait; rung when one is asked for."""
    services.write_exports_due(limit=3, clock=timezone.now)


@shared_task
def expire_exports() -> None:
    """Throw away exports that nobody fetched in time."""
    services.expire_exports(now=timezone.now())


@shared_task
def call_webhooks() -> None:
    """Tell the systems of departments what happened."""
    services.collect_webhooks(now=timezone.now())
    services.send_webhooks(limit=50, clock=timezone.now)


@shared_task
def forget_deliveries() -> None:
    """Forget messages of webhooks that were taken a week ago."""
    services.forget_deliveries(now=timezone.now())
