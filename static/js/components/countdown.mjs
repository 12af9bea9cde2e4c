import { tickByServer } from "./server_time.mjs";

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

function start(box) {
  const time = box.querySelector("time");
  const until = Date.parse(time.dateTime);
  tickByServer((millis) => {
    const seconds = Math.floor((until - millis) / 1000);
    const text = seconds > 0 ? words(seconds, document.documentElement.lang) : time.dataset.ended;
    if (time.textContent !== text) time.textContent = text;
  });
}

/** Every countdown on the page ticks by the server's clock; without its answer the words of the page stand. */
export function startCountdowns() {
  document.querySelectorAll("[data-countdown]").forEach(start);
}
