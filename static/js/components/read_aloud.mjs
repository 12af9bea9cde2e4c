// In 长者模式 the browser's own voice reads the page or one clause; without a voice there are no buttons.
const SENTENCES = /(?:[^。！？；!?;\n.]|\.(?!\s|$)){1,160}[。！？；!?;.]*/g;
const BLOCKS = "h1, h2, h3, h4, h5, h6, p, li, dt, dd, th, td, caption, legend, label, summary, blockquote, div, section";
const UNREAD = "[hidden], [aria-hidden=true], script, template, button, textarea, select, [data-read-aloud], .clause__actions";

function isSeen(element) {
  return element.checkVisibility ? element.checkVisibility() : element.offsetParent !== null;
}

/** What stands in `root`, in reading order, as sentences with their language and their block. */
function sentences(root) {
  const found = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || parent.closest(UNREAD) || !isSeen(parent)) continue;
    const block = parent.closest(BLOCKS), lang = parent.closest("[lang]").lang, last = found.at(-1);
    if (last?.block === block && last.lang === lang) last.text += walker.currentNode.data;
    else found.push({ block, lang, text: walker.currentNode.data });
  }
  return found.flatMap((piece) =>
    (piece.text.replace(/\s+/g, " ").match(SENTENCES) ?? []).map((text) => ({ ...piece, text })));
}

/** The voices that speak the language; some devices call Chinese by the code of Mandarin. */
function voicesFor(lang) {
  const names = { zh: ["zh", "cmn"] }[lang.slice(0, 2)] ?? [lang.slice(0, 2)];
  return speechSynthesis.getVoices().filter((voice) => names.includes(voice.lang.split(/[-_]/)[0].toLowerCase()));
}

/** A voice of the device itself if there is one: then what is read does not leave it. */
function voiceFor(lang) {
  return voicesFor(lang).find((voice) => voice.localService) ?? null;
}

class Reader {
  constructor(bar) {
    this.bar = bar;
    this.status = bar.querySelector("[data-read-status]");
  }

  /** The words of a button that reads are those of stopping. */
  toggle(button, root) {
    const isStopping = this.button === button;
    this.stop();
    if (isStopping) return;
    this.button = button;
    this.words = button.firstChild.data;
    button.firstChild.data = this.bar.dataset.stop;
    this.status.textContent = "";
    this.say(sentences(root), ++Reader.turns);
  }

  say([next, ...rest], turn) {
    if (!next) return this.stop();
    const speech = new SpeechSynthesisUtterance(next.text);
    speech.lang = next.lang;
    speech.voice = voiceFor(next.lang);
    speech.onstart = () => turn === Reader.turns && this.mark(next.block);
    speech.onend = () => turn === Reader.turns && this.say(rest, turn);
    speech.onerror = () => turn === Reader.turns && this.fail();
    speechSynthesis.speak(speech);
  }

  mark(block) {
    document.querySelector(".is-read")?.classList.remove("is-read");
    block?.classList.add("is-read");
  }

  fail() {
    this.stop();
    this.status.textContent = this.bar.dataset.failed;
  }

  stop() {
    Reader.turns += 1;
    speechSynthesis.cancel();
    this.mark(null);
    if (this.button) this.button.firstChild.data = this.words;
    this.button = null;
  }
}
Reader.turns = 0;

/** A button at the end of each clause, named after it. */
function addButton(clause, label) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet button--small";
  button.append(label);
  const heading = clause.querySelector(".clause__heading");
  if (heading) {
    const name = document.createElement("span");
    name.className = "visually-hidden";
    name.lang = heading.lang;
    name.textContent = ` ${heading.textContent}`;
    button.append(name);
  }
  let actions = clause.querySelector(":scope > .clause__actions");
  if (!actions) {
    actions = document.createElement("p");
    actions.className = "clause__actions";
    clause.append(actions);
  }
  actions.append(button);
  return button;
}

/** The buttons appear in 长者模式 once the browser has a voice for the page's language: some get theirs late. */
export function startReadAloud() {
  const bar = document.querySelector("[data-read-aloud]");
  if (!bar || !("speechSynthesis" in window)) return;
  const offer = () => bar.hidden && voicesFor(document.documentElement.lang).length && addButtons(bar);
  speechSynthesis.addEventListener?.("voiceschanged", offer);
  offer();
}

function addButtons(bar) {
  const reader = new Reader(bar), main = document.querySelector("main");
  const page = bar.querySelector("[data-read-page]");
  page.addEventListener("click", () => reader.toggle(page, main));
  for (const clause of document.querySelectorAll(".clause")) {
    const button = addButton(clause, bar.dataset.label);
    button.addEventListener("click", () => reader.toggle(button, clause));
  }
  document.addEventListener("keydown", (event) => event.key === "Escape" && reader.stop());
  addEventListener("pagehide", () => reader.stop());
  bar.hidden = false;
}
