// The visitor's clock may be wrong, so only its steady tick is used; what time it is comes from the server.
let asked = null;

/** A page may come from a cache; the Date of a fresh answer says what time it is now. */
async function ask() {
  const answer = await fetch(import.meta.url, { method: "HEAD", cache: "no-store" });
  const millis = Date.parse(answer.headers.get("Date"));
  return Number.isFinite(millis) ? millis - performance.now() : null;
}

/** What is added to performance.now() for the server's time; null without an answer. One question serves all who wait. */
function serverBase() {
  asked ??= ask()
    .catch(() => null)
    .finally(() => {
      asked = null;
    });
  return asked;
}

/** Calls `show` with the server's milliseconds each second, from the first answer on. */
export function tickByServer(show) {
  let base = null;

  function tick() {
    if (base !== null) show(base + performance.now());
  }

  async function adjust() {
    base = (await serverBase()) ?? base;
    tick();
  }

  adjust();
  setInterval(tick, 1000);
  // A sleeping device stops the tick, so the server is asked again on waking.
  document.addEventListener("visibilitychange", () => document.hidden || adjust());
}
