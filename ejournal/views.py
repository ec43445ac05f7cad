"""The door: sign-in, and the home page each person is led to."""

from django.contrib.auth import views as auth_views
from django.shortcuts import redirect

from .demo_accounts import demo_accounts

HOMES = [
    ("deputy", "reports:missing"),
    ("director", "reports:missing"),
    ("teacher", "journal:today"),
    ("homeroom", "journal:today"),
    ("sysadmin", "reports:documents"),
    ("parent", "diary:home"),
    ("student", "diary:home"),
]


class SignIn(auth_views.LoginView):
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        accounts = demo_accounts() if self.request.school and self.request.school.is_demo else []
        return super().get_context_data(demo_accounts=accounts, **kwargs)


sign_in = SignIn.as_view()


def home(request):
    """Where the person's work begins. A teacher who is also a parent finds the diary in the side bar."""
    for role, page in HOMES:
        if role in request.roles:
            return redirect(page)
    return redirect("diary:home")
