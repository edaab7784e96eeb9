"use strict";
(() => {
  const { names, verdicts, months, spellings } = JSON.parse(document.getElementById("data").textContent);
  const [words, outlet, verdict, month] = ["words", "outlet", "verdict-pick", "month"].map((id) => document.getElementById(id));
  const hits = document.getElementById("hits");
  const found = document.getElementById("found");
  const more = document.getElementById("more");
  const line = document.getElementById("line").content.firstElementChild;
  const PAGE = 40;
  const root = document.documentElement;
  const number = new Intl.NumberFormat(root.lang === "ur" ? "ur-u-nu-arabext" : "en-GB");
  // One form for letters that keyboards write differently; marks and joiners are removed.
  const letters = { "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ه": "ہ", "ھ": "ہ", "ۂ": "ہ", "ۃ": "ہ", "ة": "ہ", "أ": "ا", "إ": "ا", "آ": "ا", "ؤ": "و", "ۓ": "ے" };
  const fold = (text) => ` ${text.normalize("NFC").toLowerCase().replace(/[\p{M}\u0640\u200c-\u200f\u2066-\u2069]/gu, "").replace(/[يىئكهھۂۃةأإآؤۓ]/g, (letter) => letters[letter])
    .replace(/[۰-۹٠-٩]/g, (digit) => String(digit.charCodeAt(0) & 15)).replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
  const groups = spellings.map((group) => group.map(fold));
  const spellingGroups = groups.flatMap((group) => group.map((word) => [word, group])).sort((a, b) => b[0].length - a[0].length);

  // What a headline must contain: any spelling of a known name as a whole word; other words as parts of words too.
  const wanted = (text) => {
    let rest = fold(text);
    const all = [];
    for (const [word, group] of spellingGroups) {
      if (!rest.includes(word)) continue;
      rest = rest.replace(word, "  ");
      all.push(group);
    }
    return [...all, ...rest.split(/\s+/).filter(Boolean).map((word) => [word])];
  };

  // A month is loaded once, when a search needs it.
  const loaded = new Map();
  const arrived = {};
  window.rabitaMonth = (name, rows) => { for (const row of rows) row.key = fold(row[2]); arrived[name]?.(rows); };
  const load = (name) => {
    if (!loaded.has(name)) {
      loaded.set(name, new Promise((done) => {
        const script = document.createElement("script");
        arrived[name] = (rows) => { script.remove(); done(rows); };
        script.src = `../search/${name}.js`;
        script.onerror = () => { script.remove(); loaded.delete(name); done([]); };
        document.head.append(script);
      }));
    }
    return loaded.get(name);
  };

  const item = ([at, place, title, link, reading = "none", contact = ""]) => {
    const node = line.cloneNode(true);
    const anchor = node.querySelector(".hit-title a");
    if (link) { anchor.href = link; anchor.textContent = title; } else anchor.replaceWith(title);
    node.querySelector(".hit-outlet").textContent = names[place] || place;
    node.querySelector(".hit-when").textContent = root.written(at * 60000);
    node.querySelector(".hit-verdict").textContent = verdicts[reading] || reading;
    const page = node.querySelector(".hit-contact");
    if (contact) page.href = `contacts/${contact.replace(/[^A-Za-z0-9._-]/g, "-").replace(/^\.+/, "")}.html`;
    else { page.previousSibling.remove(); page.remove(); }
    return node;
  };

  // A search goes back month by month until a page of hits is full; "more" continues from there.
  let run = 0;
  const search = () => {
    const its = ++run, all = wanted(words.value);
    const list = months.filter(([name]) => !month.value || name === month.value);
    const fits = (row) => (!outlet.value || row[1] === outlet.value) && (!verdict.value || (row[4] || "none") === verdict.value)
      && all.every((group) => group.some((word) => row.key.includes(word)));
    const matching = [];
    let shown = 0, place = 0;
    hits.replaceChildren();
    more.hidden = true;
    const next = async () => {
      more.hidden = true;
      while (matching.length < shown + PAGE && place < list.length) {
        const rows = await load(list[place][0]);
        if (its !== run) return;
        matching.push(...rows.filter(fits));
        place += 1;
        showCount();
      }
      hits.append(...matching.slice(shown, shown + PAGE).map(item));
      shown += PAGE;
      more.hidden = shown >= matching.length && place >= list.length;
    };
    const showCount = () => {
      const form = place < list.length ? found.dataset.back : found.dataset.found;
      found.textContent = form.replace("#", number.format(matching.length)).replace("@", list[place - 1]?.[2] || "");
    };
    more.onclick = next;
    return next();
  };
  const storeQuery = () => {
    const given = new URLSearchParams();
    for (const field of [words, outlet, verdict, month]) if (field.value) given.set(field.id, field.value);
    try { history.replaceState(null, "", given.size ? `#${given}` : location.pathname.split("/").at(-1)); } catch { /* as a file */ }
  };
  const form = document.getElementById("form");
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => { storeQuery(); search(); });
  const restoreQuery = () => {
    const given = new URLSearchParams(location.hash.slice(1));
    for (const field of [words, outlet, verdict, month]) if (given.get(field.id)) field.value = given.get(field.id);
  };
  restoreQuery();
  if (words.value || outlet.value || verdict.value || month.value) search();
  else { more.hidden = hits.children.length < PAGE; more.onclick = search; }
})();
