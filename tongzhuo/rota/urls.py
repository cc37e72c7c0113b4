from django.urls import path

from tongzhuo.rota import desk_views, measure_views, views

app_name = "rota"
urlpatterns = [
    path("projects/", views.projects, name="projects"),
    path("projects/<code:code>/", views.project, name="project"),
    path("projects/<code:code>/duty/", views.take_duty, name="take-duty"),
    path("duties/<code:code>/leave/", views.leave_duty, name="leave-duty"),
    path("projects/<code:code>/activities/new/", views.new_activity, name="new-activity"),
    path("projects/<code:code>/measures/new/", measure_views.name_measure, name="name-measure"),
    path("measures/<code:code>/", measure_views.measure, name="measure"),
    path("measurements/<code:code>/correct/", measure_views.correct_measurement, name="correct-measurement"),
    path("activities/<code:code>/cover/", views.cover, name="cover"),
    path("activities/<code:code>/series/", views.series, name="series"),
    path("shifts/<code:code>/sign-up/", desk_views.bring_in, name="bring-in"),
    path("shifts/<code:code>/team/", desk_views.bring_team, name="bring-team"),
]
