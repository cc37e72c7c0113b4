from django.urls import path

from tongzhuo.seals import views

app_name = "seals"
urlpatterns = [
    path(".well-known/did.json", views.did, name="did"),
    path("seals/status/<int:number>/", views.status, name="status"),
]
