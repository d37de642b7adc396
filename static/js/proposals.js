// Accept or reject what was read in a text, and take it back. Without this file there are check
// boxes, and a button that reads the text.

(() => {
  const changed = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));

  // Each returns how to undo it.
  function enterTerm(form, name, value) {
    const box = form.querySelector(`input[name="${name}"][value="${value}"]`);
    if (box) {
      box.checked = true;
      changed(box);
      return () => {
        box.checked = false;
        changed(box);
      };
    }
    return enterNumber(form, name, value);
  }

  function enterNumber(form, name, value) {
    const field = form.elements.namedItem(name);
    const before = field.value;
    field.value = value;
    changed(field);
    return () => {
      field.value = before;
      changed(field);
    };
  }

  function accept(item) {
    const form = item.closest("form");
    const { field, value, numbers } = item.dataset;
    const entries = Object.entries(numbers ? JSON.parse(numbers) : {});
    const undos = value ? [enterTerm(form, field, value)] : [];
    for (const [name, number] of entries) undos.push(enterNumber(form, name, number));
    return () => undos.forEach((undo) => undo());
  }

  function reject(item) {
    const field = item.closest("form").elements.namedItem("rejected_readings");
    const before = field.value.split(",").filter(Boolean);
    const key = item.dataset.proposal;
    field.value = [...before, key].join(",");
    changed(field);
    return () => {
      field.value = field.value
        .split(",")
        .filter((each) => each && each !== key)
        .join(",");
      changed(field);
    };
  }

  // Returns how to accept the proposal without moving the focus.
  function setUp(item) {
    const buttons = [...item.querySelectorAll("[data-accept], [data-reject]")];
    const undo = item.querySelector("[data-undo]");
    const notes = [...item.querySelectorAll("[data-done]")];
    let takeBack = null;

    function show(state) {
      for (const button of buttons) button.hidden = Boolean(state);
      for (const note of notes) note.hidden = note.dataset.done !== state;
      undo.hidden = !state;
    }
    function decide(state, act) {
      if (takeBack) return;
      takeBack = act(item);
      show(state);
    }

    for (const label of item.querySelectorAll("label")) label.remove();
    item.querySelector("[data-accept]").addEventListener("click", () => {
      decide("accepted", accept);
      undo.focus();
    });
    item.querySelector("[data-reject]").addEventListener("click", () => {
      decide("rejected", reject);
      undo.focus();
    });
    undo.addEventListener("click", () => {
      takeBack();
      takeBack = null;
      show("");
      buttons[0].focus();
    });
    show("");
    return () => decide("accepted", accept);
  }

  function setUpAll(panel) {
    const acceptEach = [...panel.querySelectorAll("[data-proposal]")].map(setUp);
    const all = panel.querySelector("[data-accept-all]");
    if (!all) return;
    all.hidden = false;
    all.addEventListener("click", () => acceptEach.forEach((accept) => accept()));
  }

  document.querySelectorAll("[data-read]").forEach((button) => button.remove());
  document.querySelectorAll("[data-proposals]").forEach((panel) => {
    setUpAll(panel);
    panel.addEventListener("htmx:afterSwap", () => setUpAll(panel));
  });
})();
