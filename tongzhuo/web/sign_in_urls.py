"""Included within `web`, so that the names are `web:welcome`, `web:demo-sign-in` and `web:messages`."""

from django.urls import path

from tongzhuo.web import sign_in_views

urlpatterns = [
    path("account/welcome/", sign_in_views.welcome, name="welcome"),
    path("account/demo/", sign_in_views.demo_sign_in, name="demo-sign-in"),
    path("messages/", sign_in_views.sample_messages, name="messages"),
]
