// Says that a chosen file is too large before it is sent. Without this file the server says so.
const file = document.querySelector("input[type=file][data-most]");
const said = document.getElementById("too-large");
file?.addEventListener("change", () => {
  const tooLarge = [...file.files].some((one) => one.size > Number(file.dataset.most));
  said.hidden = !tooLarge;
  file.setCustomValidity(tooLarge ? said.textContent : "");
});
