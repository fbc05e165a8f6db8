// Words that the service has not acknowledged yet, kept in this browser: by the address of their box and the revision it was seen at.
export class Unsaved {
  constructor(name) {
    this.name = name;
    this.held = {};
    try {
      this.held = JSON.parse(localStorage.getItem(name) || "{}");
    } catch {
      this.held = {}; // no storage, or not ours: the words still stand on the page
    }
  }

  all() {
    return Object.values(this.held);
  }

  keep(address, seen, text) {
    this.held[`${address}@${seen}`] = { address, seen, text };
    this.write();
  }

  drop(address, seen) {
    const key = `${address}@${seen}`;
    if (!(key in this.held)) return;
    delete this.held[key];
    this.write();
  }

  write() {
    try {
      if (Object.keys(this.held).length) localStorage.setItem(this.name, JSON.stringify(this.held));
      else localStorage.removeItem(this.name);
    } catch {
      return; // full or forbidden
    }
  }
}
