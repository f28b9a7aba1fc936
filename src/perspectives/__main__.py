"""The entry point of the command line."""

import sys


def main() -> None:
    """Run the command; a problem that the user can fix ends as one line and exit code 1."""
    from perspectives.cli import app
    from perspectives.errors import PerspectivesError

    try:
        app(prog_name="perspectives")
    except PerspectivesError as error:
        print(f"perspectives: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
