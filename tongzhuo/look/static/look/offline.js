/* Being there without a network: keeps this person's pages, takes scans on this telephone, hands them in and says
   what became of each. Pages are whole without it. */

import { add, forget, handIn, scansOf } from "./queue.js";

const PAGES = "tongzhuo.pages";
const WHO = "tongzhuo.who";
const AHEAD = "tongzhuo.ahead";
const KEEP = "/presence/keep/";
const NOBODY = "anonymous";
const FRESH_MS = 5 * 60_000;
const AGAIN_MS = 30_000;
const ANSWERED_MS = 24 * 3600_000;
const said = document.querySelector('meta[name="who"]')?.content;
const panel = document.querySelector("[data-telephone]");

function remembered(name) {
  try { return localStorage.getItem(name); } catch { return null; }
}

function remember(name, value) {
  try { localStorage.setItem(name, value); } catch { /* private windows keep nothing */ }
}

/* Whoever signs out, or in as somebody else, finds no page of the last one. */
async function forgetOthers() {
  if (!said || remembered(WHO) === said) return;
  await caches.delete(PAGES);
  remember(WHO, said);
}

async function keepPages() {
  const answer = await fetch(KEEP);
  if (!answer.ok) return;
  const { who, pages, now } = await answer.json();
  if (who !== said) return;
  remember(AHEAD, String(Math.round((Date.now() - now) / 1000)));
  const kept = await caches.open(PAGES);
  for (const old of await kept.keys()) if (!pages.includes(new URL(old.url).pathname)) await kept.delete(old);
  await Promise.all(pages.map((url) => keepPage(kept, url)));
  for (const note of document.querySelectorAll("[data-stored]")) note.hidden = false;
}

async function keepPage(kept, url) {
  const old = await kept.match(url, { ignoreVary: true });
  const age = Date.now() - Number(old?.headers.get("X-Kept") ?? 0);
  if (age < FRESH_MS && url !== location.pathname) return;
  const answer = await fetch(url);
  if (!answer.ok || answer.redirected) return;
  const headers = { "Content-Type": answer.headers.get("Content-Type"), "X-Kept": String(Date.now()) };
  const policy = answer.headers.get("Content-Security-Policy");
  if (policy) headers["Content-Security-Policy"] = policy;
  await kept.put(url, new Response(await answer.blob(), { headers }));
}

async function listKept() {
  const list = document.querySelector("[data-kept-pages]");
  if (!list) return;
  const kept = await caches.open(PAGES);
  for (const request of await kept.keys()) {
    const page = new DOMParser().parseFromString(await (await kept.match(request)).text(), "text/html");
    const link = document.createElement("a");
    link.href = request.url;
    link.textContent = [page.title, page.querySelector("h1")?.textContent].filter(Boolean).join(" · ");
    const line = document.createElement("li");
    line.append(link);
    list.append(line);
  }
}

/* What is written, or carried by the address of a code that a camera opened. */
function readForm(form) {
  const shown = form.elements[form.dataset.field].value.trim();
  const direction = new FormData(form).get("direction");
  return { shift: form.dataset.shift, shown, direction, by_pass: form.dataset.scan === "pass" };
}

async function take(event) {
  const form = event.target.closest("form[data-scan]");
  const scan = form && readForm(form);
  if (!scan?.shown || !said || said === NOBODY) return;
  event.preventDefault();
  try {
    await add(said, scan);
  } catch {
    form.submit(); /* this browser keeps nothing: the page does it as it would without us */
    return;
  }
  form.elements[form.dataset.field].value = "";
  await handOver();
  turn(form);
}

/* Who has just come leaves next. */
async function turn(form) {
  if (form.dataset.scan !== "own") return;
  const own = (await scansOf(said)).filter((scan) => scan.shift === form.dataset.shift && scan.answer !== "refused");
  if (own.at(-1)?.direction !== "in") return;
  form.elements.direction.value = "out";
  form.querySelector("button").textContent = form.dataset.leaving;
}

async function handOver() {
  if (!said || said === NOBODY) return;
  const { ahead, signIn } = await handIn(said);
  if (ahead !== undefined) remember(AHEAD, String(ahead));
  await show(signIn);
}

async function show(signIn = false) {
  if (!panel) return;
  const scans = await scansOf(said);
  const minutes = Math.round(Number(remembered(AHEAD) ?? 0) / 60);
  const clock = panel.querySelector("[data-clock]");
  clock.hidden = minutes === 0;
  clock.textContent = panel.dataset[minutes > 0 ? "ahead" : "behind"].replace("{n}", Math.abs(minutes));
  panel.querySelector("[data-scans]").replaceChildren(...scans.reverse().map((scan) => lineOf(scan, signIn)));
  panel.hidden = !scans.length && minutes === 0;
}

function lineOf(scan, signIn) {
  const words = panel.dataset;
  const time = new Date(scan.said).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const state = scan.answer === "waiting" && signIn ? words.signIn : words[scan.answer];
  const line = document.createElement("li");
  line.className = "item";
  line.dataset.answer = scan.answer;
  const told = document.createElement("span");
  const head = document.createElement("b");
  const more = document.createElement("small");
  head.textContent = [scan.name, words[scan.direction], time].filter(Boolean).join(" ");
  more.textContent = [state, scan.sentence].filter(Boolean).join(" ");
  told.append(head, more);
  line.append(document.createElement("span"), told);
  if (scan.answer === "refused" || scan.answer === "kept") line.append(seenButton(scan));
  return line;
}

function seenButton(scan) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn quiet";
  button.textContent = panel.dataset.seen;
  button.addEventListener("click", () => forget(scan.key).then(() => show()));
  return button;
}

/* What was noted stays to be seen for a day; what people decide, and a refusal, stays until it has been seen. */
async function tidy() {
  for (const scan of await scansOf(said)) {
    const settled = scan.answer === "noted" || scan.answer === "known";
    if (settled && Date.now() - Date.parse(scan.said) > ANSWERED_MS) await forget(scan.key);
  }
}

async function start() {
  if (!("serviceWorker" in navigator && "caches" in window)) return;
  await forgetOthers();
  await listKept();
  const ready = navigator.serviceWorker.register("/worker.js");
  if (!said || said === NOBODY) return;
  await tidy();
  for (const form of document.querySelectorAll("form[data-scan]")) await prepare(form);
  await show();
  await handOver();
  if (panel) await Promise.allSettled([ready, keepPages()]);
  await show();
}

/* A kept page does not know the address by which it was opened now. */
async function prepare(form) {
  const found = new URLSearchParams(location.search);
  const shown = found.get(form.dataset.scan === "pass" ? "p" : "c");
  if (shown) form.elements[form.dataset.field].value = shown;
  await turn(form);
}

document.addEventListener("submit", take);
window.addEventListener("online", handOver);
setInterval(() => navigator.onLine && handOver(), AGAIN_MS);
start();
