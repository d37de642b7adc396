// Make the lists of templates/components/picker.html searchable. Without this file the groups
// fold and unfold and everything can still be chosen.

const fold = (text) =>
  text.toLowerCase().replaceAll("đ", "d").normalize("NFKD").replace(/\p{M}/gu, "");

// The label, and what the page says besides: the names of a company in other languages.
const wordsOf = (option) => fold(`${option.textContent} ${option.dataset.words ?? ""}`);

const boxOf = (option) => option.querySelector("input");

// Two fields of a page choose from the same names: the second takes them over from the first.
function takeOver(picker) {
  const list = picker.querySelector(".fm-picker-list");
  const own = new Map([...list.querySelectorAll("label")].map((each) => [boxOf(each).value, each]));
  const others = document.querySelectorAll(`[data-picker="${picker.dataset.like}"] label`);
  for (const other of others) {
    const option = own.get(boxOf(other).value) ?? other.cloneNode(true);
    if (option.parentElement !== list) {
      boxOf(option).name = picker.dataset.picker;
      boxOf(option).checked = boxOf(option).defaultChecked = false;
    }
    list.append(option);
  }
  list.querySelector(".fm-picker-rest").remove();
}

function setUp(picker) {
  if (picker.dataset.like) takeOver(picker);
  const tools = picker.querySelector(".fm-picker-tools");
  const filter = tools.querySelector("input");
  const status = tools.querySelector("[role=status]");
  const chosen = picker.querySelector(".fm-picker-chosen");
  const options = [...picker.querySelectorAll(".fm-picker-list label")];
  const words = new Map(options.map((option) => [option, wordsOf(option)]));
  const groups = [...picker.querySelectorAll("details")];
  const openAtFirst = new Set(groups.filter((group) => group.open));
  const shown = () => options.filter((option) => !option.hidden);

  // Words in every language weigh more than the form: they come when somebody begins to search.
  async function askForWords() {
    filter.removeEventListener("focus", askForWords);
    if (!picker.dataset.wordsUrl) return;
    const more = await fetch(picker.dataset.wordsUrl)
      .then((answer) => (answer.ok ? answer.json() : {}))
      .catch(() => ({})); // without a network labels are found all the same
    for (const option of options) {
      words.set(option, `${words.get(option)} ${more[boxOf(option).value] ?? ""}`);
    }
    if (filter.value) search();
  }

  function search() {
    const wanted = fold(filter.value).split(/\s+/).filter(Boolean);
    for (const option of options) {
      option.hidden = !wanted.every((word) => words.get(option).includes(word));
    }
    for (const group of groups) {
      const isEmpty = !group.querySelector("label:not([hidden])");
      group.hidden = isEmpty;
      group.open = wanted.length ? !isEmpty : openAtFirst.has(group);
    }
    status.textContent = shown().length ? "" : picker.dataset.nothing;
  }

  function listChosen() {
    const tags = options
      .filter((option) => boxOf(option).checked)
      .map((option) => {
        const label = option.textContent.trim();
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = label;
        button.setAttribute("aria-label", `${picker.dataset.remove}: ${label}`);
        button.addEventListener("click", () => {
          boxOf(option).checked = false;
          boxOf(option).dispatchEvent(new Event("input", { bubbles: true }));
          filter.focus();
        });
        const item = document.createElement("li");
        item.append(button);
        return item;
      });
    chosen.replaceChildren(...tags);
  }

  function step(event, places) {
    const open = shown().filter((option) => boxOf(option).offsetParent);
    const place = open.findIndex((option) => boxOf(option) === document.activeElement);
    const next = open[place + places];
    event.preventDefault();
    (next ? boxOf(next) : places < 0 ? filter : document.activeElement).focus();
  }

  filter.addEventListener("focus", askForWords);
  filter.addEventListener("input", (event) => {
    event.stopPropagation();
    search();
  });
  picker.addEventListener("input", listChosen);
  picker.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") step(event, 1);
    if (event.key === "ArrowUp" && event.target !== filter) step(event, -1);
    if (event.target !== filter) return;
    if (event.key === "Escape" && filter.value) {
      event.preventDefault();
      filter.value = "";
      search();
    }
    if (event.key === "Enter") {
      // Enter takes the only match; it never sends the form half filled in.
      event.preventDefault();
      const left = shown();
      if (filter.value && left.length === 1) boxOf(left[0]).click();
    }
  });

  tools.hidden = false;
  listChosen();
}

document.querySelectorAll("[data-picker]").forEach(setUp);
