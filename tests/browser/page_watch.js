// Runs before a page's own scripts: notes what the page asks of the camera and what it sends.
// `watched.frames`: one entry per frame handed to a socket; `watched.closed`: how the sockets that sent frames closed.
(() => {
  const HEADER_BYTES = 4; // the sequence number in front of the JPEG
  const MARK_BYTES = 32;

  globalThis.watched = { frames: [], closed: [], socket: null };

  // From the middle of the picture's own data: a JPEG's tables are alike in all pictures.
  function markOf(message) {
    const start = HEADER_BYTES + ((message.byteLength - HEADER_BYTES) >> 1);
    const bytes = new Uint8Array(message, start, Math.min(MARK_BYTES, message.byteLength - start));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function watchSocket(socket) {
    if (watched.socket === socket) return;
    watched.socket = socket;
    socket.addEventListener("close", ({ code }) => watched.closed.push({ code, at: Date.now() }));
  }

  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (message) {
    watchSocket(this);
    if (message instanceof ArrayBuffer) watched.frames.push({ at: Date.now(), mark: markOf(message) });
    return send.call(this, message);
  };

  if (globalThis.MediaDevices) {
    const { getUserMedia } = MediaDevices.prototype;
    MediaDevices.prototype.getUserMedia = function (constraints) {
      globalThis.noteCameraRequest(location.pathname);
      return getUserMedia.call(this, constraints);
    };
  }

  addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile, lineNumber }) => {
    console.error(`content policy: ${effectiveDirective} blocked ${blockedURI} in ${sourceFile}:${lineNumber}`);
  });
})();
