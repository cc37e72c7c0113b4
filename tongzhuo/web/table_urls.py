from django.urls import path

from tongzhuo.web import table_views as views

app_name = "linkages"
urlpatterns = [
    path("needs/<code:code>/link/", views.draw, name="draw"),
    path("needs/<code:code>/send/", views.send, name="send"),
    path("needs/<code:code>/send-now/", views.send_now, name="send-now"),
    path("needs/<code:code>/take-back/", views.take_back, name="take-back"),
    path("needs/<code:code>/sit-down/", views.sit_down, name="sit-down"),
    path("links/", views.invitations, name="invitations"),
    path("links/<code:code>/", views.invitation, name="invitation"),
    path("invitations/<str:token>/", views.one_tap, name="one-tap"),
    path("links/<code:code>/accept/", views.accept, name="accept"),
    path("links/<code:code>/decline/", views.decline, name="decline"),
    path("links/<code:code>/withdraw/", views.withdraw, name="withdraw"),
    path("links/<code:code>/remove/", views.remove, name="remove"),
    path("links/<code:code>/restore/", views.restore, name="restore"),
    path("links/<code:code>/pin/", views.pin, name="pin"),
    path("links/<code:code>/swap/", views.swap, name="swap"),
]
