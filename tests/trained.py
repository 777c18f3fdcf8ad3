"""The trained model of topics, for tests that decide: trained once in a test process, then only stored again."""

from datetime import datetime
from typing import Any

from routing.selectors.learning import lesson
from routing.services import publish_model
from routing.services.trained import keep_model
from routing.services.training import train_model

_kept: dict[str, dict[str, Any]] = {}


def publish_trained_model(*, now: datetime) -> None:
    """Publish the model trained from the examples and topics in the database."""
    digest = lesson().digest
    if digest not in _kept:
        trained = train_model(now=now)
        _kept[digest] = {"artefact": bytes(trained.artefact), "figures": trained.figures}
    publish_model(model=keep_model(**_kept[digest], examples_digest=digest, now=now), note="", now=now)
