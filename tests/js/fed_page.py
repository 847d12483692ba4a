"""A page of the product without a server: its own scripts and styles, and a socket that says what a test says.

In the page, `say(message)` says something, `drop()` loses the connection for good, `hangUp(code)` is the server's last
word, and `answer` is what every frame is answered with.
"""

from django.contrib.staticfiles import finders
from playwright.sync_api import Route

ADDRESS = "http://live.test"
TYPES = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}
HTML = "text/html; charset=utf-8"
FAKE_SOCKET = """
  globalThis.answer = null;
  globalThis.WebSocket = class {
    static OPEN = 1;
    readyState = 1;
    bufferedAmount = 0;
    constructor() {
      globalThis.say = (message) => this.onmessage({ data: JSON.stringify(message) });
      globalThis.drop = () => {
        globalThis.isAway = true;
        this.onclose({ code: 1006 });
      };
      globalThis.hangUp = (code) => this.onclose({ code });
      setTimeout(() => globalThis.isAway || this.onopen?.());
    }
    send(message) {
      if (!(message instanceof ArrayBuffer) || !answer) return;
      const sequence = new DataView(message).getUint32(0);
      setTimeout(() => this.onmessage?.({ data: JSON.stringify({ ...answer, sequence }) }));
    }
    close() {}
  };
"""


def fulfill_static(route: Route, path: str) -> None:
    """Answer with one of the product's own files."""
    route.fulfill(path=finders.find(path.removeprefix("/static/")), content_type=TYPES[path.rpartition(".")[2]])


def fulfill_html(route: Route, html: str) -> None:
    route.fulfill(body=html, content_type=HTML)
