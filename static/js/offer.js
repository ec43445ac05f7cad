// The topic and the homework of the plan go into the form by one click, or by the right arrow in the empty field.
// Without a script the link opens the same form with both in it.

function take(offer) {
  const { elements } = offer.closest("form");
  elements.topic.value = offer.dataset.topic;
  // Outside the curriculum no homework is set.
  if (elements.homework && !elements.homework.value && !elements.homework_is_none.checked) elements.homework.value = offer.dataset.homework;
  offer.closest("[data-offered]").remove();
  elements.topic.focus();
  elements.topic.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const offer = event.target.closest("a[data-offer]");
  if (!offer || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  take(offer);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowRight" || event.target.name !== "topic" || event.target.value) return;
  const offer = event.target.form?.querySelector("a[data-offer]");
  if (!offer) return;
  event.preventDefault();
  take(offer);
});
