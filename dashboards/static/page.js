"use strict";
(() => {
  const root = document.documentElement;
  const urdu = root.lang === "ur";
  const between = urdu ? "، " : " · ";
  const now = Date.now();
  const store = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* nothing is kept */ } },
  };

  // Light, dark, or as the system has it.
  const theme = document.getElementById("theme");
  const order = ["auto", "light", "dark"];
  const wear = (choice) => {
    if (choice === "auto") delete root.dataset.theme; else root.dataset.theme = choice;
    theme.querySelector("span").textContent = theme.dataset[choice];
    theme.setAttribute("aria-label", `${theme.dataset.name}: ${theme.dataset[choice]}`);
  };
  let choice = root.dataset.theme || "auto";
  wear(choice);
  theme.hidden = false;
  theme.addEventListener("click", () => {
    choice = order[(order.indexOf(choice) + 1) % order.length];
    store.set("rabita-theme", choice);
    wear(choice);
  });

  // How long ago, beside what the page says itself.
  const speak = new Intl.RelativeTimeFormat(urdu ? "ur-u-nu-arabext" : "en", { numeric: "auto" });
  const units = [["day", 86400000], ["hour", 3600000], ["minute", 60000]];
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const gap = Date.parse(time.dateTime) - now;
    const [unit, size] = units.find(([, length]) => Math.abs(gap) >= length) || units[2];
    time.title = `${time.textContent}${between}${new Date(time.dateTime).toLocaleString(urdu ? "ur-PK-u-nu-arabext" : undefined)}`;
    const ago = speak.format(Math.round(gap / size), unit);
    if (time.dataset.ago === "instead") time.textContent = ago;
    else if (time.dataset.ago === "beside") time.append(between, Object.assign(document.createElement("bdi"), { textContent: ago }));
    else time.title = `${ago}${between}${time.title}`;
  }
  const midnight = new Date(now).setUTCHours(0, 0, 0, 0);
  for (const time of document.querySelectorAll("time[data-days]")) {
    time.textContent = speak.format(Math.round((Date.parse(time.dateTime) - midnight) / 86400000), "day");
  }

  // A page that was not made anew for too long must not go on saying that all is well.
  const status = document.getElementById("status");
  const check = () => {
    if (Date.now() <= Date.parse(status.dataset.stale)) return;
    status.className = "status stale";
    const verdict = document.getElementById("verdict");
    verdict.textContent = verdict.dataset.stale;
  };
  check();
  setInterval(check, 60000);

  // ۱۲۳ or 123.
  const digits = document.getElementById("digits");
  if (!digits) return;
  const put = (latin) => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const node = walk.currentNode;
      if (node.parentElement.closest("script, style, template, blockquote, .source, .hit-title, [data-digits=keep], [lang=en]")) continue;
      const text = latin
        ? node.data.replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
        : node.data.replace(/[0-9]/g, (digit) => String.fromCharCode(0x6f0 + Number(digit)));
      if (text !== node.data) node.data = text;
    }
    digits.setAttribute("aria-pressed", String(latin));
  };
  digits.hidden = false;
  let latin = store.get("rabita-digits") === "latin";
  if (latin) put(true);
  digits.addEventListener("click", () => {
    latin = !latin;
    store.set("rabita-digits", latin ? "latin" : "urdu");
    put(latin);
  });
})();
