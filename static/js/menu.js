// The menu's groups fold open and shut without this file. With it, an open one shuts by Escape,
// by a click elsewhere and when the focus leaves it.

const shut = (fold, { focus = false } = {}) => {
  fold.open = false;
  if (focus) fold.querySelector("summary").focus();
};

const openFold = () => document.querySelector(".fm-fold[open]");

document.addEventListener("keydown", (event) => {
  const fold = openFold();
  if (fold && event.key === "Escape") shut(fold, { focus: fold.contains(document.activeElement) });
});

document.addEventListener("click", (event) => {
  const fold = openFold();
  if (fold && !fold.contains(event.target)) shut(fold);
});

document.addEventListener("focusout", (event) => {
  const fold = event.target.closest(".fm-fold[open]");
  if (fold && event.relatedTarget && !fold.contains(event.relatedTarget)) shut(fold);
});
