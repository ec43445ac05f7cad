// What modules of pages share; importing it changes nothing on the page.
// Hashed and plain names of one module are two modules to a browser, so what listens stays in base.js and is imported by nobody.

// The cookie, not the page: after signing in again in another tab the page's own token is of the past.
export function csrfToken() {
  return document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1] ?? document.body.dataset.csrf;
}

// fetch() for our own server: adds the CSRF token, sends an object as JSON.
export function send(url, { method = "POST", json, headers = {}, ...rest } = {}) {
  const all = { "X-CSRFToken": csrfToken(), ...headers };
  if (json !== undefined) {
    all["Content-Type"] = "application/json";
    rest.body = JSON.stringify(json);
  }
  return fetch(url, { method, headers: all, credentials: "same-origin", ...rest });
}

const connection = document.getElementById("connection");

// One line at the top for the whole page; an empty text means that all is well.
export function sayConnection(text) {
  if (connection && connection.textContent !== text) connection.textContent = text;
}

export function isTyping(target) {
  return target instanceof Element
    && (target.isContentEditable || target.matches("input, textarea, select"));
}

// A name of its own for a thing made here. crypto.randomUUID() is not there on a school's plain http address.
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
