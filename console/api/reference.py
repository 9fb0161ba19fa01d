"""What anybody may read about the API: the OpenAPI document as a file, and as a page."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from console.api.document import document


@login_not_required
@require_safe
def document_file(_request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@login_not_required
@require_safe
def page(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("")
