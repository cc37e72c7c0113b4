from django.urls import path

from tongzhuo.web import activity_views, shift_views, standing_views

app_name = "service"
urlpatterns = [
    path("shifts/", shift_views.shifts, name="shifts"),
    path("shifts/<code:code>/", shift_views.shift, name="shift"),
    path("shifts/<code:code>/join/", shift_views.join, name="join"),
    path("shifts/<code:code>/wait/", shift_views.wait, name="wait"),
    path("sign-ups/<code:code>/confirm/", shift_views.confirm, name="confirm"),
    path("sign-ups/<code:code>/cancel/", shift_views.cancel, name="cancel"),
    path("series/<code:code>/", standing_views.series, name="series"),
    path("series/<code:code>/join/", standing_views.join_all, name="join-all"),
    path("series/<code:code>/leave/", standing_views.leave_all, name="leave-all"),
    path("commitments/", shift_views.commitments, name="commitments"),
    path("commitments/calendar/", shift_views.make_calendar, name="make-calendar"),
    path("commitments/calendar/revoke/", shift_views.revoke_calendar, name="revoke-calendar"),
    path("calendar/<slug:secret>.ics", shift_views.calendar, name="calendar"),
    path("guardian/<str:token>/", shift_views.guardian, name="guardian"),
    path("activities/", activity_views.activities, name="activities"),
    path("activities/<code:code>/", activity_views.activity, name="activity"),
    path("shifts/<code:code>/open/", activity_views.announce, name="announce"),
    path("shifts/<code:code>/call-off/", activity_views.call_off, name="call-off"),
]
