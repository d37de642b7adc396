// Forms work without this file. With it, a page warns before unsaved entries are lost,
// and a chosen file is named below its field.

const changed = new Set();

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) changed.add(form);
});

document.addEventListener("submit", (event) => changed.delete(event.target));

window.addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});

document.addEventListener("change", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || field.type !== "file") return;
  let note = field.parentElement.querySelector(".fm-file-name");
  if (!note) {
    note = document.createElement("div");
    note.className = "fm-file-name";
    note.setAttribute("role", "status");
    field.after(note);
  }
  const megabytes = new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit",
    unit: "megabyte",
    maximumFractionDigits: 1,
  });
  note.textContent = [...field.files]
    .map((file) => `${file.name} (${megabytes.format(file.size / 1e6)})`)
    .join(", ");
});
