from django.urls import path

from tongzhuo.funds import desk_views, views

app_name = "funds"
urlpatterns = [
    path("funds/", views.funds, name="funds"),
    path("funds/new/", desk_views.propose, name="propose"),
    path("funds/seats/<code:code>/leave/", desk_views.leave, name="leave"),
    path("funds/receipts/<code:code>/name/", desk_views.name, name="name"),
    path("funds/grants/<code:code>/", views.grant, name="grant"),
    path("funds/grants/<code:code>/withdraw/", desk_views.withdraw, name="withdraw"),
    path("funds/grants/<code:code>/decide/", desk_views.decide, name="decide"),
    path("funds/grants/<code:code>/pay/", desk_views.pay, name="pay"),
    path("funds/grants/<code:code>/spend/", desk_views.spend, name="spend"),
    path("funds/grants/<code:code>/settle/", desk_views.settle, name="settle"),
    path("funds/disclosures/<code:code>/", views.disclosure, name="disclosure"),
    path("funds/disclosures/<code:code>/paper/", views.paper, name="paper"),
    path("funds/<code:code>/", views.fund, name="fund"),
    path("funds/<code:code>/grants.json", views.open_grants, name="open-grants"),
    path("funds/<code:code>/accept/", desk_views.accept, name="accept"),
    path("funds/<code:code>/end/", desk_views.end, name="end"),
    path("funds/<code:code>/seat/", desk_views.seat, name="seat"),
    path("funds/<code:code>/budget/", desk_views.budget, name="budget"),
    path("funds/<code:code>/receipt/", desk_views.receipt, name="receipt"),
    path("funds/<code:code>/apply/", desk_views.ask, name="apply"),
    path("funds/<code:code>/publish/", desk_views.publish, name="publish"),
]
