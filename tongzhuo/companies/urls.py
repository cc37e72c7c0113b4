from django.urls import path

from tongzhuo.companies import proposal_views, views

app_name = "companies"
urlpatterns = [
    path("companies/packages/", views.mine, name="mine"),
    path("companies/begin/", views.begin, name="begin"),
    path("companies/packages/<code:code>/", views.package, name="package"),
    path("companies/packages/<code:code>/write/<slug:slug>/", views.write, name="write"),
    path("companies/packages/<code:code>/communities/", views.match, name="match"),
    path("companies/packages/<code:code>/propose/", views.propose, name="propose"),
    path("companies/packages/<code:code>/look-out/", views.look_out, name="look-out"),
    path("companies/packages/<code:code>/close/", views.close, name="close"),
    path("companies/offered/", proposal_views.offered, name="offered"),
    path("companies/days/", proposal_views.days, name="days"),
    path("companies/proposals/<code:code>/", proposal_views.proposal, name="proposal"),
    path("companies/proposals/<code:code>/accept/", proposal_views.accept, name="accept"),
    path("companies/proposals/<code:code>/decline/", proposal_views.decline, name="decline"),
    path("companies/proposals/<code:code>/take-back/", proposal_views.take_back, name="take-back"),
    path("companies/proposals/<code:code>/joining/", proposal_views.joining, name="joining"),
    path("team-day/<str:token>/", proposal_views.join, name="join"),
    path("team-day/pass/<str:token>/", proposal_views.staff_pass, name="pass"),
]
