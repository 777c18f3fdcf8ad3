"""Keep trained models, each once."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from routing.models import TrainedModel


def keep_model(*, artefact: bytes, figures: Mapping[str, Any], examples_digest: str, now: datetime) -> TrainedModel:
    """Store a trained model and return it; the same artefact is stored once.

    `examples_digest` is that of the lesson it learnt (`selectors.learning.lesson`). It decides nothing until a version
    with it is published (`publishing.publish_model`, or `trials.request_training`, which refuses a worse one).
    """
    model, _created = TrainedModel.objects.get_or_create(
        digest=sha256(artefact).hexdigest(),
        defaults={
            "artefact": artefact,
            "figures": dict(figures),
            "examples_digest": examples_digest,
            "created_at": now,
        },
    )
    return model
