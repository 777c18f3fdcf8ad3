"""Tell the product what citizens wrote and what arrived, until it has taken it."""

import asyncio
import json
import logging

import httpx

from deploy.sandbox import signature
from deploy.sandbox.configuration import Configuration
from deploy.sandbox.journal import Journal, Post

logger = logging.getLogger(__name__)

SIDE_BY_SIDE = 8
LOOK_AGAIN_SECONDS = 0.5
ANSWER_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 10.0
# The product does not know the message: its record may be late, but not for ever.
ATTEMPTS_WHILE_UNKNOWN = 10
# What these providers document: three more tries, then the event is lost.
ATTEMPTS_OF_OTHERS = 4


class Postman:
    """Makes the posts of the journal; `wake` it after adding one."""

    def __init__(self, configuration: Configuration, journal: Journal) -> None:
        self._configuration = configuration
        self._journal = journal
        self._new = asyncio.Event()

    def wake(self) -> None:
        """Look at the journal now."""
        self._new.set()

    async def run(self) -> None:
        """Post until cancelled."""
        async with httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False) as client:
            while True:
                self._new.clear()
                due = self._journal.due_posts(limit=SIDE_BY_SIDE)
                if due:
                    await asyncio.gather(*(self._post(client, post) for post in due))
                    continue
                try:
                    await asyncio.wait_for(self._new.wait(), LOOK_AGAIN_SECONDS)
                except TimeoutError:
                    continue

    async def _post(self, client: httpx.AsyncClient, post: Post) -> None:
        headers = {"Content-Type": "application/json"} | self._signed(post)
        status: int | None = None
        taken = False
        try:
            address = self._configuration.product_url + post.path
            response = await client.post(address, content=post.body, headers=headers)
            status = response.status_code
            taken = response.is_success and _is_acknowledged(post, response)
        except httpx.HTTPError as error:
            logger.info("%s: %s", post.path, error)
        if taken:
            self._journal.settle(post, state="taken", status=status)
        elif self._is_final(status, post):
            self._journal.settle(post, state="refused", status=status)
        else:
            pause = min(LOOK_AGAIN_SECONDS * 2 ** min(post.attempts, 10), LONGEST_PAUSE_SECONDS)
            self._journal.settle(post, state="waiting", status=status, retry_after=pause)

    def _signed(self, post: Post) -> dict[str, str]:
        """Return the headers by which the product knows who posts: each provider has a way of its own."""
        match post.scheme:
            case "gateway":
                return signature.headers(secret=self._configuration.secret, body=post.body)
            case "bizgo":
                return signature.bizgo_headers(secret=self._configuration.credential("BIZGO_WEBHOOK_SECRET"))
            case "solapi":
                return {"X-Solapi-Secret": self._configuration.credential("SOLAPI_WEBHOOK_SECRET")}
            case "nhn":
                return {"X-Toast-Webhook-Signature": self._configuration.credential("NHN_WEBHOOK_SECRET")}
        return {}  # 상담톡 signs nothing

    def _is_final(self, status: int | None, post: Post) -> bool:
        if post.scheme != "gateway":
            return post.attempts + 1 >= ATTEMPTS_OF_OTHERS
        if status is None or status >= 500 or status in {408, 429}:
            return False
        return status != 404 or post.attempts >= ATTEMPTS_WHILE_UNKNOWN


def _is_acknowledged(post: Post, response: httpx.Response) -> bool:
    """Tell whether the answer is the one the provider waits for, beside the status."""
    if post.scheme not in ("bizgo", "cstalk"):
        return True
    try:
        answer = response.json()
    except ValueError:
        return False
    if post.scheme == "cstalk":
        return bool(answer == {"code": "A000", "result": "Success"})
    return isinstance(answer, dict) and answer.get("msgKey") == json.loads(post.body)["msgKey"]
