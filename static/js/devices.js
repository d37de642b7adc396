// Tries out camera and microphone on this device; nothing is recorded and nothing is sent.

const box = document.querySelector("[data-devices]");
const part = (name) => box.querySelector(`[data-${name}]`);
let stream = null;
let context = null;

const says = (text) => {
  part("result").textContent = text;
};

const shows = (isRunning) => {
  part("try").hidden = isRunning;
  part("stop").hidden = !isRunning;
  part("preview").hidden = !isRunning;
  part("level").hidden = !isRunning;
};

const stops = () => {
  stream?.getTracks().forEach((track) => track.stop());
  context?.close();
  stream = null;
  context = null;
  part("preview").srcObject = null;
  says("");
  shows(false);
};

// Loudness as the root of the mean square of what the microphone hears just now.
const listens = () => {
  context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const measures = () => {
    if (!stream) return;
    analyser.getFloatTimeDomainData(samples);
    const mean = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    part("level").value = Math.min(1, 4 * Math.sqrt(mean));
    requestAnimationFrame(measures);
  };
  measures();
};

const tries = async () => {
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  } catch (error) {
    says(error.name === "NotAllowedError" ? box.dataset.refused : box.dataset.missing);
    return;
  }
  part("preview").srcObject = stream;
  part("preview").play();
  listens();
  shows(true);
  says(box.dataset.works);
};

if (box && !navigator.mediaDevices?.getUserMedia) {
  says(box.dataset.noDevices);
} else if (box) {
  part("try").hidden = false;
  part("try").addEventListener("click", tries);
  part("stop").addEventListener("click", stops);
  window.addEventListener("pagehide", stops);
}
