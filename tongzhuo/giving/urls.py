from django.urls import path

from tongzhuo.giving.views import giving, storing, tracing

app_name = "gifts"
urlpatterns = [
    path("gifts/", giving.gifts, name="gifts"),
    path("gifts/new/", giving.new_gift, name="new"),
    path("gifts/<code:code>/", giving.gift, name="gift"),
    path("gifts/<code:code>/terms/", giving.terms, name="terms"),
    path("gifts/<code:code>/agree/", giving.agree, name="agree"),
    path("gifts/<code:code>/withdraw/", giving.withdraw, name="withdraw"),
    path("gifts/<code:code>/name/", giving.naming, name="naming"),
    path("gifts/<code:code>/agreement/", giving.agreement, name="agreement"),
    path("gifts/<code:code>/label/", giving.label, name="label"),
    path("gifts/<code:code>/another-use/", giving.another_use, name="another-use"),
    path("gifts/<code:code>/photo/", giving.photo, name="photo"),
    path("gifts/<code:code>/receive/", storing.receive, name="receive"),
    path("gifts/<code:code>/use/", storing.use, name="use"),
    path("gifts/<code:code>/give-back/", storing.give_back, name="give-back"),
    path("use-changes/<code:code>/answer/", giving.answer_use, name="answer-use"),
    path("gift-photos/<code:code>/", tracing.photo_file, name="photo-file"),
    path("gift-photos/<code:code>/take-down/", giving.take_down, name="take-down"),
    path("deliveries/<code:code>/receipt/", storing.issue, name="issue"),
    path("receipts/<code:code>/", storing.receipt, name="receipt"),
    path("hand-overs/<code:code>/", storing.hand_over, name="hand-over"),
    path("losses/<code:code>/answer/", storing.answer_loss, name="answer-loss"),
    path("stores/", storing.stores, name="stores"),
    path("stores/new/", storing.new_store, name="new-store"),
    path("stores/<code:code>/", storing.store, name="store"),
    path("stores/<code:code>/lots/<code:lot>/", storing.lot, name="lot"),
    path("trace/", tracing.find, name="find"),
    path("trace/<code:code>/", tracing.trace, name="trace"),
]
