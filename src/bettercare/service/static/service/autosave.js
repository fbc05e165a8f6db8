// Boxes are saved as they are left. What cannot be sent stays on the page and in this browser until the service has it.
import { Box, words } from "./boxes.js";
import { Unsaved } from "./unsaved.js";

const BOXES = "[name^='v:']";
const BY_PLACE = /^answers\/[^/]+\/\d+\//; // cells of a table that has no ids: their address is good for one revision
const MOST = 200;
const WAITS = [2, 5, 10, 30];
const IDLE = 10000;

class Saving {
  constructor(form) {
    this.form = form;
    this.status = document.getElementById("saving");
    const seen = Number(form.elements.seen.value);
    this.boxes = new Map([...form.querySelectorAll(BOXES)].map((control) => [control, new Box(control, seen)]));
    this.unsaved = new Unsaved(`bettercare:${form.dataset.person}:${form.dataset.cells}`);
    this.running = Promise.resolve();
    this.failed = 0;
    this.passing = false;
  }

  start() {
    this.form.addEventListener("input", (event) => this.typed(event.target));
    this.form.addEventListener("change", (event) => this.left(event.target));
    this.form.addEventListener("put", () => this.put());
    this.form.addEventListener("submit", (event) => this.submitted(event));
    this.form.addEventListener("formdata", (event) => {
      for (const name of [...event.formData.keys()]) if (name.startsWith("v:")) event.formData.delete(name);
    });
    window.addEventListener("online", () => this.save());
    window.addEventListener("beforeunload", (event) => {
      if (!this.passing && this.failed && this.all().some((box) => box.dirty)) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.looksAgain(0));
    this.back();
  }

  all() {
    return [...this.boxes.values()];
  }

  named(address) {
    return this.all().find((box) => box.address === address);
  }

  typed(control) {
    const box = this.boxes.get(control);
    if (!box) return;
    if (box.text !== box.saved || box.trouble) this.unsaved.keep(box.address, box.seen, box.text);
    else this.unsaved.drop(box.address, box.seen);
  }

  left(control) {
    const box = this.boxes.get(control);
    if (!box) return;
    box.waits = false;
    if (box.text === box.saved) box.clear();
    this.typed(control);
    this.save();
  }

  // Boxes were filled otherwise than by typing: those that changed are saved together.
  put() {
    for (const box of this.all()) {
      if (box.trouble && box.text === box.saved) box.clear();
      else if (box.text !== box.refused) box.waits = false;
      this.typed(box.control);
    }
    this.save();
  }

  // Words of an earlier visit that the service never had.
  back() {
    let put = 0;
    for (const { address, seen, text } of this.unsaved.all()) {
      const box = this.named(address);
      if (!box || (BY_PLACE.test(address) && seen < box.seen)) {
        this.orphan(address, seen, text);
      } else if (box.text === text) {
        this.unsaved.drop(address, seen);
      } else {
        box.put(text);
        box.seen = Math.min(seen, box.seen);
        this.unsaved.drop(address, seen);
        this.unsaved.keep(address, box.seen, text);
        put += 1;
      }
    }
    if (put) {
      this.say("Words that were not saved last time are back in their boxes.");
      this.save();
    }
  }

  // Words whose box is not on the page any more, or stands elsewhere: they may still be saved, else they are shown to be copied.
  async orphan(address, seen, text) {
    let answer;
    try {
      answer = await this.ask(seen, new Map([[address, text]]));
    } catch (problem) {
      this.say(`Words of an earlier visit are not saved: ${problem.message}. They are kept in this browser.`, "failed");
      return;
    }
    if (answer.boxes[address].state === "saved") {
      this.unsaved.drop(address, seen);
      this.notice("Words of an earlier visit were saved.");
      return;
    }
    const home = document.getElementById("unplaced");
    const item = document.createElement("li");
    const away = words("button", "Put these words away", { type: "button", className: "bc-plain-button" });
    away.addEventListener("click", () => {
      this.unsaved.drop(address, seen);
      item.remove();
      home.hidden = !home.querySelector("li");
    });
    item.append(words("blockquote", text), away);
    home.querySelector("ul").append(item);
    home.hidden = false;
  }

  save() {
    this.running = this.running.then(() => this.send());
    return this.running;
  }

  async send() {
    const left = this.all().filter((box) => box.dirty && !box.waits);
    const bySeen = left.reduce((all, box) => all.set(box.seen, [...(all.get(box.seen) || []), box]), new Map());
    for (const [seen, boxes] of bySeen) {
      for (let at = 0; at < boxes.length; at += MOST) {
        const some = boxes.slice(at, at + MOST);
        const sent = new Map(some.map((box) => [box.address, box.text]));
        try {
          this.took(some, sent, await this.ask(seen, sent));
        } catch (problem) {
          this.later(problem.message);
          return;
        }
      }
    }
  }

  async ask(seen, sent, again = false) {
    const body = new URLSearchParams({ seen, csrfmiddlewaretoken: this.form.elements.csrfmiddlewaretoken.value });
    for (const [address, text] of sent) body.append(`v:${address}`, text);
    let answer;
    try {
      answer = await fetch(this.form.dataset.cells, {
        method: "POST", body, redirect: "manual", keepalive: body.toString().length < 60000, signal: AbortSignal.timeout(20000),
      });
    } catch {
      throw new Error("no connection");
    }
    if (answer.type === "opaqueredirect" || answer.status === 401) throw new Error("you are signed out");
    if (answer.status === 403 && !again && (await this.renewed())) return this.ask(seen, sent, true);
    if (!answer.ok) throw new Error(answer.status >= 500 ? "the service has trouble" : `the service refused it (${answer.status})`);
    return answer.json();
  }

  // After signing in again in another window the page needs the new token of its session.
  async renewed() {
    const page = await this.page();
    const token = page?.querySelector("form[data-cells] [name=csrfmiddlewaretoken]")?.value;
    if (token) this.form.elements.csrfmiddlewaretoken.value = token;
    return Boolean(token);
  }

  async page() {
    try {
      const answer = await fetch(location.pathname, { redirect: "manual", signal: AbortSignal.timeout(20000) });
      return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    } catch {
      return null;
    }
  }

  took(boxes, sent, answer) {
    this.failed = 0;
    const before = boxes.map((box) => [box, box.address, box.seen]);
    for (const [box, address, seen] of before) {
      const how = answer.boxes[address];
      this.unsaved.drop(address, seen);
      if (how.address) box.renamed(how.address);
      if (how.state === "saved" || (how.state === "overtaken" && how.text === sent.get(address))) {
        box.clear();
        box.holds(how.text, answer.revision, sent.get(address));
      } else if (how.state === "overtaken") {
        box.holds(how.text, answer.revision, null);
        this.decide(box, how);
      } else if (box.text === sent.get(address)) {
        const same = how.state === "wrong" && !(address in answer.others) && !answer.rows.length && !address.includes("asked-");
        if (same) box.seen = answer.revision; // nobody changed it since: what is right now is saved with all else
        box.troubled(how.state === "wrong" ? how.why : "This place is not there any more. Copy your words, and reload the page.");
      }
      if (box.dirty) this.unsaved.keep(box.address, box.seen, box.text);
    }
    const names = this.others(answer);
    this.form.elements.seen.value = answer.revision;
    document.getElementById("totals").innerHTML = answer.totals;
    const undo = this.form.elements.undo;
    if (undo && answer.undo) Object.assign(undo, { value: answer.undo, hidden: false });
    this.tell(Object.values(answer.boxes).some((how) => how.state === "saved"), names);
    this.looksAgain(IDLE);
  }

  // The same was changed by somebody else: both stand at the box, and a person decides.
  decide(box, how) {
    const mine = words("button", `Keep mine`, { type: "button", className: "bc-plain-button" });
    const theirs = words("button", `Take theirs`, { type: "button", className: "bc-plain-button" });
    for (const button of [mine, theirs]) button.append(words("span", ` for ${box.label}`, { className: "nhsuk-u-visually-hidden" }));
    const by = words("p", ` changed this on ${how.at} to:`);
    by.prepend(words("strong", how.by));
    const choice = document.createElement("p");
    choice.className = "bc-side-by-side";
    choice.append(mine, theirs);
    const stands = words("p", "Yours stands in the box and is not saved yet. You can also write what is right for both.");
    box.troubled(`${how.by} changed this while you wrote`, by, words("blockquote", how.said), stands, choice);
    mine.addEventListener("click", () => {
      box.control.focus();
      box.waits = false;
      this.save();
    });
    theirs.addEventListener("click", () => {
      box.control.focus();
      this.unsaved.drop(box.address, box.seen);
      box.clear();
      box.put(box.saved);
      this.say(`${box.label} is as ${how.by} wrote it.`);
    });
  }

  // What others changed since: into boxes in which nobody is writing here.
  others(answer) {
    const names = new Set();
    for (const [address, told] of Object.entries(answer.others)) {
      const box = this.named(address);
      const elsewhere = answer.rows.length && BY_PLACE.test(address);
      if (!box || elsewhere || box.seen >= told.number || box.dirty || box.text === told.text) continue;
      box.holds(told.text, answer.revision);
      box.changedBy(told.by);
      names.add(told.by);
    }
    if (answer.rows.length) this.notice(`${answer.rows.join(" and ")} added, moved or removed rows.`);
    return names;
  }

  notice(text) {
    const place = document.getElementById("rows-changed");
    place.replaceChildren(`${text} `, words("a", "Show the page as it is now", { href: location.pathname }));
    place.hidden = false;
  }

  tell(saved, names) {
    const left = this.all().filter((box) => box.trouble);
    const told = [];
    if (saved) {
      told.push(`Saved at ${new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}.`);
    }
    if (names.size) told.push(`${[...names].join(" and ")} changed other values here; they are shown.`);
    if (left.length) told.push(left.length === 1 ? "1 answer needs you:" : `${left.length} answers need you:`);
    this.say(told.join(" "), left.length ? "left" : "saved");
    left.slice(0, 3).forEach((box, at) => this.status.append(at ? "; " : " ", words("a", box.label, { href: `#${box.control.id}` })));
    this.clear();
  }

  // What is in use never stands beneath the line that tells how things stand.
  clear() {
    const active = document.activeElement;
    const beneath = active.getBoundingClientRect().bottom + 8 - this.status.getBoundingClientRect().top;
    if (beneath > 0 && this.form.contains(active) && !this.status.contains(active)) window.scrollBy(0, beneath);
  }

  later(why) {
    this.say(`Not saved: ${why}. Your words are kept in this browser.`, "failed");
    if (why === "you are signed out") this.status.append(" ", words("a", "Sign in again", { href: location.pathname }));
    this.clear();
    const wait = WAITS[Math.min(this.failed, WAITS.length - 1)];
    this.failed += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait * 1000);
  }

