from django.urls import path

from tongzhuo.rota import activity_views, date_views, desk_views, measure_views, views

app_name = "rota"
urlpatterns = [
    path("projects/", views.projects, name="projects"),
    path("projects/new/", views.new_project, name="new-project"),
    path("projects/<code:code>/", views.project, name="project"),
    path("projects/<code:code>/duty/", views.take_duty, name="take-duty"),
    path("duties/<code:code>/leave/", views.leave_duty, name="leave-duty"),
    path("projects/<code:code>/activities/new/", activity_views.new_activity, name="new-activity"),
    path("projects/<code:code>/measures/new/", measure_views.name_measure, name="name-measure"),
    path("measures/<code:code>/", measure_views.measure, name="measure"),
    path("measurements/<code:code>/correct/", measure_views.correct_measurement, name="correct-measurement"),
    path("activities/templates/", activity_views.templates, name="templates"),
    path("activities/<code:code>/edit/", activity_views.edit_activity, name="edit-activity"),
    path("activities/<code:code>/cover/", activity_views.cover, name="cover"),
    path("activities/<code:code>/again/", activity_views.again, name="again"),
    path("activities/<code:code>/template/", activity_views.keep_template, name="keep-template"),
    path("activities/<code:code>/template/drop/", activity_views.drop_template, name="drop-template"),
    path("activities/<code:code>/date/", date_views.date, name="date"),
    path("activities/<code:code>/series/", date_views.series, name="series"),
    path("series/<code:code>/dates/", date_views.dates, name="dates"),
    path("series/<code:code>/skip/", date_views.skip, name="skip"),
    path("series/<code:code>/take-in/", date_views.take_in, name="take-in"),
    path("series/<code:code>/go-on/", date_views.go_on, name="go-on"),
    path("shifts/<code:code>/move/", date_views.move, name="move"),
    path("shifts/<code:code>/places/", date_views.resize, name="resize"),
    path("shifts/<code:code>/sign-up/", desk_views.bring_in, name="bring-in"),
    path("shifts/<code:code>/team/", desk_views.bring_team, name="bring-team"),
]
