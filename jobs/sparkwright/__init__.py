"""What a Sparkwright job may use: `from sparkwright import attempt`."""

from sparkwright import attempt

__all__ = ["attempt"]