  say(text, state = "saved") {
    if (this.status.textContent !== text) this.status.textContent = text;
    this.status.dataset.state = state;
  }

  async submitted(event) {
    if (this.passing) return;
    event.preventDefault();
    const button = event.submitter;
    const saves = !button?.name || button.name === "then";
    if (saves) this.all().forEach((box) => { box.waits = false; });
    await this.save();
    if (this.failed && this.all().some((box) => box.dirty)) return;
    if (!saves) {
      this.passing = true;
      setTimeout(() => this.form.requestSubmit(button)); // a form that is just telling of its sending cannot be sent
      return;
    }
    const left = this.all().filter((box) => box.dirty);
    if (left.length) this.summary(left);
    else if (button?.value === "list") location.assign(this.form.dataset.list);
    else {
      document.getElementById("left")?.remove();
      this.say("Everything is saved.");
      this.looksAgain(0);
    }
  }

  summary(left) {
    document.querySelectorAll(".nhsuk-error-summary").forEach((old) => old.remove());
    const made = document.createElement("div");
    Object.assign(made, { id: "left", className: "nhsuk-error-summary", tabIndex: -1 });
    made.setAttribute("role", "alert");
    const count = left.length === 1 ? "1 answer needs" : `${left.length} answers need`;
    const list = document.createElement("ul");
    list.className = "nhsuk-list nhsuk-error-summary__list";
    for (const box of left) {
      const item = document.createElement("li");
      item.append(words("a", `${box.label}: ${box.trouble}`, { href: `#${box.control.id}` }));
      list.append(item);
    }
    made.append(words("h2", `${count} you; all else is saved`, { className: "nhsuk-error-summary__title" }), list);
    document.getElementById("maincontent").prepend(made);
    made.focus();
  }

