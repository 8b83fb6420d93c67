// The train graph: lines of all trains, what the pointer shows on it.
const graph = { view: new View(24), frame: null, lines: [], hover: null };

function drawGraph(width, height) {
  const root = document.getElementById("graph");
  empty(root);
  const frame = (graph.frame = new Frame(width, height, graph.view));
  const svg = shape(root, "svg", "", { viewBox: "0 0 " + width + " " + height, role: "img", "aria-label": "Train graph" });
  const defs = shape(svg, "defs", "", {});
  drawPatterns(defs);
  const clipPath = shape(defs, "clipPath", "", { id: "plot" });
  rect(clipPath, "", frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top);
  const clip = group(svg, frame.near ? "near" : "");
  clip.setAttribute("clip-path", "url(#plot)");
  drawGround(clip, group(svg, "outside"), frame);
  graph.lines = [];
  const all = (graph.all = group(clip, "trains"));
  if (shown.others) others.forEach((train, k) => drawOther(all, frame, train, k));
  drawLabels(all, frame);
  [...trains.keys()].sort((a, b) => (trains[a].role === "principal") - (trains[b].role === "principal"))
    .forEach((k) => { if (shown.trains[k]) drawRole(all, frame, trains[k], k); });
  drawEvents(all, frame);
  graph.hover = group(svg, "hover");
}

// Held on the adjacent line, closed by works, slow for a time.
function drawPatterns(defs) {
  const make = (id, width, transform) => shape(defs, "pattern", "", { id, width, height: width, patternUnits: "userSpaceOnUse", patternTransform: transform });
  line(make("hatch", 5, "rotate(45)"), "hatch", 0, 0, 0, 5);
  const crossed = make("crossed", 5, "rotate(45)");
  line(crossed, "hatch", 0, 0, 0, 5);
  line(crossed, "hatch", 0, 0, 5, 0);
  line(make("rungs", 6, "rotate(0)"), "hatch", 0, 0, 0, 6);
}

function drawOther(all, frame, train, k) {
  const at = group(all, "one");
  const kind = (train.opposing ? "opposing" : "other") + (train.holds.length ? " held" : "");
  const pieces = train.pieces.map((piece) => piece.flatMap(([place, arrive, depart]) => {
    const y = frame.y(places[place].at_m);
    return depart > arrive ? [[frame.x(arrive), y], [frame.x(depart), y]] : [[frame.x(arrive), y]];
  }));
  pieces.forEach((piece) => polyline(at, kind, piece));
  for (const [place, from, until] of train.holds) {
    const y = frame.y(places[place].at_m);
    line(at, "hold", frame.x(from), y, frame.x(until), y);
  }
  graph.lines.push({ key: "o" + k, element: at, pieces });
}

// Holds from a quarter of an hour, longest first; numbers along other lines when there is room for them.
function drawLabels(all, frame) {
  if (!shown.others || frame.narrow) return;
  const boxes = new Boxes(), at = group(all, "lit labels");
  const inside = (box) => box[0] > frame.left + 2 && box[2] < frame.right - 2 && box[1] > frame.top && box[3] < frame.bottom;
  const roles = trains.map((train) => piecesOf(train, frame));
  const clear = (box) => roles.every((pieces) => pieces.every((piece) => !crosses(piece, box, 6)));
  const holds = others.flatMap((train) => train.holds.map((hold) => ({ train, hold })))
    .filter(({ hold }) => hold[3] >= 900).sort((a, b) => b.hold[3] - a.hold[3]);
  for (const { train, hold } of holds) {
    const text = train.number + " held " + Math.round(hold[3] / 60) + "′";
    const y = frame.y(places[hold[0]].at_m) + 5, width = widthOf(text, LINE_PX, true);
    for (const [x, end] of [[frame.x(hold[1]) - 5, true], [frame.x(hold[2]) + 5, false]]) {
      const box = [end ? x - width : x, y - 14, end ? x : x + width, y + 4];
      if (!inside(box) || !clear(box) || frame.bandAt(frame.metre(y)) || !boxes.take(box)) continue;
      words(at, "strong halo" + (end ? " end" : ""), x, y, text);
      break;
    }
  }
  drawWorkLabels(at, frame, boxes, inside, clear);
  if (frame.near) drawNumbers(at, frame, boxes, inside, clear);
}

