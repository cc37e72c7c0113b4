from django.urls import path

from tongzhuo.credits import views

app_name = "credits"
urlpatterns = [
    path("time-credit/", views.mine, name="mine"),
    path("time-credit/give/", views.give, name="give"),
    path("time-credit/wish/", views.wish, name="wish"),
    path("time-credit/office/", views.office, name="office"),
    path("time-credit/<code:code>/take-back/", views.take_back, name="take-back"),
    path("time-credit/<code:code>/decide/", views.decide, name="decide"),
]
