"use strict";
(() => {
  const { names, verdicts, rows } = JSON.parse(document.getElementById("data").textContent);
  const [words, outlet, verdict] = ["words", "outlet", "verdict-pick"].map((id) => document.getElementById(id));
  const hits = document.getElementById("hits");
  const found = document.getElementById("found");
  const more = document.getElementById("more");
  const line = document.getElementById("line").content.firstElementChild;
  const PAGE = 40;
  const urdu = document.documentElement.lang === "ur";
  const locale = urdu ? "ur-u-nu-arabext" : "en-GB";
  const clock = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
  const number = new Intl.NumberFormat(locale);
  // One spelling for letters that keyboards write differently; marks and joiners are no part of a word.
  const letters = { "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ه": "ہ", "ۂ": "ہ", "ة": "ہ", "أ": "ا", "إ": "ا", "آ": "ا", "ؤ": "و", "ۓ": "ے" };
  const fold = (text) => text.normalize("NFC").toLowerCase().replace(/[\u064b-\u065f\u0670\u0640\u200c-\u200f\u2066-\u2069]/g, "").replace(/[يىئكهۂةأإآؤۓ]/g, (letter) => letters[letter]);
  for (const row of rows) row.key = fold(row[2]);
  let matching = [], shown = 0;

  const item = ([at, place, title, link, reading, contact]) => {
    const node = line.cloneNode(true);
    const anchor = node.querySelector(".hit-title a");
    if (link) { anchor.href = link; anchor.textContent = title; } else anchor.replaceWith(title);
    node.querySelector(".hit-outlet").textContent = names[place];
    node.querySelector(".hit-when").textContent = `${clock.format(at * 60000)} UTC`;
    node.querySelector(".hit-verdict").textContent = verdicts[reading] || reading;
    const page = node.querySelector(".hit-contact");
    if (contact) page.href = `contacts/${contact}`; else { page.previousSibling.remove(); page.remove(); }
    return node;
  };
  const next = () => {
    hits.append(...matching.slice(shown, shown + PAGE).map(item));
    shown += PAGE;
    more.hidden = shown >= matching.length;
  };
  const search = () => {
    const wanted = fold(words.value).split(/\s+/).filter(Boolean);
    matching = rows.filter((row) => (!outlet.value || row[1] === Number(outlet.value)) && (!verdict.value || row[4] === verdict.value) && wanted.every((word) => row.key.includes(word)));
    found.textContent = found.dataset.found.replace("#", number.format(matching.length));
    hits.replaceChildren();
    shown = 0;
    next();
  };
  const form = document.getElementById("form");
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", search);
  more.addEventListener("click", next);
  if (words.value || outlet.value || verdict.value) search();
  else { matching = rows; shown = PAGE; more.hidden = shown >= rows.length; }
})();
