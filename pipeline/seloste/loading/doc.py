"""Old Word files to drafted lines: msdoc2docx makes a DOCX of them, which is then read as any other."""

from __future__ import annotations

import tempfile
from pathlib import Path

from seloste.errors import NoticeError, Reason
from seloste.loading import docx
from seloste.loading.layout import Draft


def read(data: bytes) -> list[Draft]:
    """Return the lines of a document of Word 97–2003.

    :raises NoticeError: ``ENCRYPTED``, ``DAMAGED``, ``TOO_BIG``; ``UNSUPPORTED_FORMAT`` without msdoc2docx
        and for what is no Word document but another file of old Office.
    """
    try:
        import doc2docx
        from doc2docx import errors
    except ImportError:
        raise NoticeError(
            Reason.UNSUPPORTED_FORMAT,
            "reading old Word files needs msdoc2docx: pip install 'seloste[documents]'; or save as .docx",
        ) from None
    with tempfile.TemporaryDirectory() as folder:
        old, new = Path(folder, "a.doc"), Path(folder, "a.docx")
        old.write_bytes(data)
        try:
            doc2docx.convert(old, new)
        except errors.EncryptedDocumentError:
            raise NoticeError(Reason.ENCRYPTED, "the document is protected by a password") from None
        except errors.StreamNotFound:
            raise NoticeError(
                Reason.UNSUPPORTED_FORMAT, "of old Office files only those of Word are read"
            ) from None
        except (errors.UnsupportedFeatureError, errors.InvalidWordDocument) as error:
            raise NoticeError(
                Reason.UNSUPPORTED_FORMAT, f"this old Word file cannot be read; save it as .docx: {error}"
            ) from None
        except errors.Doc2DocxError as error:
            raise NoticeError(Reason.DAMAGED, f"the document is damaged: {error}") from None
        return docx.read(new.read_bytes())
