/* Small additions to pages that are whole without them. */

const SWITCH = "tongzhuo.keys";
const TYPING = "input, textarea, select, [contenteditable]";

/* Storage may be shut (private windows): the keys then simply stay on. */
function keysAreOn() {
  try { return localStorage.getItem(SWITCH) !== "off"; } catch { return true; }
}

function setKeys(on) {
  try { localStorage.setItem(SWITCH, on ? "on" : "off"); } catch { /* stays on for this page */ }
  showSwitch(on);
}

function showSwitch(on = keysAreOn()) {
  for (const button of document.querySelectorAll("[data-keys-switch]")) {
    button.hidden = false;
    button.textContent = on ? button.dataset.off : button.dataset.on;
  }
}

function pressKey(event) {
  const plain = !(event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat);
  if (!plain || !keysAreOn() || event.target.closest?.(TYPING)) return;
  const key = CSS.escape(event.key.toLowerCase());
  const found = [...document.querySelectorAll(`[data-key="${key}"]`)].find((element) => element.checkVisibility?.() ?? true);
  if (!found) return;
  event.preventDefault();
  found.click();
}

function pressSwitch(event) {
  if (event.target.closest("[data-keys-switch]")) setKeys(!keysAreOn());
}

function sendOnChange(event) {
  if (event.target.closest("[data-autosubmit]")) event.target.form?.requestSubmit();
}

document.addEventListener("keydown", pressKey);
document.addEventListener("click", pressSwitch);
document.addEventListener("change", sendOnChange);
document.addEventListener("htmx:load", () => showSwitch());
showSwitch();
