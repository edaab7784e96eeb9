"use strict";
(() => {
  const root = document.documentElement;
  const urdu = root.lang === "ur";
  const between = urdu ? "، " : " · ";
  const now = Date.now();
  const store = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* not stored */ } },
  };

  // Theme: light, dark, or that of the system.
  const theme = document.getElementById("theme");
  const order = ["auto", "light", "dark"];
  const applyTheme = (choice) => {
    if (choice === "auto") delete root.dataset.theme; else root.dataset.theme = choice;
    theme.querySelector("span").textContent = theme.dataset[choice];
    theme.setAttribute("aria-label", `${theme.dataset.name}: ${theme.dataset[choice]}`);
  };
  let choice = root.dataset.theme || "auto";
  applyTheme(choice);
  theme.hidden = false;
  theme.addEventListener("click", () => {
    choice = order[(order.indexOf(choice) + 1) % order.length];
    store.set("rabita-theme", choice);
    applyTheme(choice);
  });

  // Times in the page's time zone or the reader's own, and how long ago: in days if only the day is known.
  const DAY = 86400000;
  const words = JSON.parse(root.dataset.ago);
  const say = (count, past, unit) => {
    const key = `${past ? "" : "in_"}${unit}${count === 1 ? "" : "s"}`;
    return words[key].replace("{n}", urdu ? String(count).replace(/[0-9]/g, (digit) => String.fromCharCode(0x6f0 + Number(digit))) : count);
  };
  const ago = (stamp, zone) => {
    const gap = now - Date.parse(stamp);
    const minutes = Math.floor(Math.abs(gap) / 60000);
    if (stamp.length > 10 && minutes < 60) return minutes ? say(minutes, gap > 0, "minute") : words.now;
    if (stamp.length > 10 && minutes < 1440) return say(Math.floor(minutes / 60), gap > 0, "hour");
    const dayOf = (moment) => Date.parse(new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(moment));
    const days = Math.round((dayOf(now) - (stamp.length > 10 ? dayOf(Date.parse(stamp)) : Date.parse(stamp))) / DAY);
    return days ? say(Math.abs(days), days > 0, "day") : words.today;
  };
  const clock = document.getElementById("clock");
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const locale = urdu ? "ur-u-nu-arabext" : "en-GB";
  const written = (moment, zone, name) => {
    const form = new Intl.DateTimeFormat(locale, { timeZone: zone, weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    const part = Object.fromEntries(form.formatToParts(moment).map(({ type, value }) => [type, value]));
    return `${part.weekday} ${part.day} ${part.month} ${part.year} ${part.hour}:${part.minute} ${name}`;
  };
  const times = [...document.querySelectorAll("time[data-ago]")].map((node) => ({ node, site: node.textContent.trim() }));
  let zone = root.dataset.zone;
  const showTimes = () => {
    const mine = zone !== root.dataset.zone;
    for (const { node, site } of times) {
      const exact = mine && node.dateTime.length > 10 ? written(Date.parse(node.dateTime), zone, clock.dataset.own) : site;
      const past = ago(node.dateTime, zone);
      node.title = node.dataset.ago === "instead" ? exact : past;
      node.textContent = node.dataset.ago === "instead" ? past : exact;
      if (node.dataset.ago === "beside") node.append(between, Object.assign(document.createElement("bdi"), { textContent: past }));
    }
    const name = mine ? clock.dataset.own : clock.dataset.site;
    clock.querySelector("span").textContent = name;
    clock.setAttribute("aria-label", `${clock.dataset.name}: ${name}`);
    const note = document.getElementById("times");
    note.textContent = note.dataset.times.replace("{clock}", name);
  };
  if (own && own !== zone) {
    clock.hidden = false;
    if (store.get("rabita-clock") === "own") zone = own;
    clock.addEventListener("click", () => {
      zone = zone === own ? root.dataset.zone : own;
      store.set("rabita-clock", zone === own ? "own" : "site");
      showTimes();
      document.dispatchEvent(new Event("rabita-clock"));
    });
  }
  showTimes();
  root.written = (moment) => written(moment, zone, zone === root.dataset.zone ? clock.dataset.site : clock.dataset.own);

  // A page that was not replaced in time says so instead of its old state.
  const status = document.getElementById("status");
  const check = () => {
    if (Date.now() <= Date.parse(status.dataset.stale)) return;
    status.className = "status stale";
    const verdict = document.getElementById("verdict");
    verdict.textContent = verdict.dataset.stale;
  };
  check();
  setInterval(check, 60000);

  // Digits: ۱۲۳ or 123.
  const digits = document.getElementById("digits");
  if (!digits) return;
  const showDigits = (latin) => {
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
  document.addEventListener("rabita-clock", () => showDigits(latin));
  digits.hidden = false;
  let latin = store.get("rabita-digits") === "latin";
  if (latin) showDigits(true);
  digits.addEventListener("click", () => {
    latin = !latin;
    store.set("rabita-digits", latin ? "latin" : "urdu");
    showDigits(latin);
  });
})();
