"""Files to homework, for those who open the journal."""

from django.views.decorators.http import require_safe

from journal import access
from journal.downloads import handed_out


@require_safe
def homework_file(request, pk):
    return handed_out(access.homework_file_to_see(request.user, pk, on=request.day))
