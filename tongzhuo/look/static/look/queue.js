/* Scans that wait on this telephone until they have been answered. Each has a random key: told twice, it counts once. */

const HAND_IN = "/presence/";
const AT_ONCE = 100;

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("tongzhuo", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("scans", { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function inStore(mode, act) {
  const database = await opened();
  try {
    const transaction = database.transaction("scans", mode);
    const asked = act(transaction.objectStore("scans"));
    return await new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(asked?.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

const put = (scan) => inStore("readwrite", (store) => store.put(scan));

export const forget = (key) => inStore("readwrite", (store) => store.delete(key));

/* Everything of this person, oldest first: somebody else who uses the telephone neither sees nor sends it. */
export async function scansOf(who) {
  const all = await inStore("readonly", (store) => store.getAll());
  return all.filter((scan) => scan.who === who).sort((one, other) => one.said.localeCompare(other.said));
}

export async function add(who, scan) {
  const random = crypto.getRandomValues(new Uint8Array(16));
  const key = [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  await put({ ...scan, key, who, said: new Date().toISOString(), answer: "waiting" });
}

function cookie(name) {
  return document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
}

/* Tell what waits. Returns {} when nothing did, {ahead} in seconds, {signIn: true}, or {later: true} without a network. */
export async function handIn(who) {
  return navigator.locks ? navigator.locks.request("tongzhuo.scans", () => tellAll(who)) : tellAll(who);
}

async function tellAll(who) {
  const waiting = (await scansOf(who)).filter((scan) => scan.answer === "waiting").slice(0, AT_ONCE);
  if (!waiting.length) return {};
  const told = await tell(waiting);
  if (!told?.ok) return told?.status === 403 ? { signIn: true } : { later: true };
  const { answers, ahead } = await told.json();
  const byKey = new Map(waiting.map((scan) => [scan.key, scan]));
  for (const { key, ...answer } of answers) if (byKey.has(key)) await put({ ...byKey.get(key), ...answer });
  return { ahead };
}

async function tell(scans) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") };
  const body = JSON.stringify({ clock: new Date().toISOString(), scans });
  try {
    return await fetch(HAND_IN, { method: "POST", headers, body });
  } catch {
    return null;
  }
}
