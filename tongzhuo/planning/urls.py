from django.urls import path

from tongzhuo.planning import views

app_name = "planning"
urlpatterns = [
    path("plans/<code:code>/", views.plan, name="plan"),
    path("needs/<code:code>/why/", views.why, name="why"),
    path("plans/runs/<code:code>/", views.run, name="run"),
    path("plans/runs/<code:code>/stop/", views.stop, name="stop"),
    path("plans/runs/<code:code>/again/", views.again, name="again"),
]
