// The map: the course of the line in the conformal projection of Mercator, north up, and the trains on it.
const map = { view: new View(200), scale: null, hover: null, course: [] };

function mercator(lon, lat) {
  const rad = (lat * Math.PI) / 180;
  return [(lon * Math.PI) / 180, -Math.log(Math.tan(Math.PI / 4 + rad / 2))];
}

// The course of each section: points in the projection, and how far along each stands.
const courses = plan.sections.map((section, i) => {
  const points = [], share = [0];
  let lon = 0, lat = 0;
  for (let k = 0; k < section.line.length; k += 2) {
    lon += section.line[k];
    lat += section.line[k + 1];
    points.push(mercator(lon / 1e5, lat / 1e5));
  }
  for (let k = 1; k < points.length; k++) share.push(share[k - 1] + Math.hypot(points[k][0] - points[k - 1][0], points[k][1] - points[k - 1][1]));
  const whole = share[share.length - 1] || 1;
  return { points, share: share.map((s) => s / whole), from_m: places[i].at_m, to_m: places[i + 1].at_m, unsure: section.unsure };
});

const bounds = (() => {
  const xs = courses.flatMap((c) => c.points.map((p) => p[0])), ys = courses.flatMap((c) => c.points.map((p) => p[1]));
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
})();

// A position on the path as a point of the projection, with the direction of travel.
function pointAt(at_m) {
  const c = courses[Math.min(placeBefore(at_m), courses.length - 1)];
  const share = c.to_m > c.from_m ? Math.min(1, Math.max(0, (at_m - c.from_m) / (c.to_m - c.from_m))) : 0;
  let k = 1;
  while (k < c.share.length - 1 && c.share[k] < share) k++;
  const a = c.points[k - 1], b = c.points[k] || a, span = (c.share[k] || 0) - c.share[k - 1];
  const part = span > 0 ? (share - c.share[k - 1]) / span : 0;
  return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part, Math.atan2(b[1] - a[1], b[0] - a[0])];
}

function drawMap(width, height) {
  const root = document.getElementById("map");
  empty(root);
  const pad = Math.min(112, width * 0.19);
  const fit = Math.min((width - 2 * pad) / (bounds[2] - bounds[0] || 1e-6), (height - 2 * pad) / (bounds[3] - bounds[1] || 1e-6));
  const view = map.view;
  const left = (width - fit * (bounds[2] - bounds[0])) / 2, top = (height - fit * (bounds[3] - bounds[1])) / 2;
  map.size = [width, height];
  map.place = ([x, y]) => [(left + fit * (x - bounds[0])) * view.k - view.x, (top + fit * (y - bounds[1])) * view.k - view.y];
  map.perRad = fit * view.k;
  const svg = shape(root, "svg", "", { viewBox: "0 0 " + width + " " + height, role: "img", "aria-label": "Map" });
  map.taken = [[width - 40, 20, width, 70]];
  drawGraticule(svg, width, height);
  const runs = runsOfCourse();
  for (const run of runs) polyline(svg, "under", run.points);
  map.wake = group(svg, "wake-now");
  for (const run of runs) polyline(svg, "route" + (run.unsure ? " guess" : ""), run.points);
  drawPlaces(svg, width, height, runs);
  drawScale(svg, width, height);
  map.marks = group(svg, "marks");
  map.hover = group(svg, "hover");
}

// Sections of one basis as one line, so that dashes stay even.
function runsOfCourse() {
  const found = [];
  for (const c of courses) {
    const points = c.points.map(map.place), last = found[found.length - 1];
    if (last && last.unsure === c.unsure) last.points.push(...points.slice(1));
    else found.push({ unsure: c.unsure, points });
  }
  return found;
}

function drawGraticule(svg, width, height) {
  const span = ((width / map.perRad) * 180) / Math.PI;
  const step = [10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02].find((s) => span / s >= 4) || 0.01;
  const [x0, y0] = map.place([0, 0]);
  const lonAt = (x) => (((x - x0) / map.perRad) * 180) / Math.PI;
  const latAt = (y) => ((2 * Math.atan(Math.exp(-(y - y0) / map.perRad)) - Math.PI / 2) * 180) / Math.PI;
  const digits = step < 0.1 ? 2 : step < 1 ? 1 : 0;
  for (let lon = Math.ceil(lonAt(0) / step) * step; lon <= lonAt(width); lon += step) {
    const [x] = map.place(mercator(lon, 0));
    polyline(svg, "graticule", [[x, 0], [x, height]]);
    if (x <= 30 || x >= width - 30) continue;
    map.taken.push([x - 30, 2, x + 30, 22]);
    words(svg, "middle quieter", x, 18, degrees(lon, digits, "E", "W"));
  }
  for (let lat = Math.ceil(latAt(height) / step) * step; lat <= latAt(0); lat += step) {
    const [, y] = map.place(mercator(0, lat));
    polyline(svg, "graticule", [[0, y], [width, y]]);
    if (y <= 40 || y >= height - 60) continue;
    map.taken.push([4, y - 20, 62, y]);
    words(svg, "quieter", 6, y - 4, degrees(lat, digits, "N", "S"));
  }
}

