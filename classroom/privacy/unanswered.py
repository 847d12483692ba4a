"""Erasures that are asked for while the database is out of reach: the page that says so asks again by itself."""

import logging
from collections.abc import Callable
from functools import wraps

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from classroom.request_methods import wants_json

ASK_AGAIN_S = 5
TOKEN_FIELD = "csrfmiddlewaretoken"  # noqa: S105 (the name of a field)

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponse]


def asked_until_erased(*, link: str) -> Callable[[View], View]:
    """Answer a request to erase with a page that repeats it, as long as the database is out of reach.

    A repetition may find nothing: what was committed as the connection broke off has been done. So nothing behind a
    link is no error here. The page's script asks for JSON, which says where the answer is.

    Args:
        link: name of the page with the same arguments that a person may come back to.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, **arguments: object) -> HttpResponse:
            try:
                response = view(request, **arguments)
            except (OperationalError, InterfaceError) as error:
                logger.warning("an erasure was not taken: %s", type(error).__name__)
                return _not_yet(request, reverse(link, kwargs=arguments))
            except Http404:
                return render(request, "privacy/nothing_left.html", status=404)
            return _told(response) if wants_json(request) else response

        return answer

    return decorate


def _not_yet(request: HttpRequest, link: str) -> HttpResponse:
    """The page is made without the request: what every page knows of it may stand in the database."""
    fields = [(name, value) for name, values in request.POST.lists() if name != TOKEN_FIELD for value in values]
    context = {"path": request.path, "link": link, "fields": fields, "csrf_token": get_token(request)}
    page = render_to_string("privacy/not_erased_yet.html", context)
    return HttpResponse(page, status=503, headers={"Retry-After": str(ASK_AGAIN_S)})


def _told(response: HttpResponse) -> HttpResponse:
    """Where a redirect leads, for a script; what it says to the browser besides stays."""
    if not isinstance(response, HttpResponseRedirect):
        return response
    told = JsonResponse({"next": response.url})
    told.cookies = response.cookies
    return told
