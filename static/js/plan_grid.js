// Meetings of a plan's board can be dragged to another time or place. The server decides; what it
// refuses, it says why. Without this file a meeting's own page lists the times that are free.

const board = document.querySelector("[data-board]");
const status = document.getElementById("board-status");
let dragged = null;

const cellOf = (event) => event.target.closest?.("[data-board] td[data-starts]");

// Where rows are companies, a meeting belongs into those of its two.
function isOwn(item, cell) {
  const { side } = cell.parentElement.dataset;
  return !side || item.dataset.sides.split(" ").includes(side);
}

function say(text) {
  status.textContent = text;
  status.hidden = !text;
  if (text) status.scrollIntoView({ block: "nearest" });
}

function clear() {
  dragged?.classList.remove("fm-dragged");
  dragged = null;
  for (const cell of board.querySelectorAll(".fm-free, .fm-over")) {
    cell.classList.remove("fm-free", "fm-over");
  }
}

async function showFree(item) {
  const answer = await fetch(`${item.dataset.pair}free/`);
  if (!answer.ok || dragged !== item) return;
  const { free } = await answer.json();
  for (const cell of board.querySelectorAll("td[data-starts]")) {
    if (!isOwn(item, cell)) continue;
    const places = free[cell.dataset.starts] ?? [];
    const wanted = cell.dataset.place;
    const isFree = wanted ? places.includes(Number(wanted)) : places.length > 0;
    cell.classList.toggle("fm-free", isFree);
  }
}

async function seat(item, cell) {
  if (board.dataset.ask && !window.confirm(board.dataset.ask)) return;
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const body = new URLSearchParams({
    starts_at: cell.dataset.starts,
    place: cell.dataset.place ?? "",
  });
  const live = "live" in board.dataset ? "?live" : "";
  try {
    const answer = await fetch(`${item.dataset.pair}seat/${live}`, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token },
      body,
    });
    const { refusal } = await answer.json();
    if (refusal) say(refusal);
    else window.location.reload();
  } catch {
    say(board.dataset.failed);
  }
}

if (board) {
  document.addEventListener("dragstart", (event) => {
    const item = event.target.closest?.("[data-pair]");
    if (!item) return;
    dragged = item;
    say("");
    item.classList.add("fm-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", item.textContent.trim());
    showFree(item);
  });
  document.addEventListener("dragend", clear);
  board.addEventListener("dragover", (event) => {
    const cell = cellOf(event);
    if (!dragged || !cell) return;
    event.preventDefault();
    board.querySelector(".fm-over")?.classList.remove("fm-over");
    cell.classList.add("fm-over");
  });
  board.addEventListener("drop", (event) => {
    const cell = cellOf(event);
    if (!dragged || !cell) return;
    event.preventDefault();
    const item = dragged;
    clear();
    if (isOwn(item, cell)) seat(item, cell);
    else say(board.dataset.elsewhere);
  });
}
