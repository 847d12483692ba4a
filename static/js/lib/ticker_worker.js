// A timer that a hidden tab does not slow down. Takes an interval in milliseconds, says "tick".
let timer = null;

self.onmessage = ({ data: intervalMs }) => {
  clearInterval(timer);
  timer = setInterval(() => self.postMessage("tick"), intervalMs);
};