// Number of works, above or below them, from the left.
function drawWorkLabels(at, frame, boxes, inside, clear) {
  for (const work of frame.worksAt) {
    const width = widthOf(work.text, LINE_PX), room = Math.max(0, work.right - work.left - width - 6);
    const spots = [work.top - 4, work.bottom + 14].flatMap((y) => [0, 0.2, 0.4, 0.6, 0.8, 1].map((share) => [work.left + 3 + share * room, y]));
    const found = spots.map(([x, y]) => ({ x, y, box: [x, y - 12, x + width, y + 3] })).filter(({ box }) => inside(box) && clear(box)
      && frame.bands.every((band) => box[3] < frame.y(places[band.first].at_m) - 2 || box[1] > frame.y(places[band.last].at_m) + 2));
    const free = found.filter(({ box }) => graph.lines.every((item) => item.pieces.every((piece) => !crosses(piece, box, 0))));
    const spot = [...free, ...found].find(({ box }) => boxes.take(box));
    if (spot) words(at, "quiet halo", spot.x, spot.y, work.text);
  }
}

// Programme events: a flag at their place from begin to end, named when there is room.
function drawEvents(all, frame) {
  const at = group(all, "lit events");
  for (const [place, begins, ends, title] of plan.events) {
    if (frame.bandAt(places[place].at_m)) continue;
    const x = frame.x(begins), y = frame.y(places[place].at_m), up = place > 0 ? -1 : 1;
    shape(at, "path", "event", { d: pathOf([[x, y], [x, y + up * 14], [Math.max(x + 7, frame.x(ends)), y + up * 14], [Math.max(x + 7, frame.x(ends)), y + up * 7], [x, y + up * 7]]) });
    if (frame.near) words(at, "halo" + (x > frame.right - 200 ? " end" : ""), x > frame.right - 200 ? x - 4 : Math.max(x + 7, frame.x(ends)) + 4, y + up * 10 + 5, title);
  }
}

function drawNumbers(at, frame, boxes, inside, clear) {
  others.forEach((train, k) => {
    const width = widthOf(train.number, LINE_PX) + 4;
    for (const piece of graph.lines[k].pieces) {
      for (let i = 1; i < piece.length; i++) {
        const [[x1, y1], [x2, y2]] = [piece[i - 1], piece[i]], x = (x1 + x2) / 2, y = (y1 + y2) / 2;
        if (y1 === y2 || Math.hypot(x2 - x1, y2 - y1) < width) continue;
        const box = [x - width / 2, y - width / 2, x + width / 2, y + width / 2];
        if (!inside(box) || !clear(box) || !boxes.take(box)) continue;
        const angle = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
        const text = words(at, "middle halo quiet", x, y - 4, train.number);
        text.setAttribute("transform", "rotate(" + px(angle) + " " + px(x) + " " + px(y) + ")");
        return;
      }
    }
  });
}

// Whether a line runs through a box or nearer to it than a margin (Liang and Barsky, 1984).
function crosses(piece, box, margin) {
  const low = [box[0] - margin, box[1] - margin], high = [box[2] + margin, box[3] + margin];
  for (let i = 1; i < piece.length; i++) {
    let from = 0, until = 1;
    for (const axis of [0, 1]) {
      const start = piece[i - 1][axis], step = piece[i][axis] - start;
      if (step === 0) {
        if (start < low[axis] || start > high[axis]) until = -1;
        continue;
      }
      const a = (low[axis] - start) / step, b = (high[axis] - start) / step;
      from = Math.max(from, Math.min(a, b));
      until = Math.min(until, Math.max(a, b));
    }
    if (from <= until) return true;
  }
  return false;
}

function drawRole(all, frame, train, k) {
  const at = group(all, "one");
  const pieces = piecesOf(train, frame);
  frame.bands.forEach((band) => pieces.push(...standLines(frame, band, k)));
  // From afar the casing is thin, or nothing would be left of the wake between the lines.
  pieces.forEach((piece) => drawForm(at, train.role, piece, frame.x(plan.validity_s) - frame.x(0) < 18 ? 0.3 : 1.6));
  frame.bands.forEach((band) => drawBar(at, frame, band, train, k));
  const perPx = plan.length_m / ((frame.bottom - frame.top) * frame.view.k), every = 96 * perPx, shift = 11 * perPx;
  for (let at_m = every / 2 + (k - 1) * shift; at_m < plan.length_m; at_m += every) {
    if (frame.bandAt(at_m) || places.some((p) => standsAt(train, p) && Math.abs(p.at_m - at_m) < 3000)) continue;
    const when = timeAt(train, at_m);
    if (when !== null) drawMark(at, train.role, frame.x(when), frame.y(at_m), frame.near ? 6 : 4.5);
  }
  graph.lines.push({ key: "t" + k, element: at, pieces });
}

function standsAt(train, place) {
  const point = train.points.find((p) => places[p[0]] === place);
  return point !== undefined && point[2] - point[1] >= 60;
}

