"""The error tree of the stemma room.

StemmaError
├── BadSetting        a setting that cannot be used
├── BadFilter         a text that filters no queue
├── BadTime           a text that is no date and no time
├── ModelNotSet       a language model is asked for and none is set
├── UnknownRun        no crawl with this name to resume
├── NothingToResume   no unfinished crawl in this home
└── SeedsUnread       none of the asked artifacts could be read
"""


class StemmaError(Exception):
    """Root of all errors raised in this package."""


class BadSetting(StemmaError):
    """A setting that cannot be used; the message names it, its value and what would do."""


class BadFilter(StemmaError):
    """A text is no filter of a queue."""


class BadTime(StemmaError):
    """What was known at some time is asked for, and the text given is no date and no time."""


class ModelNotSet(StemmaError):
    """A language model is asked for, and no setting names one."""


class UnknownRun(StemmaError):
    """No crawl with this name to resume."""


class NothingToResume(StemmaError):
    """No unfinished crawl in this home."""


class SeedsUnread(StemmaError):
    """A seed of the crawl could not be read."""
