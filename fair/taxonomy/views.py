"""What the terms of a vocabulary are found by, for the pickers of every form."""

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from fair.taxonomy.selectors import SEARCHED, words_of


@require_GET
@cache_control(public=True, max_age=3600)
@gzip_page
def words(request: HttpRequest, vocabulary: str) -> JsonResponse:
    """Give the words of every term of one vocabulary, by the term's id.

    They are the same for everybody in every language, so that a browser asks once an hour; a
    term's own label stands on the page, whatever an organiser has just called it.
    """
    if vocabulary not in SEARCHED:
        raise Http404
    return JsonResponse(words_of(SEARCHED[vocabulary]), json_dumps_params={"ensure_ascii": False})
