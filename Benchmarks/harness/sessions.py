"""Sessions in the format of the demo in production. They are generated, so that every run starts with the same ones."""
import base64
import hashlib
import hmac
import time
import urllib.parse
import uuid

SECRET = "a secret of the benchmarks' own"
COOKIE = "_redisDemo"


def session_id(number):
    """Returns the UUID for a number. It is always the same, in the format of version 4."""
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
    """Stores the sessions with the numbers 0 to count - 1, and returns their cookies."""
    redis.pipeline([set_command(number, seconds) for number in range(count)])
    return [signed_cookie(session_id(number)) for number in range(count)]
