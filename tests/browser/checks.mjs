// What axe cannot see. Each check returns sentences about what is wrong on the page, none when all is well.
window.portalChecks = (() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".visually-hidden");
  const where = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 140);
  const TARGETS = "a[href], button, summary, select, textarea, input:not([type=hidden])";

  /** A link inside a sentence may be as small as its line (WCAG 2.5.8, inline). */
  function isInSentence(element) {
    if (element.tagName !== "A" || getComputedStyle(element).display !== "inline") return false;
    const block = element.closest("p, li, dd, td, th, caption, figcaption, .notice__body, .choice__label");
    return !!block && block.textContent.trim().length > element.textContent.trim().length;
  }

  /** A box belongs to its label: either may be hit. */
  function area(element) {
    const boxes = [element, ...(element.labels ?? [])].filter(isSeen).map((one) => one.getBoundingClientRect());
    const isChoice = ["checkbox", "radio"].includes(element.type);
    return { width: Math.max(...boxes.map((b) => b.width)), height: isChoice ? Math.max(...boxes.map((b) => b.height)) : boxes[0].height };
  }

  /** What stays in view while the page scrolls stands nowhere in its order. */
  function isPinned(element) {
    for (let one = element; one; one = one.parentElement) {
      if (["sticky", "fixed"].includes(getComputedStyle(one).position)) return true;
    }
    return false;
  }

  return {
    targets(least) {
      return all(TARGETS).filter((e) => isSeen(e) && !isInSentence(e)).flatMap((element) => {
        const { width, height } = area(element);
        return width + 0.5 >= least && height + 0.5 >= least ? [] : [`${Math.round(width)}×${Math.round(height)} ${where(element)}`];
      });
    },

    /** What must stay on one line: the elements, and in all text English dates, which have no-break blanks. */
    broken(selector = ".no-such-element") {
      const lineCount = (range) => new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
      const ranges = all(selector).filter(isSeen).map((element) => {
        const range = document.createRange();
        range.selectNodeContents(element);
        return range;
      });
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        for (const date of texts.currentNode.data.matchAll(/\d{1,2}\u00a0\p{L}+\u00a0\d{4}/gu)) {
          const range = document.createRange();
          range.setStart(texts.currentNode, date.index);
          range.setEnd(texts.currentNode, date.index + date[0].length);
          ranges.push(range);
        }
      }
      return ranges.filter((range) => lineCount(range) > 1).map((range) => `${range} in ${where(range.startContainer.parentElement)}`);
    },

    overflow() {
      const root = document.documentElement, wide = root.clientWidth;
      if (root.scrollWidth <= wide) return [];
      const culprits = all("body *").filter((e) => e.getBoundingClientRect().right > wide + 1 && isSeen(e));
      return [`${root.scrollWidth} px on ${wide}: ${culprits.slice(-2).map(where).join(" | ")}`];
    },

    /** Words of Latin letters in what is read at a glance stay whole; Chinese may break after any character. */
    words() {
      const wrong = new Set();
      for (const element of all("h1, h2, h3, thead th, legend, label, .button, .tag, .phase, .tabs__link").filter(isSeen)) {
        const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT), range = document.createRange();
        while (walker.nextNode()) {
          if (!isSeen(walker.currentNode.parentElement)) continue;
          for (const { 0: word, index } of walker.currentNode.data.matchAll(/[A-Za-z’]+/g)) {
            range.setStart(walker.currentNode, index);
            range.setEnd(walker.currentNode, index + word.length);
            const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.bottom)));
            if (lines.size > 1) wrong.add(`${word} is broken: ${where(element)}`);
          }
        }
      }
      return [...wrong];
    },

    /** On a wide screen the tabs of a page stand in one row. */
    tabs() {
      if (innerWidth < 1280) return [];
      const rows = (list) => new Set([...list.children].map((tab) => Math.round(tab.getBoundingClientRect().top))).size;
      return all(".tabs__list").filter((list) => rows(list) > 1).map((list) => `in ${rows(list)} rows: ${where(list)}`);
    },

    /** The marker of a list item stands on the first line of what it marks. */
    markers() {
      return all("main li").filter((e) => isSeen(e) && getComputedStyle(e).display === "list-item" && getComputedStyle(e).listStyleType !== "none").flatMap((item) => {
        const link = item.querySelector(":scope > a:only-child"), style = link && getComputedStyle(link);
        if (!link || style.display !== "inline-block") return [];
        const isTall = link.getBoundingClientRect().height > 1.5 * parseFloat(style.lineHeight);
        return isTall && style.verticalAlign !== "top" ? [`beside the last line: ${where(item)}`] : [];
      });
    },

    questions() {
      const names = {};
      for (const one of all("input[type=radio], input[type=checkbox]")) {
        (names[`${one.type} ${one.name} ${one.form?.action}`] ??= []).push(one);
      }
      return Object.values(names).filter((group) => group.length > 1).flatMap((group) => {
        const set = group[0].closest("fieldset");
        if (group[0].closest("table")) return [];
        if (!set || group.some((one) => !set.contains(one))) return [`not in one fieldset: ${where(group[0])}`];
        return set.querySelector("legend")?.textContent.trim() ? [] : [`no legend: ${where(set)}`];
      });
    },

    descriptions() {
      return all(".field").flatMap((box) => {
        const told = all("[aria-describedby]", box).concat(box.matches("[aria-describedby]") ? [box] : [])
          .flatMap((e) => e.getAttribute("aria-describedby").split(/\s+/));
        const said = all(".field__hint, .field__error, .choice__hint", box);
        return said.filter((e) => !told.includes(e.id)).map((e) => `read with nothing: ${where(e)}`);
      });
    },

    errors() {
      const summary = document.querySelector("[data-error-summary]"), wrong = [];
      if (!summary) return wrong;
      if (document.activeElement !== summary) wrong.push(`focus is on ${where(document.activeElement)}`);
      for (const link of all("a[href^='#']", summary)) {
        const target = document.getElementById(link.hash.slice(1));
        if (!target) { wrong.push(`leads nowhere: ${where(link)}`); continue; }
        target.focus();
        if (document.activeElement !== target) wrong.push(`cannot take focus: ${where(target)}`);
        const group = target.closest("[aria-invalid]");
        if (!group) wrong.push(`not marked as wrong: ${where(target)}`);
      }
      return wrong;
    },

    headings() {
      const levels = all("h1, h2, h3, h4, h5, h6").filter((e) => e.checkVisibility()).map((e) => Number(e.tagName[1]));
      const wrong = levels.filter((level) => level === 1).length === 1 ? [] : ["not one h1"];
      levels.slice(1).forEach((level, place) => level > levels[place] + 1 && wrong.push(`h${levels[place]} to h${level}`));
      return wrong;
    },

    focus() {
      return all(`${TARGETS}, [tabindex]`).filter((e) => isSeen(e) && !e.disabled && e.tabIndex >= 0).flatMap((element) => {
        element.focus();
        const style = getComputedStyle(element);
        const isShown = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
        return document.activeElement !== element || isShown ? [] : [`no visible focus: ${where(element)}`];
      });
    },

    /** Not even a corner of what has the focus can be seen (WCAG 2.4.11). */
    covered() {
      return all(`${TARGETS}, [tabindex]`).filter((e) => isSeen(e) && !e.disabled && e.tabIndex >= 0).flatMap((element) => {
        element.focus();
        const own = [element, ...(element.labels ?? [])], box = element.getClientRects()[0] ?? element.getBoundingClientRect();
        const isBare = ([x, y]) => {
          const hit = document.elementFromPoint(box.x + box.width * x, box.y + box.height * y);
          return !!hit && own.some((one) => one.contains(hit) || hit.contains(one));
        };
        const spots = [[0.5, 0.5], [0.05, 0.5], [0.95, 0.5], [0.5, 0.1], [0.5, 0.9]];
        return document.activeElement !== element || spots.some(isBare) ? [] : [`covered: ${where(element)}`];
      });
    },

    order() {
      const wrong = all("[tabindex]").filter((e) => e.tabIndex > 0).map((e) => `tabindex: ${where(e)}`);
      const blocks = all("main h1, main h2, main h3, main p, main li, main dt, main .button, main .input").filter(isSeen);
      for (const element of all("body *")) {
        const style = getComputedStyle(element);
        const isTurned = style.flexDirection.endsWith("reverse") || (style.order !== "0" && !element.matches(".tiles__value"));
        if (isTurned) wrong.push(`turned round: ${where(element)}`);
      }
      let last = null;
      for (const element of blocks) {
        if (isPinned(element)) continue;
        const box = element.getBoundingClientRect();
        // Above what was read before it, in the same column: seen before it is read.
        if (last && box.bottom < last.box.top - 1 && box.left < last.box.right && box.right > last.box.left) {
          wrong.push(`stands above what is read before it: ${where(element)} / ${where(last.element)}`);
        }
        last = { box, element };
      }
      return wrong;
    },

    legibility(size, leading) {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), wrong = new Set();
      while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || !isSeen(element) || element.closest("script, svg, template")) continue;
        const style = getComputedStyle(element), px = parseFloat(style.fontSize);
        const ratio = style.lineHeight === "normal" ? 1.2 : parseFloat(style.lineHeight) / px;
        if (px < size - 0.1) wrong.add(`${px}px ${where(element)}`);
        if (ratio < leading - 0.01) wrong.add(`line height ${ratio.toFixed(2)} ${where(element)}`);
      }
      return [...wrong];
    },

    motion() {
      const moving = all("*").filter((e) => {
        const style = getComputedStyle(e);
        return [style.transitionDuration, style.animationDuration].join().split(",").some((d) => parseFloat(d) > 0);
      });
      const wrong = moving.map((e) => `moves: ${where(e)}`);
      if (getComputedStyle(document.documentElement).scrollBehavior !== "auto") wrong.push("scrolls smoothly");
      return wrong;
    },
  };
})();
