"""Try a draft before it counts: decide again what was decided lately, and measure on cases whose answer is known."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from accounts.selectors import access_of
from feed import doorbell
from routing.models import DecisionRecord, LabelledCase, RoutingVersion, TrainedModel
from routing.policies.edits import combined, edited_examples, is_kept
from routing.policies.measuring import ASPECTS, Case, case_of, difference, is_worse, measure
from routing.policies.tables import Tables
from routing.selectors.editors import may_edit_everything
from routing.selectors.examples import examples
from routing.selectors.learning import lesson
from routing.selectors.versions import content_of, edits_digest, edits_of, published, published_content
from routing.services import locks
from routing.services.decide import decide_by
from routing.services.errors import NoDraft, NotAllowed
from routing.services.publishing import publish_retraining
from routing.services.tables import compile_content
from routing.services.training import train_model
from routing.types import Decision, EditKind, Given, TrialState, VersionContent, VersionState

logger = logging.getLogger(__name__)

TRIAL_TASK = "routing.tasks.run_trials"
REPLAYED_DAYS = 30
MOST_REPLAYED = 2_000
MOST_LABELLED = 500
SAMPLE = 30
LONGEST_SHOWN = 200
TOLD_EVERY = 100
GIVEN_UP_AFTER = timedelta(minutes=10)
LEARNT_FROM = (EditKind.SYNONYM, EditKind.EXAMPLE)


@dataclass(frozen=True, slots=True)
class _Tables:
    """The tables that are live and those a draft would make, with the model trained for it (None: as live)."""

    before: Tables
    after: Tables
    model: TrainedModel | None


def request_trial(*, user: User, now: datetime) -> None:
    """Have a worker try the user's draft; how far it is and what it found stands in the draft. Raises NoDraft (409)."""
    with transaction.atomic():
        draft = (
            RoutingVersion.objects.select_for_update()
            .filter(state=VersionState.DRAFT, retraining=False, created_by=user)
            .first()
        )
        if draft is None or not draft.edits.exists():
            raise NoDraft
        draft.dry_run = {"state": TrialState.REQUESTED, "at": now.isoformat()}
        draft.save(update_fields=["dry_run"])
        doorbell.ring(TRIAL_TASK)


def request_training(*, user: User | None = None, note: str, now: datetime) -> None:
    """Have a worker train a model from everything there is now and publish it, unless it turns out worse.

    Nothing happens while one is already asked for. Raises NotAllowed (403) unless the user has the whole city in scope.
    """
    if user is not None and not may_edit_everything(user=user):
        raise NotAllowed
    with transaction.atomic():
        RoutingVersion.objects.get_or_create(
            state=VersionState.DRAFT,
            retraining=True,
            defaults={
                "note": note[:300],
                "created_by": user,
                "created_at": now,
                "dry_run": {"state": TrialState.REQUESTED, "at": now.isoformat()},
            },
        )
        doorbell.ring(TRIAL_TASK)


def run_trials(*, clock: Callable[[], datetime]) -> int:
    """Try every draft that waits for it, one at a time in all workers; return how many. `clock` tells the time.

    One whose worker died is tried again after ten minutes; one that fails says so in its draft.
    """
    tried = 0
    while (draft := _claim(now=clock())) is not None:
        tried += 1
        try:
            if draft.retraining:
                _train(draft, now=clock())
            else:
                _try(draft, now=clock())
        except Exception:
            logger.exception("the trial of draft %s failed", draft.pk)
            _tell(draft, {"state": TrialState.FAILED, "at": clock().isoformat()})
            if draft.retraining:
                RoutingVersion.objects.filter(pk=draft.pk).update(state=VersionState.REFUSED)
    return tried


def _claim(*, now: datetime) -> RoutingVersion | None:
    """Return a draft that waits to be tried, marked as being tried by this worker.

    None also while another worker tries one: the other processes stay free to offer contacts and send messages.
    """
    abandoned = (now - GIVEN_UP_AFTER).isoformat()
    runs = Q(dry_run__state=TrialState.RUNNING, dry_run__at__gte=abandoned)
    waits = Q(dry_run__state=TrialState.REQUESTED) | Q(dry_run__state=TrialState.RUNNING, dry_run__at__lt=abandoned)
    with transaction.atomic():
        drafts = RoutingVersion.objects.filter(state=VersionState.DRAFT)
        if not locks.try_trials() or drafts.filter(runs).exists():
            return None
        draft = drafts.select_for_update(skip_locked=True).filter(waits).first()
        if draft is not None:
            draft.dry_run = {"state": TrialState.RUNNING, "at": now.isoformat(), "done": 0, "total": 0}
            draft.save(update_fields=["dry_run"])
    return draft


def _tell(draft: RoutingVersion, run: dict[str, Any]) -> None:
    """Write down how far the trial is, or what it found; the draft may be gone meanwhile."""
    RoutingVersion.objects.filter(pk=draft.pk).update(dry_run=run)


