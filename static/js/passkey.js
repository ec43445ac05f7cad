// Keys of sign-in (WebAuthn). A form [data-passkey] holds a hidden field `credential`; its button asks the device and sends
// the answer. "login" fetches what to ask from the form's own address, "get" and "create" find it in #passkey-options.

const ASK = { login: get, get, create };

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!globalThis.PublicKeyCredential) break;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    answer(form);
  });
}

async function answer(form) {
  const trouble = form.querySelector("[role=alert]");
  trouble.hidden = true;
  try {
    const { publicKey } = await options(form);
    const shared = document.querySelector("input[type=checkbox][name=shared]");
    // Whose computer this is was asked in the form of the password.
    if (form.elements.shared && shared) form.elements.shared.value = shared.checked ? shared.value : "";
    form.elements.credential.value = JSON.stringify(await ASK[form.dataset.passkey](publicKey));
    form.submit();
  } catch (error) {
    trouble.textContent = REASONS[error.name] ?? "Ключ не ответил. Попробуйте ещё раз или войдите иначе.";
    trouble.hidden = false;
  }
}

const REASONS = {
  NotAllowedError: "Ключ не использован: время вышло или вы отменили. Попробуйте ещё раз.",
  InvalidStateError: "Этот ключ уже добавлен.",
  NotSupportedError: "Этот ключ не подошёл: нужен ключ с отпечатком, лицом или ПИН-кодом.",
  SecurityError: "Ключ работает только по адресу сайта школы.",
};

async function options(form) {
  if (form.dataset.passkey !== "login") {
    const kept = JSON.parse(document.getElementById("passkey-options").textContent);
    return kept.request_options ?? kept.creation_options;
  }
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  return (await response.json()).request_options;
}

async function get(asked) {
  const publicKey = { ...asked, challenge: bytes(asked.challenge), allowCredentials: named(asked.allowCredentials) };
  const { response, ...rest } = await navigator.credentials.get({ publicKey }).then(told);
  return {
    ...rest,
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle ? text(response.userHandle) : null,
    },
  };
}

async function create(asked) {
  const publicKey = {
    ...asked,
    challenge: bytes(asked.challenge),
    user: { ...asked.user, id: bytes(asked.user.id) },
    excludeCredentials: named(asked.excludeCredentials),
    // A key that finds its person by itself, and is opened by a finger or a PIN.
    authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
  };
  const { response, ...rest } = await navigator.credentials.create({ publicKey }).then(told);
  return {
    ...rest,
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

const told = (credential) => ({
  id: credential.id,
  rawId: text(credential.rawId),
  type: credential.type,
  clientExtensionResults: credential.getClientExtensionResults(),
  response: credential.response,
});

const named = (list = []) => list.map((one) => ({ ...one, id: bytes(one.id) }));

function bytes(base64url) {
  return Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
