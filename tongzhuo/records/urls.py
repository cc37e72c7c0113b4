from django.urls import path

from tongzhuo.records import views

app_name = "records"
urlpatterns = [
    path("hours/", views.mine, name="mine"),
]
