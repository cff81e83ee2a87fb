"""Sessions as the demo in production writes them, made here, so that every run begins with the same."""
import base64
import hashlib
import hmac
import time
import urllib.parse
import uuid

SECRET = "a secret of the benchmarks' own"
COOKIE = "_redisDemo"


def session_id(number):
    """The number's UUID: always the same, of version 4 by its form."""
    digest = hashlib.sha256(b"taproom session %d" % number).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))


def signed_cookie(identifier):
    mac = hmac.new(SECRET.encode(), identifier.encode(), hashlib.sha256).digest()
    value = f"s:{identifier}.{base64.b64encode(mac).decode().rstrip('=')}"
    return f"{COOKIE}={urllib.parse.quote(value, safe='')}"


def session_json(seconds, views=1):
    expires = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() + seconds))
    return (
        '{"cookie":{"originalMaxAge":%d,"expires":"%s","secure":false,"httpOnly":true,"path":"/","sameSite":"lax"},'
        '"views":%d}'
        % (seconds * 1000, expires, views))


def set_command(number, seconds=60):
    return ("SET", "sess:" + session_id(number), session_json(seconds), "EX", seconds)


def seed(redis, count, seconds=60):
    """Writes sessions number 0 to count - 1; their cookies."""
    redis.pipeline([set_command(number, seconds) for number in range(count)])
    return [signed_cookie(session_id(number)) for number in range(count)]
