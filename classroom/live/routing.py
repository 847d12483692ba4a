from django.urls import path

from classroom.live.consumers import DashboardConsumer, ParticipationConsumer

websocket_urlpatterns = [
    path("ws/participate/<uuid:session_id>/", ParticipationConsumer.as_asgi()),
    path("ws/sessions/<uuid:session_id>/dashboard/", DashboardConsumer.as_asgi()),
]
