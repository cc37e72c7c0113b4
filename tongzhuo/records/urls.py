from django.urls import path

from tongzhuo.records import late_views, passing, views

app_name = "records"
urlpatterns = [
    path("shifts/<code:code>/here/", views.here, name="here"),
    path("shifts/<code:code>/day/", views.day, name="day"),
    path("shifts/<code:code>/close/", views.close, name="close"),
    path("shifts/<code:code>/scanner/", passing.scanner, name="scanner"),
    path("shifts/<code:code>/sheet.pdf", passing.sheet_on_paper, name="sheet-on-paper"),
    path("shifts/<code:code>/passes.pdf", passing.passes_on_paper, name="passes-on-paper"),
    path("pass/", passing.my_pass, name="pass"),
    path("pass/<str:token>/", passing.shown, name="shown"),
    path("presence/", passing.presence, name="presence"),
    path("presence/keep/", passing.keep, name="keep"),
    path("hours/", views.mine, name="mine"),
    path("hours/to-confirm/", views.to_confirm, name="to-confirm"),
    path("hours/later/", late_views.later, name="later"),
    path("hours/export/", late_views.export, name="export"),
    path("hours/odd/<int:pk>/", views.look_at, name="look-at"),
    path("hours/<code:code>/", views.line, name="line"),
    path("hours/<code:code>/confirm/", views.second, name="second"),
    path("hours/<code:code>/refuse/", views.refuse, name="refuse"),
    path("hours/<code:code>/correct/", views.correct, name="correct"),
]