// When a role passes a position: straight between the plan's points, as its line is drawn.
function timeAt(train, at_m) {
  for (let i = 1; i < train.points.length; i++) {
    const a = places[train.points[i - 1][0]].at_m, b = places[train.points[i][0]].at_m;
    if (a <= at_m && at_m <= b) {
      const from = train.points[i - 1][2], until = train.points[i][1];
      return b > a ? from + ((until - from) * (at_m - a)) / (b - a) : from;
    }
  }
  return null;
}

// Row of a role in a border band: the first to come stands lowest, so that no line crosses a bar.
function rowOf(frame, band, k) {
  const top = frame.y(places[band.first].at_m) + 20, bottom = frame.y(places[band.last].at_m) - 20;
  const order = [...trains.keys()].sort((a, b) => cameAt(band, b) - cameAt(band, a));
  const high = Math.min(22, (bottom - top) / trains.length);
  return { y: (top + bottom) / 2 + (order.indexOf(k) - (trains.length - 1) / 2) * high, high: high - 3 };
}

function cameAt(band, k) {
  const point = trains[k].points.find((p) => p[0] === band.first);
  return point ? point[1] : 0;
}

function standPoints(band, train) {
  const enter = train.points.find((p) => p[0] === band.first), leave = train.points.find((p) => p[0] === band.last);
  return enter && leave ? [enter, leave] : null;
}

// The line of a role through a band: in, along its row, out.
function standLines(frame, band, k) {
  const ends = standPoints(band, trains[k]);
  if (!ends) return [];
  const [enter, leave] = ends, x1 = frame.x(enter[1]), x2 = frame.x(leave[2]);
  const top = frame.y(places[band.first].at_m), bottom = frame.y(places[band.last].at_m);
  if (!band.border) return [[[x1, top], [x2, bottom]]];
  const { y } = rowOf(frame, band, k);
  return [[[x1, top], [x1, y], [x2, y], [x2, bottom]]];
}

function standsIn(band, train, at) {
  const ends = standPoints(band, train);
  return ends !== null && ends[0][1] <= at && at <= ends[1][2];
}

// What a train does at both ends of a band, in minutes: its steps, or how long it stands where none are told.
function drawBar(at, frame, band, train, k) {
  const ends = band.border ? standPoints(band, train) : null;
  if (!ends) return;
  for (const point of ends) {
    const steps = train.steps.filter((step) => step[0] === point[0]);
    if (steps.length) steps.forEach((step) => drawStep(at, frame, band, k, step[3], step[4], [step[2]], step[5]));
    else drawStep(at, frame, band, k, point[1], point[2], [places[point[0]].name], false);
  }
}

function drawStep(at, frame, band, k, from, until, names, unsure) {
  const { y, high } = rowOf(frame, band, k), x1 = frame.x(from), x2 = frame.x(until);
  if (x2 - x1 < 3) return;
  rect(at, "stands stands-" + formOf(trains[k].role), x1, y - high / 2, x2 - x1, high);
  const minutes = (unsure ? "≈ " : "") + Math.round((until - from) / 60);
  const text = [...names.map((name) => name + " " + minutes + " min"), minutes + " min", minutes, minutes.slice(unsure ? 2 : 0)]
    .find((t) => widthOf(t, LINE_PX) < x2 - x1 - 6);
  if (text && high >= 14) words(at, "middle" + (unsure ? " guess" : ""), (x1 + x2) / 2, y + 5, text);
}

// What is looked at: cross-hair with kilometre and local time, one train before all others.
function showOnGraph(now) {
  const frame = graph.frame, at = graph.hover;
  if (!frame) return;
  empty(at);
  const key = now.train;
  graph.all.classList.toggle("choosing", key !== null);
  for (const item of graph.lines) item.element.classList.toggle("lit", item.key === key);
  hideNames(frame, now.at_m === null ? null : frame.y(now.at_m));
  const x = frame.x(now.at), y = now.at_m === null ? null : frame.y(now.at_m);
  const seen = x >= frame.left && x <= frame.right;
  if (seen) line(at, "cross", x, frame.top, x, frame.bottom);
  if (y !== null && y >= frame.top && y <= frame.bottom) {
    line(at, "cross", frame.left, y, frame.right, y);
    const place = now.place === null ? null : places[now.place];
    const km = (place && place.km_unsure ? "≈ " : "") + kmWords(kmAt(now.at_m));
    const text = place ? fitted(place.name, frame.narrow ? 86 : 110, LINE_PX, true) + (frame.narrow ? "" : "  " + km) : "km " + km;
    chip(at, text, frame.left - 4, y, "end", frame);
  }
  if (key !== null && key[0] === "t") tellSteps(at, frame, Number(key.slice(1)));
  if (!seen) return;
  const zone = now.at_m === null ? plan.zones[places[0].zone] : zoneAt(now.at_m);
  chip(at, clockWords(zone, now.at) + " " + zoneLetters(zone, now.at), x, frame.top - 14, "middle", frame);
  hideHours(frame, at.lastChild.previousSibling);
  trains.forEach((train, k) => {
    const at_m = shown.trains[k] ? positionOf(train, now.at) : null;
    if (at_m === null) return;
    const band = frame.bands.find((b) => b.border && standsIn(b, train, now.at));
    const py = band ? rowOf(frame, band, k).y : frame.y(at_m);
    if (py >= frame.top && py <= frame.bottom) drawMark(at, train.role, x, py, 7);
  });
}

