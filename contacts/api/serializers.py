"""The forms contacts take in the REST API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from contacts import selectors
from contacts.models import Contact
from contacts.policies.text import LONGEST_STAFF_TEXT
from contacts.types import WrapUpCode
from knowledgebase.types import UseKind
from korean import phone
from messaging.types import Channel
from routing.types import Intent


class WrittenText(serializers.CharField):
    """What somebody typed. Null bytes are dropped rather than refused; how long it may be is the service's rule."""

    def __init__(self, **options: Any) -> None:
        super().__init__(trim_whitespace=False, **options)

    def to_internal_value(self, data: Any) -> str:
        """Return the text without null bytes."""
        return super().to_internal_value(data.replace("\x00", "") if isinstance(data, str) else data)


# What citizens send


class NewChat(serializers.Serializer[Any]):
    text = WrittenText()
    latitude = serializers.FloatField(required=False, min_value=-90, max_value=90, help_text="WGS 84")
    longitude = serializers.FloatField(required=False, min_value=-180, max_value=180, help_text="WGS 84")
    request_key = serializers.UUIDField(
        required=False, help_text="The same key again (a retry) stores nothing and returns the first answer"
    )

    district = serializers.CharField(
        required=False, allow_blank=True, max_length=10, help_text="Code of the district on whose site the chat is"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A point has both of its coordinates."""
        if ("latitude" in attrs) != ("longitude" in attrs):
            raise serializers.ValidationError({"longitude" if "latitude" in attrs else "latitude": self.missing()})
        return attrs

    def missing(self) -> str:
        """Return the words for a field that is missing."""
        return str(serializers.Field.default_error_messages["required"])


class NewChatMessage(NewChat):
    pass


class DistrictChoice(serializers.Serializer[Any]):
    district = serializers.CharField(max_length=10, help_text="District code, as in `question`")


# What citizens see


class OpenedChat(serializers.Serializer[Any]):
    contact = serializers.UUIDField(source="contact_id")
    token = serializers.CharField(help_text="Send it back as `Authorization: Contact <token>`")
    duplicate = serializers.BooleanField()


class QuickReplySerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()


class ThreadMessageSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    sequence = serializers.IntegerField()
    mine = serializers.BooleanField(help_text="Written by the citizen")
    author = serializers.CharField()
    text = serializers.CharField()
    article_id = serializers.UUIDField(allow_null=True)
    at = serializers.DateTimeField()


class ThreadSerializer(serializers.Serializer[Any]):
    contact = serializers.UUIDField(source="contact_id")
    state = serializers.CharField()
    position = serializers.IntegerField(allow_null=True, help_text="Place in the queue, 1 for the next")
    agent_name = serializers.CharField()
    question = QuickReplySerializer(many=True)
    can_ask_for_agent = serializers.BooleanField()
    messages = ThreadMessageSerializer(many=True)
    cursor = serializers.IntegerField(help_text="The `after` of the next request; lines above it come again")


# What staff see


class NamedSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(source="pk")
    name = serializers.CharField()


class ContactSerializer(serializers.ModelSerializer[Contact]):
    """A contact in a list. The citizen's number is masked; `reveal` shows it to who says why."""

    district = NamedSerializer(allow_null=True)
    topic = NamedSerializer(allow_null=True)
    department = NamedSerializer(allow_null=True)
    agent = serializers.SerializerMethodField()
    phone = serializers.SerializerMethodField()
    decision = serializers.SerializerMethodField()

    class Meta:
        model = Contact
        fields = (
            *("id", "citizen", "channel", "state", "district", "topic", "department", "agent", "phone", "decision"),
            *("opened_at", "queued_at", "accepted_at", "ended_at", "closed_at", "last_citizen_message_at"),
            *("wrap_up_code", "answered_by_article", "message_count", "version"),
        )
        read_only_fields = fields

    def get_agent(self, contact: Contact) -> str:
        """Return the name of who holds the contact, "" for nobody."""
        return str(contact.agent) if contact.agent else ""

    def get_phone(self, contact: Contact) -> str:
        """Return the number with its middle starred, "" on the web."""
        return phone.mask(contact.address) if contact.channel in (Channel.PHONE, Channel.SMS) else ""

    def get_decision(self, contact: Contact) -> str:
        """Return in one line why it came where it is."""
        return selectors.decision_line(contact)


class ContactDetailSerializer(ContactSerializer):
    """One contact; reading it is recorded."""

    dialled = serializers.CharField(read_only=True)
    wrap_up_note = serializers.CharField(read_only=True)

    class Meta:
        model = Contact
        fields = (*ContactSerializer.Meta.fields, "dialled", "wrap_up_note")
        read_only_fields = fields


class RevealedPhone(serializers.Serializer[Any]):
    phone = serializers.CharField(help_text="As people write it, empty on the web")


class TimelineEntrySerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    sequence = serializers.IntegerField()
    direction = serializers.CharField()
    author = serializers.CharField()
    author_name = serializers.CharField()
    text = serializers.CharField()
    spoken = serializers.BooleanField()
    article_id = serializers.UUIDField(allow_null=True)
    at = serializers.DateTimeField()
    delivery = serializers.CharField(help_text="State in the outbox, empty for what is not sent")
    failure_reason = serializers.CharField()


class PastContactSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    channel = serializers.CharField()
    state = serializers.CharField()
    district_name = serializers.CharField()
    topic_name = serializers.CharField()
    opened_at = serializers.DateTimeField()


class CitizenCardSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    confirmed = serializers.BooleanField()
    name = serializers.CharField()
    language = serializers.CharField()
    note = serializers.CharField()
    phone = serializers.CharField(source="phone_masked")
    anonymous = serializers.BooleanField()
    contact_count = serializers.IntegerField()
    contacts = PastContactSerializer(many=True)


class TransferSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    contact = serializers.UUIDField(source="contact_id")
    to_department = NamedSerializer()
    summary = serializers.CharField()
    state = serializers.CharField()
    requested_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class OfferSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="offer_id")
    contact = serializers.UUIDField(source="contact_ref")
    kind = serializers.CharField()
    queue = serializers.CharField(source="queue_code")
    queue_name = serializers.CharField()
    priority = serializers.IntegerField()
    enqueued_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    explanation = serializers.CharField()


