"""See at a start that there is a model, and that one is trained of what is new."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from routing.models import RoutingVersion, TrainedModel
from routing.policies.classifier import Classifier, UnreadableModel
from routing.selectors.learning import lesson
from routing.selectors.versions import edits_of, published
from routing.services.publishing import publish_model
from routing.services.training import train_model
from routing.services.trials import request_training
from routing.types import VersionState


@dataclass(frozen=True, slots=True)
class Trained:
    """What a training brought: the number of the version published, how many examples were learnt, bytes."""

    version: int
    examples: int
    size: int


def train_and_publish(*, again: bool = False, now: datetime) -> Trained | None:
    """Train on what is live and publish the model where there is no readable one, or `again` is wanted.

    Where there is something new to learn beside a readable model, a worker is asked to train: it publishes only what
    is not worse (`trials.request_training`), and not what was tried before, so that a model somebody rolled back from
    does not return. None where nothing was published. Raises ValueError where there are no examples.
    """
    live = published()
    edits = () if live is None else edits_of(version=live)
    if not again and live is not None and live.model is not None and _readable(live.model):
        if not _was_tried(lesson(edits=edits).digest):
            request_training(note=_note(), now=now)
        return None
    model = train_model(edits=edits, now=now)
    version = publish_model(model=model, note=_note(), now=now)
    return Trained(version=version, examples=int(model.figures["examples"]), size=len(model.artefact))


def _readable(model: TrainedModel) -> bool:
    try:
        Classifier.read(bytes(model.artefact))
    except UnreadableModel:
        return False
    return True


def _was_tried(digest: str) -> bool:
    """Whether a model of just this was published or refused before."""
    decided = RoutingVersion.objects.exclude(state=VersionState.DRAFT)
    return decided.filter(model__examples_digest=digest).exists()


def _note() -> str:
    return gettext("예문에서 다시 학습")
