// One hover, one selection, one clock: what is pointed at goes before what is chosen.
const shown = { trains: trains.map(() => true), others: true };
const start = (trains.find((train) => train.role === "principal") || trains[0]).points[0][4];
const chosen = { at: start, at_m: null, place: null, train: null };
let pointed = null;

function current() {
  return pointed || chosen;
}

function show() {
  const now = current();
  showOnGraph(now);
  showOnMap(now);
  showClock(now);
  showWhere(now);
  showInTable(now);
  showTrain(chosen.train);
}

let asked = false;
function soon() {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    show();
  });
}

function point(at) {
  pointed = at;
  soon();
}

function choose(at) {
  Object.assign(chosen, at);
  pointed = null;
  soon();
}

function clampTime(at) {
  return Math.min(plan.until_at_s, Math.max(plan.from_at_s, Math.round(at / 60) * 60));
}

// Sizes: graph and map are equally high side by side.
function redraw(print) {
  const graphRoot = document.getElementById("graph"), mapRoot = document.getElementById("map");
  const wide = graphRoot.clientWidth, side = mapRoot.clientWidth, beside = window.matchMedia("(min-width:1200px)").matches;
  const high = Math.round(Math.min(Math.max(560, window.innerHeight - 250), 0.92 * Math.max(wide, 640)));
  if (print) {
    drawGraph(1120, 600);
    drawMap(860, 620);
  } else {
    drawGraph(wide, high);
    drawMap(side, beside ? high - document.querySelector(".attribution").offsetHeight : Math.round(Math.min(side * 1.05, 720)));
  }
  show();
}

function onGraph(event) {
  const svg = document.querySelector("#graph svg"), box = svg.getBoundingClientRect(), frame = graph.frame;
  const scale = frame.width / box.width, x = (event.clientX - box.left) * scale, y = (event.clientY - box.top) * scale;
  if (x < frame.left - 110 || x > frame.right || y < frame.top || y > frame.bottom) return null;
  const at_m = Math.min(plan.length_m, Math.max(0, frame.metre(y)));
  const place = placeNear(at_m, !frame.near), close = Math.abs(frame.y(places[place].at_m) - y) < 6;
  const at = x < frame.left ? chosen.at : clampTime(frame.at(x));
  return { at, at_m: close ? places[place].at_m : at_m, place: close ? place : null, train: lineNear(x, y, 5) };
}

function onMap(event) {
  const svg = document.querySelector("#map svg"), box = svg.getBoundingClientRect();
  const scale = map.size[0] / box.width, x = (event.clientX - box.left) * scale, y = (event.clientY - box.top) * scale;
  const train = trainNear(x, y), found = metreNear(x, y);
  if (found.away > 40 && !train) return null;
  const place = placeNear(found.at_m, map.view.k < 6), [px1, py1] = map.place(pointAt(places[place].at_m));
  const close = Math.hypot(px1 - x, py1 - y) < 14;
  return { at: chosen.at, at_m: close ? places[place].at_m : found.at_m, place: close ? place : null, train };
}

function trainNear(x, y) {
  let best = null, least = 10;
  for (const [prefix, list, where] of [["t", trains, positionOf], ["o", shown.others ? others : [], (t, at) => (positionOfOther(t, at) || { at_m: null }).at_m]]) {
    list.forEach((train, k) => {
      const at_m = where(train, chosen.at);
      if (at_m === null || (prefix === "t" && !shown.trains[k])) return;
      const [px1, py1] = map.place(pointAt(at_m)), away = Math.hypot(px1 - x, py1 - y) - (prefix === "t" ? 4 : 0);
      if (away < least) [best, least] = [prefix + k, away];
    });
  }
  return best;
}

