"""Train the model of topics and handlings from the tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.utils.translation import gettext

from districts import selectors as districts
from korean import morphemes
from routing.models import TrainedModel
from routing.policies.classifier import Classifier, UnreadableModel, train
from routing.policies.mentions import Gazetteer
from routing.policies.reading import read
from routing.selectors.learning import lesson
from routing.selectors.versions import edits_of, published
from routing.services.publishing import publish_model
from routing.services.trained import keep_model
from routing.types import Edit


def train_model(*, edits: Sequence[Edit] = (), now: datetime) -> TrainedModel:
    """Train from topics, synonyms, examples and corrected cases as the edits leave them; return the model, stored.

    It decides nothing before a version with it is published. Takes some ten seconds of one core; the same tables give
    the same model. Raises ValueError where there are no examples.
    """
    learnt = lesson(edits=edits)
    gazetteer = Gazetteer(districts.gazetteer_rows())
    artefact = train(
        topics=learnt.topics,
        examples=learnt.examples,
        read=partial(read, gazetteer=gazetteer, tokenise=morphemes.tokens),
    )
    figures = {"examples": len(learnt.examples), "topics": len(learnt.topics), "bytes": len(artefact)}
    return keep_model(artefact=artefact, figures=figures, examples_digest=learnt.digest, now=now)


@dataclass(frozen=True, slots=True)
class Trained:
    """What a training brought: the number of the version published, how many examples were learnt, bytes."""

    version: int
    examples: int
    size: int


def train_and_publish(*, again: bool = False, now: datetime) -> Trained | None:
    """Train on what is live and publish the model; None when the live model has learnt just that (and not `again`).

    For a start-up or a command: it does not ask whether the new model is better (`trials.request_training` does).
    Raises ValueError where there are no examples.
    """
    live = published()
    edits = () if live is None else edits_of(version=live)
    model = None if live is None else live.model
    if model is not None and not again and model.examples_digest == lesson(edits=edits).digest and _readable(model):
        return None
    model = train_model(edits=edits, now=now)
    version = publish_model(model=model, note=gettext("예문에서 다시 학습"), now=now)
    return Trained(version=version, examples=int(model.figures["examples"]), size=len(model.artefact))


def _readable(model: TrainedModel) -> bool:
    try:
        Classifier.read(bytes(model.artefact))
    except UnreadableModel:
        return False
    return True
