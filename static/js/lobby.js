// The lobby works without this file: one loads the page again then. With it, the countdown runs
// by the server's clock and the button opens by itself. The server decides anew when the
// button is pressed.

const door = document.querySelector("[data-door]");
const line = door?.querySelector("[data-countdown]");
const button = door?.querySelector("[data-join]");

// How far this device's clock is off, in seconds.
const offset = door ? Number(door.dataset.now) - Date.now() / 1000 : 0;
const moments = Object.fromEntries(
  ["opens", "starts", "closes"].map((name) => [name, Number(door?.dataset[name])]),
);

const written = (seconds) => {
  const whole = Math.ceil(seconds);
  const parts = [Math.floor((whole % 3600) / 60), whole % 60].map((part) =>
    String(part).padStart(2, "0"),
  );
  const hours = Math.floor(whole / 3600);
  const days = Math.floor(hours / 24);
  if (days) {
    const format = { style: "unit", unit: "day", unitDisplay: "long" };
    return new Intl.NumberFormat(document.documentElement.lang, format).format(days);
  }
  return hours ? [hours, ...parts].join(":") : parts.join(":");
};

const tick = () => {
  const now = Date.now() / 1000 + offset;
  const words = line.dataset;
  if (now >= moments.closes) line.textContent = words.over;
  else if (now >= moments.starts) line.textContent = words.running;
  else if (now >= moments.opens) line.textContent = `${words.open} ${written(moments.starts - now)}`;
  else line.textContent = `${words.before} ${written(moments.opens - now)}`;
  if (button) button.disabled = now < moments.opens || now >= moments.closes;
};

if (line) {
  tick();
  setInterval(tick, 1000);
}