function degrees(value, digits, plus, minus) {
  return Math.abs(value).toFixed(digits) + "° " + (value < 0 ? minus : plus);
}

function drawPlaces(svg, width, height, runs) {
  const size = width < 420 ? 15 : width < 500 ? 17 : 19, boxes = new Boxes();
  const near = map.view.k >= 6, shownPlaces = places.map((place, i) => ({ place, i, rank: nameRank(place, i), xy: map.place(mercator(...place.lonlat)) }))
    .map((item) => ({ ...item, xy: onCourse(item.place, item.i) }))
    .filter(({ place, xy }) => (place.named || near) && xy[0] > -20 && xy[0] < width + 20 && xy[1] > -20 && xy[1] < height + 20);
  const dots = group(svg, "");
  for (const { place, rank, xy } of [...shownPlaces].reverse()) {
    const kind = rank === 1 ? "place" : "place-minor";
    shape(dots, "circle", kind + (place.kind_unsure || place.position_unsure && rank !== 1 ? " place-guess" : ""), { cx: px(xy[0]), cy: px(xy[1]), r: rank === 1 ? 6 : rank === 3 ? 2.5 : near ? 4.5 : 3 });
    boxes.kept.push([xy[0] - 7, xy[1] - 7, xy[0] + 7, xy[1] + 7]);
  }
  map.named = new Set();
  boxes.kept.push(...map.taken);
  const wanted = shownPlaces.filter(({ rank }) => rank === 1 || (rank === 2 && map.view.k >= 3)).sort((a, b) => endsFirst(a.i, b.i) || a.rank - b.rank || a.i - b.i);
  for (const { place, i, xy } of wanted) {
    const text = place.name.replace(/\s*\([^)]*\)/, ""), w = widthOf(text, size, true, "IBM Plex Sans"), h = size;
    const spots = spotsAround(w, xy[0], width).map(([dx, dy]) => [xy[0] + dx, xy[1] + dy])
      .map(([x, y]) => ({ x, y, box: [x - 3, y - h + 2, x + w + 3, y + 5] }))
      .filter(({ box }) => box[0] >= 4 && box[2] <= width - 4 && box[1] >= 24 && box[3] <= height - 44);
    const own = spots.filter(({ box }) => awayFrom(box, xy) < 36 && ownDot(box, xy, shownPlaces)), good = own.filter(({ box }) => runs.every((run) => !crosses(run.points, box, 3)));
    // Origin, destination and border may stand over the line rather than not at all.
    const spot = [...good, ...(endsFirst(i, -1) < 0 ? own : [])].find(({ box }) => boxes.take(box));
    if (spot) {
      const { x, y } = spot;
      words(svg, "place-name", x, y, text).style.fontSize = size + "px";
      if (place.local && map.view.k >= 3) words(svg, "quiet halo", x, y + 18, place.local);
      map.named.add(i);
    }
  }
}

// From a box to a point.
function awayFrom(box, [x, y]) {
  return Math.hypot(Math.max(box[0] - x, 0, x - box[2]), Math.max(box[1] - y, 0, y - box[3]));
}

// Whether a name stands nearer to its own place than to any other that has one.
function ownDot(box, own, all) {
  const least = awayFrom(box, own);
  const same = ([x, y]) => Math.hypot(x - own[0], y - own[1]) < 12;
  return all.every(({ xy, rank }) => rank > 1 || same(xy) || awayFrom(box, xy) > least + 4);
}

// Where a name may stand: beside its place, else above and below or at the right edge, nearer spots first.
function spotsAround(w, x, width) {
  const spots = [[12, 6], [-12 - w, 6], [10, 22], [-10 - w, -10], [10, -10], [-10 - w, 22]];
  for (const dy of [24, 28, -14, 40, -26, 50]) {
    for (const share of [0.5, 0.2, 0.8, 0.35, 0.65, 0, 1]) spots.push([-w * share, dy]);
    spots.push([width - 8 - w - x, dy]);
  }
  return spots;
}

// Where a place stands on the drawn course: the end of its section, or its own point at the ends.
function onCourse(place, i) {
  const c = i < courses.length ? courses[i] : courses[i - 1];
  return map.place(i < courses.length ? c.points[0] : c.points[c.points.length - 1]);
}

