"""Files in an S3-compatible store (a city's object storage, MinIO, OSS, COS, OBS), for streets with several servers.

Three calls (PUT, GET, DELETE) signed with AWS Signature Version 4. Written here because the kept clients bring tens of
megabytes for what is one page; the signature is tested against the examples AWS publishes.
"""

import hashlib
import hmac
import http.client
import urllib.parse
from collections.abc import Mapping
from datetime import UTC, datetime

EMPTY = hashlib.sha256(b"").hexdigest()


class StoreUnreachable(Exception):
    """The store refused or did not answer. Carries what it said; worth a retry and a line on the health page."""


def authorization(
    method: str, url: str, headers: Mapping[str, str], access_key: str, secret_key: str, region: str
) -> str:
    """The Authorization header for a request.

    `headers` must hold host, x-amz-date and x-amz-content-sha256; all of them are signed. Source: AWS, "Authenticating
    Requests: Using the Authorization Header (AWS Signature Version 4)".
    """
    parts = urllib.parse.urlsplit(url)
    lower = {k.lower(): v.strip() for k, v in headers.items()}
    names = ";".join(sorted(lower))
    query = urllib.parse.urlencode(sorted(urllib.parse.parse_qsl(parts.query, True)), quote_via=urllib.parse.quote)
    signed = "".join(f"{k}:{lower[k]}\n" for k in sorted(lower))
    canonical = "\n".join([method, parts.path or "/", query, signed, names, lower["x-amz-content-sha256"]])
    stamp = lower["x-amz-date"]
    scope = f"{stamp[:8]}/{region}/s3/aws4_request"
    to_sign = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"AWS4{secret_key}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    return f"AWS4-HMAC-SHA256 Credential={access_key}/{scope},SignedHeaders={names},Signature={signature}"


class S3Store:
    """A `photos.Store` in one bucket, addressed by path: <endpoint>/<bucket>/<prefix><name>."""

    def __init__(
        self,
        endpoint: str,
        bucket: str,
        access_key: str,
        secret_key: str,
        region: str = "us-east-1",
        prefix: str = "",
        timeout: float = 10,
    ) -> None:
        """`endpoint` such as https://s3.example.gov.cn or http://127.0.0.1:9000; `timeout` in seconds."""
        self._base = f"{endpoint.rstrip('/')}/{bucket}/"
        self._prefix, self._region, self._timeout = prefix, region, timeout
        self._access_key, self._secret_key = access_key, secret_key

    def put(self, name: str, data: bytes, content_type: str) -> None:
        status, said = self._ask("PUT", name, data, {"content-type": content_type})
        self._expect(status in (200, 201, 204), "PUT", status, said)

    def get(self, name: str) -> bytes:
        status, body = self._ask("GET", name)
        if status == 404:
            raise FileNotFoundError(name)
        self._expect(status == 200, "GET", status, body)
        return body

    def delete(self, name: str) -> None:
        status, said = self._ask("DELETE", name)
        self._expect(status in (200, 202, 204, 404), "DELETE", status, said)

    @staticmethod
    def _expect(good: bool, method: str, status: int, said: bytes) -> None:
        if not good:
            raise StoreUnreachable(f"{method}: {status} {said[:300].decode(errors='replace')}")

    def _ask(
        self, method: str, name: str, data: bytes = b"", extra: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        url = self._base + urllib.parse.quote(self._prefix + name, safe="/-_.~")
        parts = urllib.parse.urlsplit(url)
        headers = {
            **(extra or {}),
            "host": parts.netloc,
            "x-amz-date": datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
            "x-amz-content-sha256": hashlib.sha256(data).hexdigest() if data else EMPTY,
        }
        headers["authorization"] = authorization(method, url, headers, self._access_key, self._secret_key, self._region)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=self._timeout)
        try:
            connection.request(method, parts.path, body=data or None, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise StoreUnreachable(f"{method}: {error}") from error
        finally:
            connection.close()
