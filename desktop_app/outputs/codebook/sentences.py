"""Sentences that both files of a codebook say: of the whole, and of an option (Q7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from desktop_app.outputs.codebook import words
from desktop_app.outputs.codebook.facts import Codebook
from desktop_app.questionnaire.form import Choice
from desktop_app.questionnaire.scheme import Text
from desktop_app.scoring.rounding import decimal_text


def title(codebook: Codebook) -> Text:
    """The form's title, its ID where it has none."""
    return codebook.text(codebook.form.title) or {"th": codebook.form.form_id}


def abstract(codebook: Codebook) -> Text:
    """What the codebook is about, in a sentence."""
    named = title(codebook)
    version = codebook.form.version or "-"
    any_title = next(iter(named.values()))
    return {one: text.format(title=named.get(one, any_title), version=version) for one, text in words.ABSTRACT.items()}


def choice_remarks(choice: Choice) -> Iterable[Text]:
    """What an option counts, and whether it stands alone."""
    if choice.na:
        yield words.MISSING["not_applicable_choice"][1]
    if choice.score is not None:
        score = decimal_text(choice.score)
        yield {language: text.format(score=score) for language, text in words.SCORE.items()}
    if choice.exclusive:
        yield words.EXCLUSIVE


def parameters(params: Mapping[str, str]) -> str:
    """`eval_params` as one text."""
    return " ".join(f"{key}={value}" for key, value in params.items())
