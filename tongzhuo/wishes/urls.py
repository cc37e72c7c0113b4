from django.urls import path

from tongzhuo.wishes import views

app_name = "wishes"
urlpatterns = [
    path("wishes/", views.wishes, name="wishes"),
    path("wishes/words/", views.words, name="words"),
    path("wishes/words/<code:code>/answer/", views.answer, name="answer"),
    path("wishes/taken/<code:code>/", views.taken_wish, name="taken"),
    path("wishes/taken/<code:code>/give-back/", views.give_back, name="give-back"),
    path("wishes/<code:code>/", views.wish, name="wish"),
]
