"""Citizens, their contacts with the city, what was said, and who handed it to whom."""

from contacts.models.appointments import Appointment
from contacts.models.call_backs import CallBack, FollowUp
from contacts.models.citizens import Citizen, CitizenIdentity, CitizenQuerySet
from contacts.models.conversations import Contact, ContactQuerySet, Draft, Message
from contacts.models.inbox import InboundRequest, SkillCallback
from contacts.models.macros import Macro, MacroQuerySet
from contacts.models.protection import AbuseIncident, AbuseIncidentQuerySet
from contacts.models.ratings import Rating
from contacts.models.sessions import ChannelSession, ContactFile
from contacts.models.transfers import Transfer, TransferQuerySet
from contacts.models.video import VideoParticipant, VideoRoom, VideoSignal
from contacts.models.viewing import Viewing

__all__ = [
    "AbuseIncident",
    "AbuseIncidentQuerySet",
    "Appointment",
    "CallBack",
    "ChannelSession",
    "Citizen",
    "CitizenIdentity",
    "CitizenQuerySet",
    "Contact",
    "ContactFile",
    "ContactQuerySet",
    "Draft",
    "FollowUp",
    "InboundRequest",
    "Macro",
    "MacroQuerySet",
    "Message",
    "Rating",
    "SkillCallback",
    "Transfer",
    "TransferQuerySet",
    "VideoParticipant",
    "VideoRoom",
    "VideoSignal",
    "Viewing",
]
