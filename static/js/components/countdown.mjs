// The visitor's clock may be wrong, so only its steady tick is used; what time it is comes from the server.
const DAY = 86400, HOUR = 3600, MINUTE = 60;

function words(seconds, language) {
  const unit = (value, name) =>
    new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "long" }).format(value);
  const parts = [];
  if (seconds >= DAY) parts.push(unit(Math.floor(seconds / DAY), "day"));
  if (seconds >= HOUR) parts.push(unit(Math.floor((seconds % DAY) / HOUR), "hour"));
  if (seconds < DAY) parts.push(unit(Math.floor((seconds % HOUR) / MINUTE), "minute"));
  if (seconds < HOUR) parts.push(unit(seconds % MINUTE, "second"));
  return parts.join(" ");
}

/** A page may come from a cache; the Date of a fresh answer says what time it is now. */
async function serverMillis() {
  const answer = await fetch(import.meta.url, { method: "HEAD", cache: "no-store" });
  return Date.parse(answer.headers.get("Date"));
}

function start(box) {
  const time = box.querySelector("time");
  const until = Date.parse(time.dateTime);
  let base = Date.parse(box.dataset.now) - performance.now();

  function show() {
    const seconds = Math.floor((until - base - performance.now()) / 1000);
    const text = seconds > 0 ? words(seconds, document.documentElement.lang) : time.dataset.ended;
    if (time.textContent !== text) time.textContent = text;
  }

  async function adjust() {
    try {
      const now = await serverMillis();
      if (Number.isFinite(now)) base = now - performance.now();
    } catch {
      // Without an answer the time the page was made still holds.
    }
    show();
  }

  show();
  adjust();
  setInterval(show, 1000);
  // A sleeping device stops the tick, so the server is asked again on waking.
  document.addEventListener("visibilitychange", () => document.hidden || adjust());
}

/** Every countdown on the page ticks by the server's clock. */
export function startCountdowns() {
  document.querySelectorAll("[data-countdown]").forEach(start);
}