  // A while after the last save the page takes over what follows from it: findings, what stands beside boxes, others' values.
  looksAgain(wait) {
    clearTimeout(this.looking);
    this.looking = setTimeout(async () => {
      if (this.failed || this.all().some((box) => box.dirty)) return;
      const page = await this.page();
      const form = page?.querySelector("form[data-cells]");
      if (form) this.renew(form, page);
    }, wait);
  }

  renew(form, page) {
    const seen = Number(form.elements.seen.value);
    const fresh = new Map([...form.querySelectorAll(BOXES)].map((control) => [control.name, control]));
    for (const box of this.all()) {
      const other = fresh.get(box.control.name);
      if (!other || box.dirty) continue;
      const now = new Box(other, seen);
      if (seen > box.seen) box.holds(now.saved, seen);
      if (!box.about.contains(document.activeElement)) box.about.innerHTML = now.about.innerHTML;
    }
    if (fresh.size !== this.boxes.size) this.notice("Rows were added or removed here.");
    for (const id of ["totals", "risk-picture"]) {
      const [here, there] = [document.getElementById(id), page.getElementById(id)];
      if (here && there && !here.contains(document.activeElement)) here.innerHTML = there.innerHTML;
    }
  }
}

const form = document.querySelector("form[data-cells]");
if (form) new Saving(form).start();
