from django.urls import path

from tongzhuo.certificates import views

app_name = "certificates"
urlpatterns = [
    path("certificates/", views.mine, name="mine"),
    path("certificates/everything.zip", views.everything, name="everything"),
    path("certificates/given/", views.given, name="given"),
    path("certificates/<code:code>/", views.certificate, name="certificate"),
    path("certificates/<code:code>/paper.pdf", views.paper, name="paper"),
    path("certificates/<code:code>/credential.json", views.credential, name="credential"),
    path("certificates/<code:code>/take-back/", views.take_back, name="take-back"),
    path("check/", views.check_any, name="check-any"),
    path("check/<code:code>/", views.check, name="check"),
]
