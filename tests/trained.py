"""The trained model of topics, for tests that decide: trained once in a run, then only stored again."""

import pickle
from datetime import datetime
from pathlib import Path

from contactcenter.testing import once
from routing.selectors.learning import lesson
from routing.services import publish_model
from routing.services.trained import keep_model
from routing.services.training import train_model

MODEL = "model.pickle"


def publish_trained_model(*, now: datetime) -> None:
    """Publish the model trained from the examples and topics in the database."""
    digest = lesson().digest

    def train(folder: Path) -> None:
        trained = train_model(now=now)
        kept = {"artefact": bytes(trained.artefact), "figures": trained.figures}
        (folder / MODEL).write_bytes(pickle.dumps(kept))

    kept = pickle.loads((once(f"trained-{digest[:16]}", train) / MODEL).read_bytes())
    publish_model(model=keep_model(**kept, examples_digest=digest, now=now), note="", now=now)
