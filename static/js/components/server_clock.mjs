import { tickByServer } from "./server_time.mjs";

/** A page that is kept carries no time of its own: the clock at its foot appears once the server has told the time. */
export function startServerClock() {
  const box = document.querySelector("[data-server-clock]");
  if (!box) return;
  const time = box.appendChild(document.createElement("time"));
  const words = new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : "zh-CN", {
    timeZone: "Asia/Shanghai", year: "numeric", month: "long", day: "numeric",
    hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  tickByServer((millis) => {
    time.dateTime = new Date(millis).toISOString();
    time.textContent = ` ${words.format(millis)}`;
    box.hidden = false;
  });
}
