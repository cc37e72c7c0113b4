from django.urls import include, path

from tongzhuo.web import views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("", include("tongzhuo.web.sign_in_urls")),
    path("places/", views.choose_place, name="places"),
    path("p/<path:path>/", views.community, name="community"),
    path("needs/", views.needs, name="needs"),
    path("needs/<code:code>/", views.need, name="need"),
]