class SeatSerializer(serializers.Serializer[Any]):
    intent = serializers.CharField()
    intent_reason = serializers.CharField()
    state = serializers.CharField()
    state_since = serializers.DateTimeField()
    voice_active = serializers.IntegerField()
    voice_capacity = serializers.IntegerField()
    text_active = serializers.IntegerField()
    text_capacity = serializers.IntegerField()
    queues = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_queues(self, seat: Any) -> list[str]:
        """Return the queues the seat serves first."""
        return list(seat.queue_codes)


# What staff send


class ReplyBody(serializers.Serializer[Any]):
    text = WrittenText()
    request_key = serializers.UUIDField(required=False, help_text="The same key again sends nothing more")


class NoteBody(serializers.Serializer[Any]):
    text = WrittenText()
    spoken = serializers.BooleanField(default=False, help_text="Said to the citizen on the telephone")
    request_key = serializers.UUIDField(required=False, help_text="The same key again notes nothing more")


class ArticleBody(serializers.Serializer[Any]):
    article = serializers.UUIDField()
    spoken = serializers.BooleanField(default=False, help_text="Read aloud instead of sent")
    request_key = serializers.UUIDField(required=False, help_text="The same key again does nothing more")


class ArticleFeedbackBody(serializers.Serializer[Any]):
    contact = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=[UseKind.RIGHT.value, UseKind.NOT_HELPFUL.value])


class ConnectBody(serializers.Serializer[Any]):
    department = serializers.CharField(max_length=80)
    official = serializers.UUIDField(required=False, allow_null=True, help_text="User id of one official")
    summary = WrittenText(allow_blank=True)


class TakeBody(serializers.Serializer[Any]):
    summary_read = serializers.BooleanField()


class ReturnBody(serializers.Serializer[Any]):
    reason = WrittenText(allow_blank=True)


class ReasonBody(serializers.Serializer[Any]):
    reason = WrittenText(required=False, allow_blank=True, default="")


class RoutingBody(serializers.Serializer[Any]):
    district = serializers.CharField(max_length=10)
    topic = serializers.CharField(max_length=40)
    reason = WrittenText(required=False, allow_blank=True, max_length=LONGEST_STAFF_TEXT, default="")


class FinishBody(serializers.Serializer[Any]):
    wrap_up_code = serializers.ChoiceField(choices=WrapUpCode.choices)
    note = WrittenText(required=False, allow_blank=True, default="")


class DeclineBody(serializers.Serializer[Any]):
    reason = WrittenText(required=False, allow_blank=True, max_length=200, default="")


class IntentBody(serializers.Serializer[Any]):
    intent = serializers.ChoiceField(choices=Intent.choices)
    reason = WrittenText(required=False, allow_blank=True, max_length=200, default="")
