// A timer that a hidden tab does not slow down. Takes an interval in milliseconds, says "tick".
// It begins at a random moment of the interval: a class that hears of a new one together must not send in one volley.
const EARLIEST = 0.5; // of the interval after the last tick; the server refuses what comes sooner

let timer = null;
let lastTick = -Infinity;

function tick() {
  lastTick = performance.now();
  self.postMessage("tick");
}

self.onmessage = ({ data: intervalMs }) => {
  clearTimeout(timer); // ends an interval too
  const restMs = Math.max(0, lastTick + EARLIEST * intervalMs - performance.now());
  timer = setTimeout(() => {
    timer = setInterval(tick, intervalMs);
    tick();
  }, restMs + Math.random() * intervalMs);
};
