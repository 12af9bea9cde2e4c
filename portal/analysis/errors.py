"""What the analysis refuses."""

from portal.errors import PortalError


class AnalysisInputError(PortalError):
    """A line of the input is not an opinion; `line` counts from 1, `message` says what is wrong."""

    code = "analysis_bad_line"

    def __str__(self) -> str:
        line = self.details.get("line")
        return f"第 {line} 行 / line {line}: {self.details.get('message', self.code)}"


class TopicModelError(PortalError):
    """Kept bytes are no topic model; a fresh fit is the way out."""

    code = "topic_model_unreadable"
