"""The author of a questionnaire sees mistakes, the form and its score as an office would, while writing in Excel."""
