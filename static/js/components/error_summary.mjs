/** After a refused form the keyboard and the screen reader begin at the list of what is wrong. */
export function focusErrorSummary() {
  document.querySelector("[data-error-summary]")?.focus();
}