// Scale bar for the middle of the map, and north.
function drawScale(svg, width, height) {
  const [, y0] = map.place([0, 0]);
  const lat = 2 * Math.atan(Math.exp(-(height / 2 - y0) / map.perRad)) - Math.PI / 2;
  const perKm = map.perRad / (6371.0088 * Math.cos(lat));
  const km = [500, 200, 100, 50, 20, 10, 5, 2, 1, 0.5].find((step) => step * perKm <= width * 0.34) || 0.2;
  const y = height - 16;
  shape(svg, "path", "scale", { d: "M14 " + (y - 7) + "V" + y + "H" + px(14 + km * perKm) + "V" + (y - 7) });
  words(svg, "quiet halo", 22 + km * perKm, y + 2, km + " km");
  shape(svg, "path", "north", { d: "M" + (width - 22) + " 28l7 18l-7 -5l-7 5Z" });
  words(svg, "middle quiet strong", width - 22, 62, "N");
}

function showOnMap(now) {
  if (!map.place) return;
  empty(map.marks);
  empty(map.hover);
  empty(map.wake);
  drawSwept(now.at);
  if (shown.others) {
    others.forEach((train, k) => {
      const found = positionOfOther(train, now.at);
      if (!found) return;
      const [x, y] = map.place(pointAt(found.at_m)), lit = now.train === "o" + k;
      const kind = found.held ? "mark-held" : train.opposing ? "mark-opposing" : "mark-other", half = lit ? 6 : 4;
      rect(map.marks, "train " + kind, x - half, y - half, 2 * half, 2 * half).setAttribute("data-train", "o" + k);
      if (lit) words(map.marks, "strong halo", x + 10, y + 5, train.number + (found.held ? ", held" : ""));
    });
  }
  const order = [...trains.keys()].sort((a, b) => (trains[a].role === "principal") - (trains[b].role === "principal"));
  for (const k of order) {
    const at_m = shown.trains[k] ? positionOf(trains[k], now.at) : null;
    if (at_m === null) continue;
    const point = pointAt(at_m), [x, y] = map.place(point);
    const turn = trains[k].role === "advance" ? (point[2] * 180) / Math.PI + 90 : 0;
    const mark = drawMark(map.marks, trains[k].role, x, y, now.train === "t" + k ? 11 : 8, turn);
    mark.classList.add("train");
    mark.setAttribute("data-train", "t" + k);
  }
  if (now.at_m !== null) {
    const [x, y] = map.place(pointAt(now.at_m));
    shape(map.hover, "circle", "ring", { cx: px(x), cy: px(y), r: 13 });
    if (now.place !== null && !map.named.has(now.place)) {
      const text = places[now.place].name, width = widthOf(text, LINE_PX, true) + 10;
      const left = x + 18 + width < map.size[0] ? x + 18 : x - 18 - width;
      rect(map.hover, "chip", left, y - 10, width, 20);
      words(map.hover, "chip-words strong", left + 5, y + 5, text);
    }
  }
}

// What is swept and still valid, beside the route; three ages, as on a screen in the train.
function drawSwept(at) {
  for (const [section, swept, valid] of plan.swept) {
    if (at < swept || at >= valid) continue;
    const points = beside(courses[section].points.map(map.place), 6);
    const age = (at - swept) / 60;
    polyline(map.wake, "swept", points).style.opacity = age < 5 ? 1 : age < 15 ? 0.72 : 0.5;
  }
}

function beside(points, away) {
  return points.map((point, k) => {
    const a = points[Math.max(0, k - 1)], b = points[Math.min(points.length - 1, k + 1)];
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
    return [point[0] - ((b[1] - a[1]) / length) * away, point[1] + ((b[0] - a[0]) / length) * away];
  });
}

// The position on the path nearest to a point of the map, and how far off it is in pixels.
function metreNear(x, y) {
  let best = null, least = Infinity;
  for (const c of courses) {
    const points = c.points.map(map.place);
    for (let k = 1; k < points.length; k++) {
      const a = points[k - 1], b = points[k], dx = b[0] - a[0], dy = b[1] - a[1], square = dx * dx + dy * dy;
      const share = square > 0 ? Math.min(1, Math.max(0, ((x - a[0]) * dx + (y - a[1]) * dy) / square)) : 0;
      const away = Math.hypot(x - a[0] - share * dx, y - a[1] - share * dy);
      if (away < least) {
        least = away;
        best = c.from_m + (c.to_m - c.from_m) * (c.share[k - 1] + share * (c.share[k] - c.share[k - 1]));
      }
    }
  }
  return { at_m: best, away: least };
}
