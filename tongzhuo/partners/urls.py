from django.urls import path

from tongzhuo.partners import report_views, views

app_name = "partners"
urlpatterns = [
    path("companies/went/", report_views.went, name="went"),
    path("companies/report/", report_views.report, name="report"),
    path("companies/report/pdf/", report_views.report_pdf, name="report-pdf"),
    path("companies/report/xlsx/", report_views.report_xlsx, name="report-xlsx"),
    path("companies/targets/", report_views.targets, name="targets"),
    path("companies/partnerships/", views.partnerships, name="partnerships"),
    path("companies/partnerships/<code:code>/", views.partnership, name="partnership"),
    path("companies/partnerships/<code:code>/answer/", views.answer, name="answer"),
    path("companies/partnerships/<code:code>/goals/", views.goals, name="goals"),
    path("companies/partnerships/<code:code>/end/", views.end, name="end"),
]
