"""Addresses of what is for later: contacts to look at again, citizens to call back."""

from django.urls import path

from console.views import later

urlpatterns = [
    path("console/contacts/<uuid:contact_id>/later/", later.later, name="later"),
    path("console/contacts/<uuid:contact_id>/follow-up/", later.set_follow_up, name="follow-up"),
    path("console/follow-ups/<uuid:follow_up_id>/done/", later.finish_follow_up, name="follow-up-done"),
    path("console/contacts/<uuid:contact_id>/consider/", later.consider, name="consider-citizen"),
    path("console/contacts/<uuid:contact_id>/call-back/", later.call_back, name="call-back"),
    path("console/contacts/<uuid:contact_id>/call-back/note/", later.note_call_back, name="call-back-note"),
]
