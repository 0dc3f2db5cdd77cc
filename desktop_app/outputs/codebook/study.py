"""What a codebook says of itself as a whole (Q7)."""

from __future__ import annotations

from desktop_app.outputs.codebook import words
from desktop_app.outputs.codebook.facts import Codebook
from desktop_app.questionnaire.scheme import Text


def title(codebook: Codebook) -> Text:
    """The form's title, its ID where it has none."""
    return codebook.text(codebook.form.title) or {"th": codebook.form.form_id}


def abstract(codebook: Codebook) -> Text:
    """What the codebook is about, in a sentence."""
    named = title(codebook)
    version = codebook.form.version or "-"
    any_title = next(iter(named.values()))
    return {one: text.format(title=named.get(one, any_title), version=version) for one, text in words.ABSTRACT.items()}
