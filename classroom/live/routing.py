"""The sockets by their addresses. A dashboard belongs to a login; a student's seat is known by a cookie of its own."""

from channels.sessions import SessionMiddleware
from django.urls import path

from classroom.live.consumers import DashboardConsumer, ParticipationConsumer

websocket_urlpatterns = [
    path("ws/participate/<uuid:session_id>/", ParticipationConsumer.as_asgi()),
    path("ws/sessions/<uuid:session_id>/dashboard/", SessionMiddleware(DashboardConsumer.as_asgi())),
]