// What a chosen train does at the border, in words beside the bars; the list below the graph tells it too.
function tellSteps(at, frame, k) {
  for (const band of frame.bands) {
    const steps = trains[k].steps.filter((step) => step[0] === band.first || step[0] === band.last);
    const lines = trains.flatMap((train, i) => (shown.trains[i] ? standLines(frame, band, i) : [])).flat();
    if (!steps.length || !lines.length) continue;
    const top = Math.max(frame.top, frame.y(places[band.first].at_m)), bottom = Math.min(frame.bottom, frame.y(places[band.last].at_m));
    const first = Math.min(...lines.map((p) => p[0])), last = Math.max(...lines.map((p) => p[0]));
    const leftRoom = first - frame.left - 24, rightRoom = frame.right - last - 24, room = Math.max(leftRoom, rightRoom);
    const zone = plan.zones[places[band.first].zone], clock = (step) => clockWords(plan.zones[places[step[0]].zone], step[3]);
    const minutes = (step) => (step[5] ? "≈ " : "") + Math.round((step[4] - step[3]) / 60) + " min";
    const forms = [(step) => clock(step) + "  " + step[2] + ", " + minutes(step), (step) => clock(step) + "  " + step[6] + ", " + minutes(step), (step) => step[6] + " " + minutes(step)];
    const form = forms.find((f) => Math.max(...steps.map((step) => widthOf(f(step), LINE_PX))) <= room);
    const high = 17, total = steps.length * high;
    if (!form || total > bottom - top - 4) continue;
    const rows = steps.map(form), width = Math.max(...rows.map((row) => widthOf(row, LINE_PX)));
    const right = rightRoom >= leftRoom, x = right ? last + 12 : first - width - 20, y = (top + bottom - total) / 2;
    const edge = right ? x - 4 : frame.left + 4;
    rect(at, "told", edge, y - 1, x + width + 8 - edge, total + 2);
    rows.forEach((row, i) => words(at, steps[i][5] ? "guess" : "", x + 2, y + high * i + 13, row));
  }
}

// Names give way to the words of what is pointed at.
function hideNames(frame, y) {
  for (const name of frame.names) {
    for (const element of name.set) element.classList.toggle("under-chip", y !== null && Math.abs(name.y - y) < 19);
  }
}

// Hours give way to the clock of what is pointed at: none is cut by it.
function hideHours(frame, over) {
  const left = Number(over.getAttribute("x")) - 3, right = left + Number(over.getAttribute("width")) + 6;
  for (const hour of frame.hours) {
    hour.element.classList.toggle("under-chip", hour.x + hour.half > left && hour.x - hour.half < right);
  }
}

// Words inverted, kept on the sheet.
function chip(at, text, x, y, align, frame) {
  const width = widthOf(text, LINE_PX, true) + 10;
  let left = align === "end" ? x - width : x - width / 2;
  left = Math.min(Math.max(0, left), frame.width - width);
  rect(at, "chip", left, y - 10, width, 20);
  words(at, "chip-words strong", left + 5, y + 5, text);
}

// The nearest line within some pixels of a point, or null; the movement before others.
function lineNear(x, y, reach) {
  let best = null, least = reach;
  for (const item of graph.lines) {
    const bonus = item.key[0] === "t" ? 3 : 0;
    for (const piece of item.pieces) {
      for (let i = 1; i < piece.length; i++) {
        const away = distance(x, y, piece[i - 1], piece[i]) - bonus;
        if (away < least) [best, least] = [item.key, away];
      }
    }
  }
  return best;
}

function distance(x, y, a, b) {
  const dx = b[0] - a[0], dy = b[1] - a[1], square = dx * dx + dy * dy;
  const share = square > 0 ? Math.min(1, Math.max(0, ((x - a[0]) * dx + (y - a[1]) * dy) / square)) : 0;
  return Math.hypot(x - a[0] - share * dx, y - a[1] - share * dy);
}
