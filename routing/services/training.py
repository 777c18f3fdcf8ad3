"""Train the model of topics and handlings from the tables."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from districts import selectors as districts
from korean import morphemes
from routing.models import TrainedModel
from routing.policies.classifier import train
from routing.policies.mentions import Gazetteer
from routing.policies.reading import read
from routing.selectors.learning import lesson
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
