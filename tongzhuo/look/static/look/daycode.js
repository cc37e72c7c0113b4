/* The code of the day on the leader's screen: another every minute, from signatures that came with the page. */

import { encodeQR } from "./qr/index.js";

const SLOT_MS = 60_000;
const DIGITS = 1_000_000n;
const block = document.getElementById("day-codes");
const shown = document.querySelector("[data-day-code]");

/* By how much this clock is known to be ahead: the code is that of the true minute. */
function trueNow() {
  try { return Date.now() - 1000 * Number(localStorage.getItem("tongzhuo.ahead") ?? 0); } catch { return Date.now(); }
}

function draw({ stem, first, signatures }) {
  const slot = Math.min(Math.max(Math.floor(trueNow() / SLOT_MS), first), first + signatures.length - 1);
  const signature = signatures[slot - first];
  if (!signature) return;
  const svg = encodeQR(`${stem}${slot}.${signature}`, "svg", { ecc: "medium", border: 2, optimize: true });
  shown.querySelector("[data-qr]").innerHTML = svg;
  const digits = String(BigInt(`0x${signature}`) % DIGITS).padStart(6, "0");
  shown.querySelector("[data-digits]").textContent = `${digits.slice(0, 3)} ${digits.slice(3)}`;
  shown.dataset.slot = slot;
}

function goOn(codes) {
  draw(codes);
  setTimeout(() => goOn(codes), SLOT_MS - (trueNow() % SLOT_MS) + 50);
}

if (block && shown) goOn(JSON.parse(block.textContent));
