from django.urls import path

from tongzhuo.ledger import views

app_name = "ledger"
urlpatterns = [
    path("book/", views.accounts, name="accounts"),
    path("book/close/", views.close, name="close"),
    path("book/<code:code>/", views.account, name="account"),
    path("book/transactions/<code:code>/", views.transaction, name="transaction"),
    path("book/transactions/<code:code>/reverse/", views.reverse, name="reverse"),
]
