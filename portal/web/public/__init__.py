"""The citizens' pages: no account, no script needed."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)
