"""Addresses of the console."""

from django.urls import path

from console import answers, audit, contacts, deliveries, desk, people, plans, signing_in, views, withheld

urlpatterns = [
    path("", views.alerts, name="alerts"),
    path("alerts/<int:alert_id>", views.alert, name="alert"),
    path("alerts/<int:alert_id>/plan/<str:office>.<str:form>", plans.plan_file, name="plan"),
    path("desk", desk.desk, name="desk"),
    path("desk/undo", desk.undo_last, name="desk-undo"),
    path("desk/<int:alert_id>", desk.judged, name="desk-judged"),
    path("withheld", withheld.withheld, name="withheld"),
    path("deliveries", deliveries.deliveries, name="deliveries"),
    path("deliveries/replay", deliveries.replay, name="replay"),
    path("deliveries/bounces/<int:bounce_id>.eml", deliveries.bounce_mail, name="bounce-mail"),
    path("deliveries/bounces/settle", deliveries.settle, name="settle-bounces"),
    path("alerts/<int:alert_id>/decide", answers.decide, name="decide"),
    path("answer/<str:token>/<str:said>", answers.answer, name="answer"),
    path("leave/<str:token>", answers.leave_list, name="leave"),
    path("contacts", contacts.contact_list, name="contacts"),
    path("contacts/add", contacts.add, name="contact-add"),
    path("contacts/<int:contact_id>", contacts.contact, name="contact"),
    path("contacts/<int:contact_id>/activity", contacts.activity, name="contact-activity"),
    path("rules", answers.rules, name="rules"),
    path("rules/<int:decision_id>/undo", answers.undo, name="undo"),
    path("alerts/<int:alert_id>/pictures/<str:sha256>.png", views.alert_picture, name="alert-picture"),
    path("audit", audit.audit, name="audit"),
    path("sources", views.sources, name="sources"),
    path("sign-in", signing_in.SignIn.as_view(), name="sign-in"),
    path("password", signing_in.password, name="password"),
    path("people", people.people, name="people"),
    path("people/<int:user_id>/end-sessions", people.end_sessions, name="end-sessions"),
    path("sign-out", signing_in.SignOut.as_view(), name="sign-out"),
    path("language", views.language, name="language"),
    path("healthz", views.health, name="health"),
]
