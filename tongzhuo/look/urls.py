from django.urls import path

from tongzhuo.look import views

app_name = "look"

urlpatterns = [
    path("preferences/", views.change_preferences, name="preferences"),
    path("worker.js", views.worker, name="worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("offline/", views.offline, name="offline"),
    path("system/", views.system, name="system"),
]
