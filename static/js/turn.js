// Left and right arrows turn the page where it has a previous and a next one: <a rel="prev">, <a rel="next">.

import { isTyping } from "./page.js";

const REL = { ArrowLeft: "prev", ArrowRight: "next" };

document.addEventListener("keydown", (event) => {
  const rel = REL[event.key];
  if (!rel || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (isTyping(event.target) || event.target.closest("[tabindex='0'], dialog")) return;
  const link = document.querySelector(`a[rel="${rel}"]`);
  if (link) location.assign(link.href);
});
