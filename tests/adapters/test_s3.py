"""The fake store below checks each signature from what arrived, as a real one does."""

import io
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image

from lianxin.adapters import photos
from lianxin.adapters.s3 import EMPTY, S3Store, StoreUnreachable, authorization

AWS = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1")
HOST = "examplebucket.s3.amazonaws.com"


@pytest.mark.parametrize(
    ("method", "path", "extra", "payload", "signature"),
    [
        ("GET", "/test.txt", {"range": "bytes=0-9"}, EMPTY,
         "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        ("PUT", "/test%24file.text",
         {"date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"},
         "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
         "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
        ("GET", "/?lifecycle", {}, EMPTY, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        ("GET", "/?prefix=J&max-keys=2", {}, EMPTY,
         "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ],
)  # fmt: skip
def test_signatures_of_the_examples_aws_publishes(method, path, extra, payload, signature):
    headers = {"host": HOST, "x-amz-date": "20130524T000000Z", "x-amz-content-sha256": payload, **extra}
    said = authorization(method, f"https://{HOST}{path}", headers, *AWS)
    assert said.endswith(f"Signature={signature}")


@pytest.fixture
def bucket():
    kept = {}

    class Fake(BaseHTTPRequestHandler):
        def _answer(self, status, body=b""):
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _let_in(self):
            said = self.headers["authorization"]
            names = said.split("SignedHeaders=")[1].split(",")[0].split(";")
            headers = {n: self.headers[n] for n in names}
            url = f"http://{self.headers['host']}{self.path}"
            return said == authorization(self.command, url, headers, "key", "secret", "us-east-1")

        def _serve(self):
            data = self.rfile.read(int(self.headers.get("content-length") or 0))
            if not self._let_in():
                return self._answer(403, b"SignatureDoesNotMatch")
            if self.command == "PUT":
                kept[self.path] = (data, self.headers["content-type"])
                return self._answer(200)
            if self.command == "DELETE":
                kept.pop(self.path, None)
                return self._answer(204)
            return self._answer(200, kept[self.path][0]) if self.path in kept else self._answer(404)

        do_PUT = do_GET = do_DELETE = _serve

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Fake)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", kept
    server.shutdown()
    thread.join()
    server.server_close()


def test_photos_in_a_bucket(bucket):
    endpoint, kept = bucket
    store = S3Store(endpoint, "street", "key", "secret", prefix="photos/")
    picture = io.BytesIO()
    Image.new("RGB", (40, 30)).save(picture, "PNG")
    photo = photos.keep(picture.getvalue(), store)
    assert kept[f"/street/photos/{photos.path_of(photo.hash)}"] == (photo.full, "image/jpeg")
    assert photos.get(photo.hash, thumb=True, store=store) == (photo.thumb, "image/webp")
    photos.delete(photo.hash, store)
    photos.delete(photo.hash, store)
    assert not kept
    with pytest.raises(FileNotFoundError):
        photos.get(photo.hash, store=store)


def test_a_wrong_secret_and_a_dead_store_are_told_apart(bucket):
    with pytest.raises(StoreUnreachable, match="403 SignatureDoesNotMatch"):
        S3Store(bucket[0], "street", "key", "wrong").put("a", b"1", "image/jpeg")
    with pytest.raises(StoreUnreachable, match="refused"):
        S3Store("http://127.0.0.1:9", "street", "key", "secret").get("a")
