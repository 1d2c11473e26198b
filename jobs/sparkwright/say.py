"""Lines that Sparkwright adds to a driver's stdout."""


def say(text: str) -> None:
    """Print a line that names Sparkwright as the one who speaks."""
    print(f"sparkwright: {text}", flush=True)
