"""Rucio behind gunicorn; the client's certificate is told as Apache's mod_ssl would."""

from rucio.web.rest.flaskapi.v1.main import application as rucio


def application(environ, start_response):
    certificate = environ["gunicorn.socket"].getpeercert()
    if certificate:
        environ["SSL_CLIENT_VERIFY"] = "SUCCESS"
        environ["SSL_CLIENT_S_DN"] = "/" + "/".join(f"CN={value}" for ((_, value),) in certificate["subject"])
    return rucio(environ, start_response)
