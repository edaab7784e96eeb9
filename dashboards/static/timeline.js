"use strict";
(() => {
  const plot = document.getElementById("plot");
  const lanes = document.getElementById("lanes");
  const filters = document.getElementById("filters");
  const readout = document.getElementById("readout");
  const ticks = document.getElementById("ticks");
  const urdu = document.documentElement.lang === "ur";
  const marks = [...plot.querySelectorAll("a")];
  const rows = [...document.querySelectorAll(".row[data-leader]")];
  const years = [...document.querySelectorAll(".year")];
  const whole = [Number(plot.dataset.from), Number(plot.dataset.to)];
  const DAY = 86400000, SHORTEST = 20;
  let [from, to] = whole;
  const locale = urdu ? "ur-u-nu-arabext" : "en";
  const month = new Intl.DateTimeFormat(locale, { month: "short", year: "2-digit", timeZone: "UTC" });
  const exact = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
  const year = new Intl.DateTimeFormat(locale, { year: "numeric", timeZone: "UTC" });
  const put = (node, name, value) => node.setAttribute(name, value);
  const share = (day) => (100 * (day - from)) / (to - from);

  // Draws marks, terms of office and ticks so that the days from `from` to `to` fill the width.
  const draw = () => {
    for (const mark of marks) {
      const x = share(Number(mark.dataset.day));
      put(mark.firstElementChild, "cx", `${x}%`);
      mark.firstElementChild.style.visibility = x < -2 || x > 102 ? "hidden" : "";
    }
    for (const band of plot.querySelectorAll(".band")) {
      const left = Math.max(0, share(Number(band.dataset.from)));
      const right = Math.min(100, share(Number(band.dataset.to)));
      const [rect, text] = band.children;
      put(rect, "x", `${left}%`);
      put(rect, "width", `${Math.max(0, right - left)}%`);
      put(text, "x", `${(left + right) / 2}%`);
      const room = ((right - left) / 100) * plot.clientWidth;
      text.style.visibility = room < text.getComputedTextLength() + 8 ? "hidden" : "";
    }
    const span = to - from;
    const room = Math.max(3, Math.floor(plot.clientWidth / 74));
    const steps = [[7, exact], [14, exact], [30.44, month], [91.31, month], [182.62, month], [365.25, year], [730.5, year], [1826.25, year]];
    const [step, format] = steps.find(([length]) => span / length <= room) || steps.at(-1);
    const made = [];
    for (const day of days(step)) {
      const tick = document.createElementNS(plot.namespaceURI, "g");
      const line = document.createElementNS(plot.namespaceURI, "line");
      const text = document.createElementNS(plot.namespaceURI, "text");
      const x = `${share(day)}%`;
      tick.classList.add("tick");
      put(line, "x1", x); put(line, "x2", x); put(line, "y1", 28); put(line, "y2", plot.clientHeight - 22);
      put(text, "x", x); put(text, "y", plot.clientHeight - 6);
      if (share(day) > 3) text.style.textAnchor = "middle";
      text.textContent = format.format(day * DAY);
      tick.append(line, text);
      made.push(tick);
    }
    ticks.replaceChildren(...made);
  };
  function* days(step) {
    if (step < 30) {
      for (let day = Math.ceil(from / step) * step; day <= to; day += step) yield day;
      return;
    }
    const months = Math.round(step / 30.44);
    const first = new Date(from * DAY);
    for (let at = Math.floor((first.getUTCFullYear() * 12 + first.getUTCMonth()) / months) * months; ; at += months) {
      const day = Date.UTC(Math.floor(at / 12), at % 12, 1) / DAY;
      if (day > to) return;
      if (day >= from) yield day;
    }
  }
  const show = (left, length) => {
    const span = Math.min(whole[1] - whole[0], Math.max(SHORTEST, length));
    from = Math.min(Math.max(whole[0], left), whole[1] - span);
    to = from + span;
    draw();
  };
  const zoom = (factor, at = (from + to) / 2) => show(at - (at - from) * factor, (to - from) * factor);
  const move = (part) => show(from + (to - from) * part, to - from);
  const actions = {
    in: () => zoom(0.5), out: () => zoom(2), back: () => move(-0.5), on: () => move(0.5), all: () => show(whole[0], Infinity),
    1: () => show(whole[1] - 365, 365), 5: () => show(whole[1] - 1826, 1826),
  };
  filters.querySelector(".zoom").hidden = false;
  filters.addEventListener("click", (event) => {
    const action = event.target.closest("button")?.dataset.zoom;
    if (action) actions[action]();
  });
  filters.addEventListener("submit", (event) => event.preventDefault());
  const keys = { "+": "in", "=": "in", "-": "out", "−": "out", ArrowLeft: "back", ArrowRight: "on", 0: "all", "۰": "all" };
  lanes.addEventListener("keydown", (event) => {
    if (!(event.key in keys) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    actions[keys[event.key]]();
  });
  const dayAt = (event) => {
    const box = plot.getBoundingClientRect();
    return from + ((event.clientX - box.left) / box.width) * (to - from);
  };
  plot.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey && Math.abs(event.deltaX) <= Math.abs(event.deltaY)) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) zoom(event.deltaY > 0 ? 1.25 : 0.8, dayAt(event));
    else move((event.deltaX || event.deltaY) / 900);
  }, { passive: false });
  plot.addEventListener("dblclick", (event) => { event.preventDefault(); zoom(0.4, dayAt(event)); });

  // Dragging moves, two fingers zoom; a drag is not a click.
  const held = new Map();
  let dragged = false;
  plot.addEventListener("pointerdown", (event) => { held.set(event.pointerId, event); dragged = false; });
  plot.addEventListener("pointermove", (event) => {
    const last = held.get(event.pointerId);
    if (!last) return;
    const days = (to - from) / plot.clientWidth;
    const others = [...held.values()].filter((other) => other.pointerId !== event.pointerId);
    if (others.length) {
      const apart = Math.abs(last.clientX - others[0].clientX), next = Math.abs(event.clientX - others[0].clientX);
      if (apart > 8 && next > 8) zoom(apart / next, dayAt(others[0]));
    } else if (Math.abs(event.clientX - last.clientX) > 3 || dragged) {
      dragged = true;
      plot.classList.add("held");
      show(from - (event.clientX - last.clientX) * days, to - from);
    } else return;
    held.set(event.pointerId, event);
  });
  const free = (event) => { held.delete(event.pointerId); plot.classList.remove("held"); };
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) plot.addEventListener(name, free);
  plot.addEventListener("click", (event) => { if (dragged) event.preventDefault(); }, true);
  plot.addEventListener("dragstart", (event) => event.preventDefault());

  // The filters apply to the chart and to the list.
  const applyFilters = () => {
    const wanted = (name) => new Set([...filters.querySelectorAll(`[name=${name}]:checked`)].map((box) => box.value));
    const leaders = wanted("leader"), channels = wanted("channel");
    const off = (node) => !leaders.has(node.dataset.leader) || !channels.has(node.dataset.channel);
    for (const node of [...marks, ...rows]) node.classList.toggle("off", off(node));
    for (const part of years) part.classList.toggle("off", !part.querySelector(".row:not(.off)"));
    const count = new Intl.NumberFormat(locale).format(rows.filter((row) => !row.classList.contains("off")).length);
    readout.textContent = readout.dataset.shown.replace("#", count);
  };
  filters.addEventListener("change", applyFilters);
  new ResizeObserver(draw).observe(plot);
  draw();
  if ([...filters.querySelectorAll("input")].some((box) => !box.checked)) applyFilters();
})();
