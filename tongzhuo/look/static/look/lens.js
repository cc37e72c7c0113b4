/* The camera reads a code and fills the field that stands below; without a camera the six digits do. */

const EVERY_MS = 200;
const SAME_MS = 5_000;
const WIDEST = 800;
const lens = document.querySelector("[data-lens]");
const form = document.querySelector("form[data-scan]");

/* The browser's own reader where it has one, else ours. Both: a picture in, the text or null out. */
export async function reader(decoder = lens.dataset.lens) {
  const formats = (await window.BarcodeDetector?.getSupportedFormats?.()) ?? [];
  if (formats.includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (picture) => (await detector.detect(picture))[0]?.rawValue ?? null;
  }
  const { decodeQR } = await import(decoder);
  const canvas = document.createElement("canvas");
  return async (picture) => {
    try { return decodeQR(pixels(canvas, picture)); } catch { return null; }
  };
}

function pixels(canvas, picture) {
  const [width, height] = [picture.videoWidth || picture.naturalWidth, picture.videoHeight || picture.naturalHeight];
  const scale = Math.min(1, WIDEST / width);
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

/* A code is an address of ours: the pass is in its path, the code of the day in its search. */
export function carried(text) {
  try {
    const url = new URL(text);
    return url.searchParams.get("c") ?? url.pathname.match(/^\/pass\/([^/]+)\/$/)?.[1] ?? text;
  } catch {
    return text;
  }
}

let last = { text: "", at: 0 };

/* What is still held before the camera is no second scan. */
function found(text) {
  const again = text === last.text && Date.now() - last.at < SAME_MS;
  last = { text, at: Date.now() };
  if (again) return;
  if (form.dataset.scan === "own") shut();
  form.elements[form.dataset.field].value = decodeURIComponent(carried(text));
  navigator.vibrate?.(60);
  form.requestSubmit();
}

async function watch(video) {
  const read = await reader();
  const again = async () => {
    if (!video.srcObject) return;
    const text = video.readyState >= 2 ? await read(video) : null;
    if (text) found(text);
    setTimeout(again, EVERY_MS);
  };
  again();
}

/* One code is enough for oneself: held a little longer, it would note the leaving too. */
function shut() {
  const video = lens.querySelector("video");
  for (const track of video.srcObject?.getTracks() ?? []) track.stop();
  video.srcObject = null;
  video.hidden = true;
  lens.querySelector("[data-lens-start]").hidden = false;
}

async function open() {
  const video = lens.querySelector("video");
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    await video.play();
  } catch {
    lens.querySelector("[data-lens-shut]").hidden = false;
    return;
  }
  video.hidden = false;
  lens.querySelector("[data-lens-start]").hidden = true;
  watch(video);
}

if (lens && form && navigator.mediaDevices) {
  lens.hidden = false;
  lens.querySelector("[data-lens-start]").addEventListener("click", open);
}
