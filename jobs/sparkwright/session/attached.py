"""The main module of an attempt's process in a session: the bootstrap, on the host's JVM."""

import sys

if __name__ == "__main__":
    # First of all: a fork is cheap now, and there are no threads yet.
    from sparkwright.driver.guardian import guard

    guard()

    from sparkwright import bootstrap
    from sparkwright.session.attach import attach

    attach()
    sys.exit(bootstrap.main(sys.argv[1:]))
