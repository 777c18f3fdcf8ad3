"""E-mail by Django's mail backend. A mail server says nothing of arrival: accepted is all one learns."""

import smtplib
from typing import ClassVar

from django.conf import settings
from django.core.mail import EmailMessage

from messaging.providers import http
from messaging.providers.base import Capabilities, Letter, OneWay
from messaging.types import Channel, Outcome, ProviderAnswer

TEMPORARY = range(400, 500)


class EmailProvider(OneWay):
    """The mail server of Django's settings (`EMAIL_HOST` …), from `DEFAULT_FROM_EMAIL`."""

    name: ClassVar[str] = "email"
    channels: ClassVar[frozenset[Channel]] = frozenset({Channel.EMAIL})
    capabilities: ClassVar[Capabilities] = Capabilities(
        parallel_calls=4, receipts=False, inbound=False, honours_key=frozenset()
    )

    def own_sender(self, channel: Channel) -> str:
        """Return the address letters come from."""
        return settings.DEFAULT_FROM_EMAIL

    def send(self, letter: Letter) -> ProviderAnswer:
        """Hand the letter to the mail server. The message id is made of the key, so that mail programs that look at it
        show a repeated letter once."""
        domain = letter.sender.rpartition("@")[2] or "localhost"
        mail = EmailMessage(
            subject=letter.title or " ".join(letter.text.split())[:60],
            body=letter.text,
            from_email=letter.sender,
            to=[letter.recipient],
            headers={"Message-ID": f"<{letter.message_id}.{letter.resends}@{domain}>"},
        )
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            status = next((status for status, _ in error.recipients.values()), 550)
            code = f"SMTP{status}"
            return _retry(code) if status in TEMPORARY else http.rejected(code)
        except smtplib.SMTPResponseException as error:
            code = f"SMTP{error.smtp_code}"
            return _retry(code) if error.smtp_code in TEMPORARY else http.rejected(code)
        except (smtplib.SMTPServerDisconnected, TimeoutError):
            return http.uncertain("no_answer")
        except OSError:
            return _retry("unreachable")
        return http.accepted("SMTP250", letter.reference)


def _retry(code: str) -> ProviderAnswer:
    return ProviderAnswer(outcome=Outcome.RETRY, code=code)
