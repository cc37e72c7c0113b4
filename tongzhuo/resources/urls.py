from django.urls import path

from tongzhuo.resources import views

app_name = "resources"
urlpatterns = [
    path("offers/", views.offers, name="offers"),
    path("offers/new/", views.new_offer, name="new"),
    path("offers/<code:code>/", views.offer, name="offer"),
    path("offers/<code:code>/edit/", views.edit_offer, name="edit"),
    path("offers/<code:code>/withdraw/", views.withdraw, name="withdraw"),
    path("offers/<code:code>/put-back/", views.put_back, name="put-back"),
]