// Pointer, wheel with Ctrl, drag when enlarged; the same for both drawings.
function attend(id, view, where, draw) {
  const root = document.getElementById(id);
  let drag = null;
  root.addEventListener("pointerdown", (event) => {
    drag = { x: event.clientX, y: event.clientY, moved: 0 };
    if (event.pointerType === "touch") point(where(event));
  });
  root.addEventListener("pointermove", (event) => {
    if (drag && event.buttons && view.k > 1) {
      const dx = event.clientX - drag.x, dy = event.clientY - drag.y;
      drag.moved += Math.abs(dx) + Math.abs(dy);
      [drag.x, drag.y] = [event.clientX, event.clientY];
      view.pan(dx, dy, root.clientWidth, root.clientHeight);
      draw();
    }
    point(where(event));
  });
  root.addEventListener("pointerup", (event) => {
    const found = drag && drag.moved < 6 ? where(event) : null;
    drag = null;
    if (found) choose(found);
  });
  root.addEventListener("pointerleave", () => {
    drag = null;
    point(null);
  });
  root.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = root.getBoundingClientRect();
    zoom(id, Math.exp(-event.deltaY / 300), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  root.addEventListener("keydown", key);
}

function zoom(id, by, x, y) {
  const root = document.getElementById(id), view = id === "graph" ? graph.view : map.view;
  const left = id === "graph" ? graph.frame.left : 0, top = id === "graph" ? graph.frame.top : 0;
  const width = id === "graph" ? graph.frame.right - left : map.size[0], height = id === "graph" ? graph.frame.bottom - top : map.size[1];
  const at_x = x === undefined ? width / 2 : x - left, at_y = y === undefined ? height / 2 : y - top;
  if (by === 0) view.reset();
  else view.zoom(by, at_x, at_y, width, height);
  const size = [root.clientWidth, Math.round(root.getBoundingClientRect().height)];
  if (id === "graph") drawGraph(...size);
  else drawMap(...size);
  show();
}

// Brings what is chosen to the middle of an enlarged drawing.
function follow(id) {
  const now = current(), view = id === "graph" ? graph.view : map.view;
  if (view.k <= 1) return;
  const principal = trains.find((train) => train.role === "principal") || trains[0];
  const at_m = now.at_m !== null ? now.at_m : positionOf(principal, now.at) || 0;
  const frame = graph.frame;
  const [x, y] = id === "graph" ? [frame.x(now.at) - (frame.left + frame.right) / 2, frame.y(at_m) - (frame.top + frame.bottom) / 2]
    : ((p) => [p[0] - map.size[0] / 2, p[1] - map.size[1] / 2])(map.place(pointAt(at_m)));
  if (id === "graph") view.pan(-x, -y, frame.right - frame.left, frame.bottom - frame.top);
  else view.pan(-x, -y, map.size[0], map.size[1]);
}

function key(event) {
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key in steps) stepTrain(...steps[event.key]);
  else if (event.key === "," || event.key === ".") choose({ at: clampTime(chosen.at + (event.key === "." ? 60 : -60)) });
  else if (event.key === "Escape") choose({ at_m: null, place: null, train: null });
  else if (event.key === "+" || event.key === "-") zoom(event.currentTarget.id, event.key === "+" ? 1.5 : 1 / 1.5);
  else if (event.key === "0") zoom(event.currentTarget.id, 0);
  else return;
  event.preventDefault();
  keepInSight();
}

function keepInSight() {
  for (const id of ["graph", "map"]) {
    if ((id === "graph" ? graph.view : map.view).k > 1) {
      follow(id);
      zoom(id, 1);
    }
  }
}

// Left and right choose a train, the movement first; up and down one of its stations, and its time there.
function stepTrain(train, station) {
  const keys = [...trains.keys()].filter((k) => shown.trains[k]).map((k) => "t" + k);
  if (shown.others) keys.push(...others.map((train, k) => "o" + k));
  if (!keys.length) return;
  let key = chosen.train;
  if (train) key = keys[(keys.indexOf(key) + train + keys.length) % keys.length] || keys[0];
  if (key === null || !keys.includes(key)) key = "t" + Math.max(0, trains.findIndex((t) => t.role === "principal"));
  const stops = stopsOf(key);
  let k = stops.findIndex((stop) => stop.place === chosen.place);
  if (k < 0) k = stops.reduce((best, stop, i) => (Math.abs(stop.at - chosen.at) < Math.abs(stops[best].at - chosen.at) ? i : best), 0);
  else k = Math.min(stops.length - 1, Math.max(0, k + station));
  choose({ train: key, place: stops[k].place, at_m: places[stops[k].place].at_m, at: stops[k].at });
}

function stopsOf(key) {
  const k = Number(key.slice(1));
  const points = key[0] === "t" ? trains[k].points.map((p) => ({ place: p[0], at: p[5] === "origin" ? p[4] : p[3] }))
    : others[k].pieces.flat().map((p) => ({ place: p[0], at: p[1] }));
  const named = points.filter((p) => places[p.place].named);
  return named.length ? named : points;
}

function attendTable() {
  const table = document.getElementById("times");
  const found = (event) => {
    const row = event.target.closest("tr[data-place]"), cell = event.target.closest("td[data-at]");
    if (!row) return null;
    const place = Number(row.dataset.place), at_m = places[place].at_m;
    if (cell) return { at: Number(cell.dataset.at), at_m, place, train: "t" + cell.dataset.train };
    return { at: chosen.at, at_m, place, train: null };
  };
  table.addEventListener("pointerover", (event) => point(found(event)));
  table.addEventListener("pointerleave", () => point(null));
  table.addEventListener("click", (event) => {
    const at = found(event);
    if (at) choose(at);
  });
  document.getElementById("every").addEventListener("change", (event) => {
    table.closest(".times").classList.toggle("all", event.target.checked);
    show();
  });
}

