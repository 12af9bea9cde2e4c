"""The WSGI entry point for any server: `app`."""

from portal.app import create_app

app = create_app()
