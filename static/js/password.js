// «Показать» beside a password: <button data-show-password="id of the field" hidden>.

for (const button of document.querySelectorAll("[data-show-password]")) {
  const field = document.getElementById(button.dataset.showPassword);
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.textContent = shown ? "Показать" : "Скрыть";
    button.setAttribute("aria-pressed", String(!shown));
    field.focus();
  });
  // A browser keeps what a sent text field held; a password field it does not.
  field.form.addEventListener("submit", () => { field.type = "password"; });
}
