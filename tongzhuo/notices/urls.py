from django.urls import path

from tongzhuo.notices import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/seen/", views.all_seen, name="all-seen"),
    path("notices/<code:code>/open/", views.open_notice, name="open"),
    path("notices/reach/", views.reach, name="reach"),
    path("notices/reach/agree/", views.agree, name="agree"),
    path("notices/reach/confirm/", views.confirm, name="confirm"),
    path("notices/reach/leave/", views.leave, name="leave"),
    path("notices/undelivered/", views.undelivered, name="undelivered"),
    path("notices/undelivered/<code:code>/again/", views.send_again, name="send-again"),
    path("notices/calls/<code:code>/", views.call, name="call"),
    path("answers/<code:code>/", views.question, name="question"),
    path("answers/<code:code>/<str:signature>/", views.answer, name="answer"),
]
