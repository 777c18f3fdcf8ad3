"""Addresses of the screens."""

from django.urls import path

from console.views import answering, board, citizen, complaint, conversation, desk, help, session, status, work

urlpatterns = [
    # Citizens
    path("", citizen.chat, name="chat"),
    path("chat/<str:token>/", citizen.conversation, name="conversation"),
    path("chat/<str:token>/thread/", citizen.thread, name="thread"),
    path("chat/<str:token>/district/", citizen.choose_district, name="conversation-district"),
    path("chat/<str:token>/agent/", citizen.ask_for_agent, name="conversation-agent"),
    path("chat/<str:token>/not-helped/", citizen.not_helped, name="conversation-not-helped"),
    path("status/", status.lookup, name="status-lookup"),
    path("status/<str:token>/", status.status, name="status"),
    # Signing in
    path("login/", session.Login.as_view(), name="login"),
    path("logout/", session.Logout.as_view(), name="logout"),
    # The agent's desk
    path("console/", desk.console, name="console"),
    path("console/desk/", desk.desk, name="desk"),
    path("console/seat/", desk.set_intent, name="intent"),
    path("console/seat/heartbeat/", desk.heartbeat, name="heartbeat"),
    path("console/offers/<uuid:offer_id>/accept/", desk.accept, name="accept"),
    path("console/offers/<uuid:offer_id>/decline/", desk.decline, name="decline"),
    path("console/transfers/<uuid:transfer_id>/take/", desk.take_transfer, name="take-transfer"),
    path("console/transfers/<uuid:transfer_id>/return/", desk.return_transfer, name="return-transfer"),
    # One contact
    path("console/contacts/<uuid:contact_id>/", conversation.page, name="contact"),
    path("console/contacts/<uuid:contact_id>/conversation/", conversation.conversation, name="contact-conversation"),
    path("console/contacts/<uuid:contact_id>/composer/", conversation.composer, name="composer"),
    path("console/contacts/<uuid:contact_id>/phone/", conversation.reveal, name="reveal"),
    path("console/contacts/<uuid:contact_id>/routing/", conversation.correct, name="correct-routing"),
    path("console/contacts/<uuid:contact_id>/messages/", answering.write, name="write"),
    path("console/contacts/<uuid:contact_id>/messages/<uuid:message_id>/resend/", answering.resend, name="resend"),
    path("console/contacts/<uuid:contact_id>/draft/", answering.save_draft, name="draft"),
    path("console/contacts/<uuid:contact_id>/end/", answering.end, name="end"),
    path("console/contacts/<uuid:contact_id>/finish/", answering.finish, name="finish"),
    path("console/contacts/<uuid:contact_id>/articles/", help.articles, name="articles"),
    path("console/contacts/<uuid:contact_id>/articles/<uuid:article_id>/", help.article, name="article"),
    path(
        "console/contacts/<uuid:contact_id>/articles/<uuid:article_id>/send/",
        answering.send_article,
        name="send-article",
    ),
    path("console/contacts/<uuid:contact_id>/officials/", help.officials, name="officials"),
    path("console/contacts/<uuid:contact_id>/connect/", help.connect, name="connect"),
    path("console/contacts/<uuid:contact_id>/complaint/", complaint.form, name="complaint-form"),
    path("console/contacts/<uuid:contact_id>/complaint/target/", complaint.target, name="complaint-target"),
    path("console/contacts/<uuid:contact_id>/complaints/", complaint.of_citizen, name="citizen-complaints"),
    # The department's worklist
    path("work/", work.worklist, name="work"),
    path("work/list/", work.pile, name="work-list"),
    path("work/overview/", work.overview, name="work-overview"),
    path("work/<uuid:complaint_id>/", work.complaint, name="work-complaint"),
    path("work/<uuid:complaint_id>/facts/", work.facts, name="work-facts"),
    path("work/<uuid:complaint_id>/record/", work.record, name="work-record"),
    path("work/<uuid:complaint_id>/actions/", work.actions, name="work-actions"),
    path("work/<uuid:complaint_id>/receive/", work.receive, name="work-receive"),
    path("work/<uuid:complaint_id>/plan/", work.plan, name="work-plan"),
    path("work/<uuid:complaint_id>/complete/", work.complete, name="work-complete"),
    path("work/<uuid:complaint_id>/preview/", work.preview, name="work-preview"),
    path("work/<uuid:complaint_id>/messages/<uuid:message_id>/resend/", work.resend, name="work-resend"),
    # The supervisor's board
    path("board/", board.page, name="board"),
    path("board/now/", board.figures, name="board-now"),
    path("board/messages/<uuid:message_id>/resend/", board.resend, name="board-resend"),
    path("board/messages/<uuid:message_id>/cancel/", board.cancel, name="board-cancel"),
]
