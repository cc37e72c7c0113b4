from django.urls import path

from tongzhuo.honours import desk_views, star_views, views

app_name = "honours"
urlpatterns = [
    path("honours/", views.mine, name="mine"),
    path("honours/of/<code:code>/", views.of, name="of"),
    path("honours/desk/", desk_views.desk, name="desk"),
    path("honours/training/", desk_views.note_training, name="note-training"),
    path("honours/training/<code:code>/", desk_views.correct, {"kind": "training"}, name="correct-training"),
    path("honours/training/<code:code>/accept/", desk_views.accept, name="accept"),
    path("honours/awards/", desk_views.note_award, name="note-award"),
    path("honours/awards/<code:code>/", desk_views.correct, {"kind": "award"}, name="correct-award"),
    path("honours/evaluations/<code:code>/", desk_views.correct, {"kind": "evaluation"}, name="correct-evaluation"),
    path("honours/service/<code:code>/", desk_views.evaluate, name="evaluate"),
    path("honours/thanks/", desk_views.give, name="give"),
    path("honours/thank/<code:code>/", views.thank, name="thank"),
    path("honours/<code:code>/show/", views.show, name="show"),
    path("honours/<code:code>/keep/", views.keep, name="keep"),
    path("honours/<code:code>/take-back/", views.take_back, name="take-back"),
    path("stars/", star_views.stars, name="stars"),
    path("stars/ask/", star_views.ask, name="ask"),
    path("stars/objections/<code:code>/", star_views.answer, name="answer"),
    path("stars/<code:code>/", star_views.star, name="star"),
    path("stars/<code:code>/decline/", star_views.decline, name="decline"),
]
