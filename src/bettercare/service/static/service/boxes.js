// A box of a form as it is saved by itself: what the service holds, the revision it was seen at, and what is wrong with it.
const HOLDER = "td, .nhsuk-form-group";

export function words(tag, text, parts = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  Object.assign(made, parts);
  return made;
}

export class Box {
  constructor(control, seen) {
    this.control = control;
    this.seen = seen;
    this.trouble = "";
    this.saved = control.tagName === "SELECT" ? ([...control.options].find((o) => o.defaultSelected)?.value ?? "") : control.defaultValue;
    this.waits = control.dataset.unsaved !== undefined; // refused by the service when the page was made
    if (this.waits) this.trouble = "unsaved";
    this.tell();
    if (control.tagName === "SELECT") control.addEventListener("change", () => this.tell());
  }

  // A list in a narrow column cuts its choice off: the words stand in full below it.
  tell() {
    if (this.control.tagName !== "SELECT" || !this.control.closest("td")) return;
    const chosen = this.control.selectedOptions[0]?.text ?? "";
    const below = this.control.parentElement.querySelector(".bc-chosen") ?? this.control.insertAdjacentElement("afterend", words("span", "", { className: "bc-chosen", ariaHidden: "true" }));
    below.textContent = chosen.length > 9 ? chosen : "";
  }

  get address() {
    return this.control.name.slice(2);
  }

  get text() {
    return this.control.value;
  }

  get dirty() {
    return this.trouble !== "" || this.text !== this.saved;
  }

  get label() {
    const label = this.control.getAttribute("aria-label") || this.control.labels?.[0]?.firstChild?.textContent || "Answer";
    return label.trim();
  }

  get about() {
    return this.control.closest(HOLDER).querySelector("[data-about]");
  }

  put(text) {
    this.control.value = text;
    if (this.control.tagName === "SELECT" && this.control.value !== text) {
      this.control.add(new Option(text, text)); // what is no choice of the list any more
      this.control.value = text;
    }
    this.tell();
  }

  // What the service holds now; what somebody typed since stays.
  holds(text, seen, typed = this.text) {
    if (this.text === typed) this.put(text);
    this.saved = text;
    this.seen = seen;
    const now = this.text;
    if (this.control.tagName === "SELECT") for (const option of this.control.options) option.defaultSelected = option.value === text;
    else this.control.defaultValue = text;
    if (this.text !== now) this.control.value = now;
  }

  renamed(address) {
    this.control.name = `v:${address}`;
  }

  clear() {
    this.trouble = "";
    this.waits = false;
    this.about.querySelectorAll(".bc-trouble, .nhsuk-error-message, .bc-overtaken").forEach((old) => old.remove());
    this.control.removeAttribute("aria-invalid");
    this.control.removeAttribute("aria-describedby");
    this.control.classList.remove("nhsuk-input--error", "nhsuk-textarea--error");
    this.control.closest(HOLDER).classList.remove("nhsuk-form-group--error");
  }

  // Say at the box what is wrong with it; it is not sent again before somebody does something about it.
  troubled(why, ...shown) {
    this.clear();
    this.trouble = why;
    this.refused = this.text;
    this.waits = true;
    const id = `${this.control.id}-trouble`;
    const told = document.createElement("div");
    told.className = shown.length ? "bc-trouble bc-overtaken" : "bc-trouble nhsuk-error-message";
    told.id = id;
    told.append(...(shown.length ? shown : [words("p", why)]));
    this.about.prepend(told);
    this.control.setAttribute("aria-invalid", "true");
    this.control.setAttribute("aria-describedby", id);
    this.control.classList.add(this.control.tagName === "TEXTAREA" ? "nhsuk-textarea--error" : "nhsuk-input--error");
  }

  changedBy(name) {
    this.about.querySelectorAll(".bc-changed-by").forEach((old) => old.remove());
    this.about.append(words("p", `Changed by ${name} a moment ago`, { className: "bc-beside bc-changed-by" }));
  }
}
