// Keys of the review desk: each presses the button or follows the link that carries it; one in closed details is not
// there. Without this file they are clicked.
const reachable = (one) => !one.closest("details:not([open])") || one.matches("summary");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const words = event.target.closest("[data-enter]");
  if (words && event.key === "Enter") {
    event.preventDefault();
    document.getElementById(words.dataset.enter).click();
  }
  if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
  const all = document.querySelectorAll(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  const target = [...all].find(reachable);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input")) target.focus();
  else target.click();
});

for (const button of document.querySelectorAll("[data-tick]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const boxes = [...document.querySelectorAll(`input[name="${CSS.escape(button.dataset.tick)}"]`)];
    const ticked = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !ticked;
  });
}
