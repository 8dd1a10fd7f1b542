"""The toy embedding behind OpenAI's interface, as a process of its own: ``python tests/toy_server.py [MILLISECONDS]``.

A request takes so long at least, as at a server elsewhere. It prints its address.
"""

from __future__ import annotations

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from toy import ToyEmbedder


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections are kept, as a real server keeps them
    wait_seconds = 0.0

    def do_POST(self) -> None:
        until = time.monotonic() + self.wait_seconds
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        rows = ToyEmbedder().embed_passages(asked["input"]).tolist()
        data = [{"object": "embedding", "index": place, "embedding": row} for place, row in enumerate(rows)]
        usage = {"prompt_tokens": 0, "total_tokens": 0}
        told = json.dumps({"object": "list", "model": asked["model"], "data": data, "usage": usage}).encode()
        time.sleep(max(0.0, until - time.monotonic()))
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *args: object) -> None:
        pass


if __name__ == "__main__":
    _Handler.wait_seconds = float(sys.argv[1]) / 1e3 if len(sys.argv) > 1 else 0.0
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
