"""What of a request a page looks at: where it looks at nothing, one bad value stands for all of them."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest import mock

from django.core.handlers.wsgi import WSGIRequest, get_bytes_from_wsgi
from django.http import HttpRequest, QueryDict


@dataclass
class Looks:
    """`question`: keys of the query string; `*` where all of them were walked over."""

    question: set[str] = field(default_factory=set)
    form: bool = False
    files: bool = False
    body: bool = False


@contextmanager
def looks():
    """Watches the requests of this process: what their pages look at."""
    seen = Looks()

    class Watched(QueryDict):
        def __getitem__(self, key):
            seen.question.add(key)
            return super().__getitem__(key)

        def _getlist(self, key, *args, **kwargs):
            seen.question.add(key)
            return super()._getlist(key, *args, **kwargs)

        def __contains__(self, key):
            seen.question.add(key)
            return super().__contains__(key)

        def __iter__(self):
            seen.question.add("*")
            return super().__iter__()

        def keys(self):
            seen.question.add("*")
            return super().keys()

        def lists(self):
            seen.question.add("*")
            return super().lists()

    def question(request):
        text = get_bytes_from_wsgi(request.environ, "QUERY_STRING", "")
        return Watched(text, encoding=request.encoding)

    def noting(what, read):
        def get(request):
            setattr(seen, what, True)
            return read(request)

        return get

    with (
        mock.patch.object(WSGIRequest, "GET", property(question)),
        mock.patch.object(WSGIRequest, "POST", property(noting("form", WSGIRequest.POST.fget), WSGIRequest.POST.fset)),
        mock.patch.object(WSGIRequest, "FILES", property(noting("files", WSGIRequest.FILES.fget))),
        mock.patch.object(HttpRequest, "body", property(noting("body", HttpRequest.body.fget))),
    ):  # fmt: skip
        yield seen
