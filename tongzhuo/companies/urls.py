from django.urls import path

from tongzhuo.companies import partner_views, proposal_views, report_views, views

app_name = "companies"
urlpatterns = [
    path("companies/", views.mine, name="mine"),
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
    path("companies/went/", report_views.went, name="went"),
    path("companies/report/", report_views.report, name="report"),
    path("companies/report/pdf/", report_views.report_pdf, name="report-pdf"),
    path("companies/report/xlsx/", report_views.report_xlsx, name="report-xlsx"),
    path("companies/targets/", report_views.targets, name="targets"),
    path("companies/partnerships/", partner_views.partnerships, name="partnerships"),
    path("companies/partnerships/<code:code>/", partner_views.partnership, name="partnership"),
    path("companies/partnerships/<code:code>/answer/", partner_views.answer, name="answer"),
    path("companies/partnerships/<code:code>/goals/", partner_views.goals, name="goals"),
    path("companies/partnerships/<code:code>/end/", partner_views.end, name="end"),
]
