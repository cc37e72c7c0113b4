from django.urls import path

from tongzhuo.organisations.views import bodies, me, people, records

app_name = "organisations"
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/new/", records.register, name="register"),
    path("people/<code:code>/", people.person, name="person"),
    path("people/<code:code>/edit/", records.edit, name="edit-person"),
    path("people/<code:code>/ways/", records.add_way, name="add-way"),
    path("people/<code:code>/ways/<int:pk>/remove/", records.remove_way, name="remove-way"),
    path("people/<code:code>/guardians/", records.name_guardian, name="name-guardian"),
    path("people/<code:code>/guardians/<int:pk>/end/", records.end_guardian, name="end-guardian"),
    path("people/<code:code>/times/", records.times, name="times"),
    path("people/<code:code>/skills/", records.skills, name="skills"),
    path("people/<code:code>/checks/", records.prove, name="prove"),
    path("people/<code:code>/checks/<slug:slug>/drop/", records.drop_check, name="drop-check"),
    path("people/<code:code>/agree/<slug:purpose>/", records.agree, name="agree"),
    path("people/<code:code>/withdraw/<slug:purpose>/", records.withdraw, name="withdraw"),
    path("people/<code:code>/join/", records.join_records, name="join-records"),
    path("organisations/new/", bodies.found, name="found"),
    path("organisations/<code:code>/", bodies.organisation, name="organisation"),
    path("organisations/<code:code>/edit/", bodies.edit, name="edit-organisation"),
    path("organisations/<code:code>/capacity/", bodies.declare, name="declare"),
    path("organisations/<code:code>/join/", bodies.join, name="join"),
    path("organisations/<code:code>/mandates/", bodies.give, name="give"),
    path("memberships/<code:code>/end/", bodies.leave, name="leave"),
    path("mandates/<code:code>/end/", bodies.end, name="end"),
    path("me/", me.me, name="me"),
    path("me/act-for/", me.act_for, name="act-for"),
]