function postAt(post) {
  return { at_m: post.at_m, place: post.crossing ? null : post.place };
}

function attendPost() {
  const select = document.getElementById("post"), list = document.querySelector("#here ol");
  select.addEventListener("change", () => {
    showPost(select.value);
    if (select.value === "") choose({ place: null, at_m: null });
    else choose(postAt(plan.posts[Number(select.value)]));
  });
  const found = (event) => {
    const item = event.target.closest("li");
    if (!item) return null;
    return { ...postAt(plan.posts[Number(select.value)]), at: Number(item.dataset.at), train: item.dataset.train || null };
  };
  list.addEventListener("pointerover", (event) => point(found(event)));
  list.addEventListener("pointerleave", () => point(null));
  list.addEventListener("click", (event) => {
    const at = found(event);
    if (at) choose(at);
  });
}

// Programme and the list of the chosen train: their rows choose place and time.
function attendRows() {
  for (const element of document.querySelectorAll("#programme, #train ol")) {
    const found = (event) => {
      const row = event.target.closest("[data-place]");
      if (!row) return null;
      const place = Number(row.dataset.place);
      return { at: Number(row.dataset.at), at_m: places[place].at_m, place, train: chosen.train };
    };
    element.addEventListener("pointerover", (event) => point(found(event)));
    element.addEventListener("pointerleave", () => point(null));
    element.addEventListener("click", (event) => {
      const at = found(event);
      if (at) choose(at);
    });
  }
}

function attendBar() {
  const bar = document.getElementById("bar"), slide = document.getElementById("slide");
  bar.addEventListener("submit", (event) => event.preventDefault());
  slide.min = String(plan.from_at_s);
  slide.max = String(plan.until_at_s);
  slide.addEventListener("input", () => choose({ at: Number(slide.value) }));
  for (const box of bar.querySelectorAll(".roles input")) {
    box.addEventListener("change", () => {
      if ("others" in box.dataset) shown.others = box.checked;
      else shown.trains[Number(box.dataset.train)] = box.checked;
      for (const cell of document.querySelectorAll("#times [data-train]")) {
        cell.classList.toggle("off", !shown.trains[Number(cell.dataset.train)]);
      }
      showPost(document.getElementById("post").value);
      redraw(false);
    });
  }
  for (const sample of bar.querySelectorAll(".sample")) {
    const role = sample.dataset.role;
    if (role === "other") polyline(sample, "other", [[0, 8], [34, 8]]);
    else {
      drawForm(sample, role, [[0, 8], [34, 8]]);
      drawMark(sample, role, 17, 8, 6);
    }
  }
  const theme = document.getElementById("theme");
  theme.addEventListener("change", () => {
    if (theme.value) document.documentElement.dataset.theme = theme.value;
    else delete document.documentElement.dataset.theme;
  });
  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => {
      const [id, what] = button.dataset.zoom.split("-");
      if (what === "train") {
        const principal = trains.find((train) => train.role === "principal") || trains[0];
        const at_m = positionOf(principal, chosen.at);
        if (map.view.k < 8) zoom("map", 8 / map.view.k);
        if (at_m !== null) follow("map");
        zoom("map", 1);
      } else zoom(id, what === "in" ? 1.6 : what === "out" ? 1 / 1.6 : 0);
    });
  }
}

function begin() {
  fillPosts();
  attend("graph", graph.view, onGraph, () => drawGraph(graph.frame.width, graph.frame.height));
  attend("map", map.view, onMap, () => drawMap(...map.size));
  attendTable();
  attendPost();
  attendRows();
  attendBar();
  let width = 0;
  new ResizeObserver(() => {
    if (window.innerWidth !== width) redraw(false);
    width = window.innerWidth;
  }).observe(document.body);
  window.addEventListener("beforeprint", () => {
    pointed = null;
    redraw(true);
  });
  window.addEventListener("afterprint", () => redraw(false));
  redraw(false);
  scrollToPrincipal();
}

// On a narrow page the table opens at the principal's columns.
function scrollToPrincipal() {
  const scroll = document.querySelector(".scroll"), head = scroll.querySelector('th[data-role="principal"]');
  if (head && scroll.scrollWidth > scroll.clientWidth) {
    scroll.scrollLeft = head.offsetLeft - scroll.querySelector("tbody th[scope=row]").offsetWidth;
  }
}

if (document.fonts && document.fonts.load) {
  const faces = ["400 15px 'IBM Plex Sans Condensed'", "600 15px 'IBM Plex Sans Condensed'", "600 19px 'IBM Plex Sans'"];
  Promise.all(faces.map((face) => document.fonts.load(face))).then(begin, begin);
} else begin();
