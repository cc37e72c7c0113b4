/* A spoken note: a large button in place of the file field, where the browser can record. The file field stays the one that is sent. */

const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

class Recorder {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector("input[type=file]");
    this.button = box.querySelector("[data-record]");
    this.words = box.querySelector("[data-record-words]");
    this.player = box.querySelector("audio");
    this.clear = box.querySelector("[data-record-clear]");
    this.limit = Number(box.dataset.seconds);
    this.button.hidden = false;
    box.querySelector("[data-record-file]").hidden = true;
    this.button.addEventListener("click", () => (this.running ? this.stop() : this.start()));
    this.clear.addEventListener("click", () => this.keep(null));
  }

  async start() {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      this.fallBack();
      return;
    }
    const kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one));
    this.running = new MediaRecorder(this.stream, kind ? { mimeType: kind } : {});
    const parts = [];
    this.running.addEventListener("dataavailable", (event) => parts.push(event.data));
    this.running.addEventListener("stop", () => this.finish(new Blob(parts, { type: this.running.mimeType })));
    this.began = Date.now();
    this.ticking = setInterval(() => this.tick(), 500);
    this.button.setAttribute("aria-pressed", "true");
    this.running.start();
    this.tick();
  }

  tick() {
    const passed = Math.floor((Date.now() - this.began) / 1000);
    this.words.textContent = `${this.box.dataset.running} ${Math.floor(passed / 60)}:${String(passed % 60).padStart(2, "0")}`;
    if (passed >= this.limit) this.stop();
  }

  stop() {
    clearInterval(this.ticking);
    if (this.running?.state === "recording") this.running.stop();
  }

  finish(sound) {
    for (const track of this.stream.getTracks()) track.stop();
    this.running = null;
    this.button.setAttribute("aria-pressed", "false");
    const ending = sound.type.includes("mp4") ? "m4a" : sound.type.includes("ogg") ? "ogg" : "webm";
    this.keep(new File([sound], `voice.${ending}`, { type: sound.type.split(";")[0] }));
  }

  keep(file) {
    const files = new DataTransfer();
    if (file) files.items.add(file);
    this.input.files = files.files;
    if (this.player.src) URL.revokeObjectURL(this.player.src);
    if (file) this.player.src = URL.createObjectURL(file);
    else this.player.removeAttribute("src");
    this.player.hidden = this.clear.hidden = !file;
    this.words.textContent = file ? this.box.dataset.kept : this.box.dataset.start;
  }

  fallBack() {
    this.button.hidden = true;
    this.box.querySelector("[data-record-file]").hidden = false;
    this.box.querySelector("[data-record-refused]").hidden = false;
  }
}

if (window.MediaRecorder && navigator.mediaDevices?.getUserMedia) {
  for (const box of document.querySelectorAll("[data-recorder]")) new Recorder(box);
}