def _try(draft: RoutingVersion, *, now: datetime) -> None:
    """Try a supervisor's edits on top of the live version."""
    digest, live = edits_digest(version=draft), published_content()
    edits = combined(live.edits, edits_of(version=draft))
    model = None
    if any(edit.kind in LEARNT_FROM for edit in edits_of(version=draft)) and lesson(edits=edits).examples:
        model = train_model(edits=edits, now=now)
    artefact = live.artefact if model is None else bytes(model.artefact)
    tables = _Tables(
        before=compile_content(live),
        after=compile_content(VersionContent(number=live.number, edits=edits, artefact=artefact)),
        model=model,
    )
    found = _replay(draft, tables, now=now) | _measured(tables, now=now)
    RoutingVersion.objects.filter(pk=draft.pk).update(
        model=model,
        dry_run=found
        | {
            "state": TrialState.DONE,
            "at": now.isoformat(),
            "edits": digest,
            "base": live.number,
            "days": REPLAYED_DAYS,
        },
    )


def _train(draft: RoutingVersion, *, now: datetime) -> None:
    """Train from everything there is and publish the model, or keep the refusal with its figures."""
    live = published()
    content = VersionContent(number=0) if live is None else content_of(version=live)
    model = train_model(edits=content.edits, now=now)
    tables = _Tables(
        before=compile_content(content),
        after=compile_content(VersionContent(content.number, content.edits, bytes(model.artefact))),
        model=model,
    )
    found = _measured(tables, now=now) | {"at": now.isoformat(), "state": TrialState.DONE}
    if content.artefact is not None and is_worse(found["kept"]["after"], found["kept"]["before"]):
        RoutingVersion.objects.filter(pk=draft.pk).update(state=VersionState.REFUSED, model=model, dry_run=found)
        return
    RoutingVersion.objects.filter(pk=draft.pk).update(dry_run=found)
    publish_retraining(version_id=draft.pk, model=model, now=now)


def _replay(draft: RoutingVersion, tables: _Tables, *, now: datetime) -> dict[str, Any]:
    """Decide again, by both tables, what was decided in the last 30 days (evenly thinned out to 2,000 decisions)."""
    recent = DecisionRecord.objects.filter(given__isnull=False, created_at__gt=now - timedelta(days=REPLAYED_DAYS))
    ids = list(recent.order_by("created_at", "pk").values_list("pk", flat=True))
    chosen = ids[:: max(1, -(-len(ids) // MOST_REPLAYED))]
    counts: dict[str, Counter[str]] = {aspect: Counter() for aspect in ASPECTS}
    changed = 0
    sample: list[dict[str, str]] = []
    for done, kept in enumerate(recent.filter(pk__in=chosen).values_list("given", flat=True).iterator(), start=1):
        given = Given(**(kept or {}))
        before, after = decide_by(tables.before, given, now=now), decide_by(tables.after, given, now=now)
        differs = difference(before, after)
        if differs:
            changed += 1
            for aspect, pair in differs.items():
                counts[aspect][" → ".join(pair)] += 1
            if len(sample) < SAMPLE and _may_be_shown(draft, before, after):
                sample.append(_shown(given.text, before, after))
        if done % TOLD_EVERY == 0:
            _tell(draft, draft.dry_run | {"done": done, "total": len(chosen)})
    return {
        "decided": len(ids),
        "replayed": len(chosen),
        "changed": changed,
        "counts": {aspect: counted.most_common(10) for aspect, counted in counts.items() if counted},
        "sample": sample,
    }


def _may_be_shown(draft: RoutingVersion, before: Decision, after: Decision) -> bool:
    """Whether the words may be shown to the draft's author: one of the districts is theirs to see."""
    if draft.created_by is None:
        return False
    access = access_of(user=draft.created_by)
    return access.district_codes is None or any(
        decision.district_code and access.covers_district(decision.district_code) for decision in (before, after)
    )


def _shown(text: str, before: Decision, after: Decision) -> dict[str, str]:
    return {"text": text[:LONGEST_SHOWN], "before": before.one_line(), "after": after.one_line()}


def _measured(tables: _Tables, *, now: datetime) -> dict[str, Any]:
    """Measure both tables on the kept cases (which no model learns from) and on what people corrected."""
    labelled = labelled_cases()
    kept = [case_of(example) for example in edited_examples(examples(), published_content().edits)]
    kept = [case for case in (*kept, *labelled) if is_kept(case.text)]
    return {
        name: {"before": _measure(tables.before, cases, now=now), "after": _measure(tables.after, cases, now=now)}
        for name, cases in (("kept", kept), ("labelled", labelled))
    }


def _measure(tables: Tables, cases: Sequence[Case], *, now: datetime) -> dict[str, Any]:
    return measure(lambda text: decide_by(tables, Given(text=text), now=now), cases)


def labelled_cases() -> list[Case]:
    """Return the latest 500 decisions that people corrected, each text once as it was corrected last."""
    rows = LabelledCase.objects.exclude(text="").order_by("-created_at")[:MOST_LABELLED]
    latest: dict[str, Case] = {}
    for row in rows:
        case = Case(
            text=row.text,
            topic_code=row.topic_id or "",
            handling=row.handling,
            district_code=row.district_id or "",
            department_code=row.department_id or "",
        )
        latest.setdefault(row.text, case)
    return list(latest.values())
