from django.urls import path

from tongzhuo.desk.views import answering, asking, changing, confirming, files, inbox, writing

app_name = "needs"
urlpatterns = [
    path("ask/", asking.say, name="ask"),
    path("ask/look/", asking.look, name="look"),
    path("ask/file/<slug:name>/", files.unsent_file, name="unsent-file"),
    path("ask/<code:code>/", asking.received, name="received"),
    path("needs/new/", writing.write_down, name="write-down"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<code:code>/", inbox.triage, name="triage"),
    path("inbox/<code:code>/apart/", inbox.keep_apart, name="keep-apart"),
    path("inbox/<code:code>/case/", inbox.take_case, name="take-case"),
    path("inbox/<code:code>/private/", inbox.private_part, name="private"),
    path("needs/<code:code>/confirm/", confirming.confirm, name="confirm"),
    path("needs/<code:code>/asks/", changing.change_asks, name="change-asks"),
    path("needs/<code:code>/files/<code:file>/", files.attachment, name="file"),
    *(path(f"needs/<code:code>/{kind}/", answering.answer, {"kind": kind}, name=kind) for kind in answering.ANSWERS),
]
