"""The addresses of the house: each room brings its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("tongzhuo.look.urls")),
    path("", include("tongzhuo.seals.urls")),
    path("", include("tongzhuo.notices.urls")),
    path("", include("tongzhuo.ledger.urls")),
    path("", include("tongzhuo.resources.urls")),
    path("", include("tongzhuo.giving.urls")),
    path("", include("tongzhuo.desk.urls")),
    path("", include("tongzhuo.organisations.urls")),
    path("", include("tongzhuo.outcomes.urls")),
    path("", include("tongzhuo.funds.urls")),
    path("", include("tongzhuo.records.urls")),
    path("", include("tongzhuo.honours.urls")),
    path("", include("tongzhuo.certificates.urls")),
    path("", include("tongzhuo.credits.urls")),
    path("", include("tongzhuo.planning.urls")),
    path("", include("tongzhuo.companies.urls")),
    path("", include("tongzhuo.partners.urls")),
    path("", include("tongzhuo.wishes.urls")),
    path("", include("tongzhuo.rota.urls")),
    path("", include("tongzhuo.web.urls")),
    path("", include("tongzhuo.web.table_urls")),
    path("", include("tongzhuo.web.shift_urls")),
    path("account/", include("tongzhuo.web.account_urls")),
]
