from django.urls import path

from tongzhuo.notices import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/seen/", views.all_seen, name="all-seen"),
    path("notices/by-email/", views.by_email, name="by-email"),
    path("notices/<code:code>/open/", views.open_notice, name="open"),
]
