from django.urls import path

from tongzhuo.look import views

app_name = "look"

urlpatterns = [
    path("preferences/", views.change_preferences, name="preferences"),
    path("system/", views.system, name="system"),
]
