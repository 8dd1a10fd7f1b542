"""Days and spans of days in sentences and questions, in eight languages (docs/decisions/38-time-in-words.md)."""

from rag.text.dates.expressions.date_reader import DateExpression as DateExpression
from rag.text.dates.expressions.date_reader import read_dates as read_dates
