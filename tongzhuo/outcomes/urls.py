from django.urls import path

from tongzhuo.outcomes import views

app_name = "outcomes"
urlpatterns = [
    path("needs/<code:code>/done/", views.claim, name="claim"),
    path("outcomes/", views.waiting, name="waiting"),
    path("outcomes/<code:code>/", views.outcome, name="outcome"),
    path("outcomes/<code:code>/write/", views.write, name="write"),
    path("outcomes/<code:code>/take-back/", views.take_back, name="take-back"),
    path("outcomes/<code:code>/slip/", views.slip, name="slip"),
    path("outcomes/<code:code>/photos/<code:file>/", views.photo, name="photo"),
    path("word/", views.by_slip, name="by-slip"),
    path("word/<str:token>/", views.by_link, name="by-link"),
]
