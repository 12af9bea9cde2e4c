"""What the analysis refuses."""

from portal.errors import PortalError


class AnalysisInputError(PortalError):
    """A line of the input is not an opinion; `line` counts from 1, `message` says what is wrong."""

    code = "analysis_bad_line"


class TopicModelError(PortalError):
    """Kept bytes are no topic model; a fresh fit is the way out."""

    code = "topic_model_unreadable"
