// The current lesson by one key: П, Т, О, Д on any layout (the place of the key, not its letter).

import { isTyping } from "./page.js";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
  const way = document.querySelector(`[data-key="${event.code}"]`);
  if (!way) return;
  event.preventDefault();
  way.click();
});
