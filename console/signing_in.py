"""Signing in and out. Users and sessions belong to no enterprise, so these steps alone ask for them unbound. 登录."""

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import ensure_csrf_cookie

from storage.isolation import unbound


@method_decorator(ensure_csrf_cookie, name="dispatch")
class SignIn(LoginView):
    """Signing in by name and password."""

    template_name = "console/sign_in.html"
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: str, **kwargs: object) -> HttpResponseBase:
        """Checks name and password, and opens a session."""
        with unbound():
            return super().post(request, *args, **kwargs)


class SignOut(LogoutView):
    """Ends the session."""

    def post(self, request: HttpRequest, *args: str, **kwargs: object) -> HttpResponseBase:
        """Ends it, and shows the sign-in."""
        with unbound():
            return super().post(request, *args, **kwargs)
