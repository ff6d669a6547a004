"""The code reader: what scripts, notebooks and configurations load, mix and publish. Nothing is ever executed."""

from agents.readers.code.reader import CodeReader, is_code

__all__ = ["CodeReader", "is_code"]
