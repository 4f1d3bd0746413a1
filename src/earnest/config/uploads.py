"""How much of a form's files is read at all? So much, whoever sends it, and no more.

Django parses a form before anybody has asked who sends it. What is over the limit is not written
anywhere; the view is told, and says so.
"""

from __future__ import annotations

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

LARGEST_FORM = 60 * 1024 * 1024
"""Bytes of all files of one form; two of the largest files that the vault keeps."""

FLAG = "earnest.upload_too_large"


class Bounded(FileUploadHandler):
    """Counts the bytes of a form's files, and stops where there are too many."""

    _taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - Django's
        """Hand a chunk on, unless it is one too many."""
        self._taken += len(raw_data)
        announced = self._announced()
        if self._taken > LARGEST_FORM or announced > 2 * LARGEST_FORM:
            if self.request is not None:
                self.request.META[FLAG] = str(LARGEST_FORM)
            # What little is left is read, so that the browser hears the answer; a flood is not.
            raise StopUpload(connection_reset=announced > 2 * LARGEST_FORM)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""

    def _announced(self) -> int:
        """The bytes that the sender says will come; Django has refused what is no number."""
        said = self.request.META.get("CONTENT_LENGTH") if self.request is not None else ""
        return int(said or 0)
