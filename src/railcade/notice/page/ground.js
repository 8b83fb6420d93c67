// The ground of the graph: stations, hours in each part's own clock, closed windows, wake, border band.
function drawGround(clip, outside, frame) {
  drawStations(clip, outside, frame);
  drawHours(clip, frame);
  drawWindows(clip, frame, plan.closed, "closed");
  drawWindows(clip, frame, plan.adjacent, "held-line");
  drawWorks(clip, frame);
  drawWake(clip, frame);
  for (const band of frame.bands) drawBand(clip, frame, band);
  drawAxes(outside, frame);
}

function drawStations(clip, outside, frame) {
  const roomy = ((frame.bottom - frame.top) * frame.view.k) / (plan.length_m / 1000) >= 3;
  places.forEach((place, i) => {
    const y = frame.y(place.at_m);
    if (y < frame.top - 1 || y > frame.bottom + 1) return;
    const inside = frame.bandAt(place.at_m);
    if (inside || (!place.named && !roomy)) return;
    const kind = !place.named ? "assumed" : nameRank(place, i) === 1 ? "station" : "minor";
    line(clip, kind, frame.left, y, frame.right, y);
  });
  const kmRight = frame.left - 8, nameRight = frame.narrow ? kmRight : kmRight - 64;
  frame.names = [];
  for (const i of namesWithRoom((m) => frame.y(m), 17, frame.top, frame.bottom, roomy)) {
    if (frame.bandAt(places[i].at_m)) continue;
    const place = places[i], y = frame.y(place.at_m) + 5, strong = nameRank(place, i) === 1;
    const text = fitted(place.name, nameRight - 4, LINE_PX, strong);
    const set = [words(outside, "name end" + (strong ? " strong" : " quiet") + (place.named ? "" : " guess"), nameRight, y, text)];
    frame.names.push({ y: y - 5, set });
    if (!frame.narrow) {
      const km = (place.km_unsure ? "≈ " : "") + kmWords(place.km);
      set.push(words(outside, "end quiet" + (place.km_unsure ? " guess" : ""), kmRight, y, km));
    }
    line(outside, "hour", frame.left - 5, y - 5, frame.left, y - 5);
  }
  if (!frame.narrow) words(outside, "end quieter", kmRight, frame.top - 22, "km");
}

function hourStep(frame) {
  const perHour = ((frame.right - frame.left) * frame.view.k * 3600) / (plan.until_at_s - plan.from_at_s);
  return { perHour, hours: [1, 2, 3, 6, 12].find((h) => h * perHour >= 26) || 24 };
}

function drawHours(clip, frame) {
  const { perHour } = hourStep(frame);
  const step = perHour >= 90 ? 600 : perHour >= 24 ? 1800 : 3600;
  for (const part of frame.parts()) {
    const top = Math.max(frame.top, frame.y(part.from_m)), bottom = Math.min(frame.bottom, frame.y(part.to_m));
    if (bottom - top < 1) continue;
    for (const mark of localMarks(part.zone, plan.from_at_s, plan.until_at_s, step)) {
      const x = frame.x(mark.at);
      if (x <= frame.left || x >= frame.right) continue;
      const kind = mark.minute ? "half" : mark.hour === 0 ? "midnight" : "hour";
      line(clip, kind, x, top, x, bottom);
    }
  }
}

// One outline around each chain of neighbouring sections whose windows meet.
function drawWindows(clip, frame, rows, kind) {
  const merged = [];
  for (const [section, from, until] of rows) {
    const last = merged[merged.length - 1];
    if (frame.bandAt(places[section].at_m + 1)) continue;
    if (last && last[0] === section && from <= last[2]) last[2] = Math.max(last[2], until);
    else merged.push([section, from, until]);
  }
  let chain = [];
  const flush = () => {
    if (chain.length) stair(clip, frame, chain, kind);
    chain = [];
  };
  for (const row of merged) {
    const last = chain[chain.length - 1];
    if (last && !(row[0] === last[0] + 1 && row[1] < last[2] && last[1] < row[2])) flush();
    chain.push(row);
  }
  flush();
}

function stair(clip, frame, chain, kind) {
  const down = [], up = [];
  for (const [section, from, until] of chain) {
    const top = frame.y(places[section].at_m), bottom = frame.y(places[section + 1].at_m);
    down.push([frame.x(from), top], [frame.x(from), bottom]);
    up.unshift([frame.x(until), bottom], [frame.x(until), top]);
  }
  shape(clip, "path", kind, { d: pathOf([...down, ...up]) + "Z" });
}

// Works: what is closed crossed both ways, what is slow as a ladder, seen even where they are short.
function drawWorks(clip, frame) {
  frame.worksAt = [];
  for (const [from_m, to_m, from, until, speed, text] of plan.works) {
    if (frame.bandAt((from_m + to_m) / 2)) continue;
    const left = Math.max(frame.left, frame.x(from)), right = Math.min(frame.right, frame.x(until));
    const high = Math.max(4, frame.y(to_m) - frame.y(from_m)), top = (frame.y(from_m) + frame.y(to_m) - high) / 2;
    if (right <= left || top > frame.bottom || top + high < frame.top) continue;
    rect(clip, speed > 0 ? "slow" : "works", left, top, right - left, high);
    frame.worksAt.push({ left, right, top, bottom: top + high, text });
  }
}

// The line of a role in pieces that end at bands.
function piecesOf(train, frame) {
  const pieces = [[]];
  for (const [place, arrive, depart] of train.points) {
    const at_m = places[place].at_m;
    if (frame.bandAt(at_m)) continue;
    const y = frame.y(at_m), last = pieces[pieces.length - 1];
    if (frame.bands.some((band) => band.last === place)) pieces.push([[frame.x(depart), y]]);
    else if (frame.bands.some((band) => band.first === place)) last.push([frame.x(arrive), y]);
    else last.push([frame.x(arrive), y], ...(depart > arrive ? [[frame.x(depart), y]] : []));
  }
  return pieces.filter((piece) => piece.length > 1);
}

function drawWake(clip, frame) {
  const advance = trains.findIndex((train) => train.role === "advance");
  if (advance < 0 || !shown.trains[advance]) return;
  // Where half of it lies under the lines of the convoy, what is left keeps more colour.
  const step = frame.x(plan.validity_s / 6) - frame.x(0), narrow = step < 3;
  for (const piece of piecesOf(trains[advance], frame)) {
    for (let k = 0; k < 6; k++) {
      const near = piece.map(([x, y]) => [x + k * step, y]);
      const far = piece.map(([x, y]) => [x + (k + 1) * step, y]).reverse();
      shape(clip, "path", "wake wake-" + (narrow ? Math.max(0, k - 3) : k), { d: pathOf([...near, ...far]) + "Z" });
    }
  }
}

function drawBand(clip, frame, band) {
  const top = frame.y(places[band.first].at_m), bottom = frame.y(places[band.last].at_m);
  rect(clip, "band", frame.left, top, frame.right - frame.left, Math.max(0, bottom - top));
  for (const y of [top, bottom]) line(clip, "border", frame.left, y, frame.right, y);
  drawBandClock(clip, frame, band.first, top + 14);
  drawBandClock(clip, frame, band.last, bottom - 4);
  if (!band.border) return;
  const countries = new Set([places[band.first].country, places[band.last].country]);
  const kms = places[band.first].km.toFixed(0) + " – " + places[band.last].km.toFixed(0);
  const title = (countries.size > 1 ? "Border" : "Change") + " km " + kms;
  const low = Math.max(top, frame.top), high = Math.min(bottom, frame.bottom), y = (low + high) / 2;
  const width = widthOf(title, LINE_PX, true);
  const lines = [...trains.keys()].filter((k) => shown.trains[k]).flatMap((k) => standLines(frame, band, k));
  for (let x = frame.left + 8; x + width < frame.right; x += 24) {
    const box = [x, y - 14, x + width, y + 24];
    if (lines.some((piece) => crosses(piece, box, 16))) continue;
    words(clip, "strong halo", x, y + 1, title);
    words(clip, "quiet halo", x, y + 18, "not to scale");
    break;
  }
}

function drawBandClock(clip, frame, place, y) {
  const zone = plan.zones[places[place].zone], { hours } = hourStep(frame);
  const label = zoneLetters(zone, plan.from_at_s);
  const from = frame.left + 16 + widthOf(label, LINE_PX) + 10;
  words(clip, "quieter", frame.left + 8, y, label);
  for (const mark of localMarks(zone, plan.from_at_s, plan.until_at_s, 3600)) {
    const x = frame.x(mark.at);
    if (mark.hour % (hours * 2) || x < from || x > frame.right - 10) continue;
    if (!clearOfRoles(frame, x, place)) continue;
    words(clip, "middle quieter halo", x, y, String(mark.hour));
  }
}

// Whether no role stands at or runs through a place near an x.
function clearOfRoles(frame, x, place) {
  return trains.every((train) => {
    const point = train.points.find((p) => p[0] === place);
    return !point || x < frame.x(point[1]) - 14 || x > frame.x(point[2]) + 14;
  });
}

function drawAxes(outside, frame) {
  const { hours, perHour } = hourStep(frame);
  frame.hours = [];
  const ends = [[places[0], frame.top, -1], [places[places.length - 1], frame.bottom, 1]];
  ends.forEach(([place, edge, sign], end) => {
    const zone = plan.zones[place.zone];
    for (const [from, until] of plan.nights[end]) {
      const a = Math.max(frame.left, frame.x(from)), b = Math.min(frame.right, frame.x(until));
      if (b > a) rect(outside, "night", a, edge + (sign < 0 ? -4 : 1), b - a, 3);
    }
    for (const mark of localMarks(zone, plan.from_at_s, plan.until_at_s, perHour >= 150 ? 600 : 3600)) {
      const x = frame.x(mark.at);
      if (x < frame.left - 1 || x > frame.right + 1 || mark.hour % hours) continue;
      const strong = mark.hour % 6 === 0 && !mark.minute;
      const text = mark.minute ? two(mark.minute) : String(mark.hour);
      const element = words(outside, "middle" + (strong ? " strong" : mark.minute ? " quieter" : " quiet"), x, edge + (sign < 0 ? -8 : 20), text);
      if (sign < 0) frame.hours.push({ element, x, half: widthOf(text, LINE_PX, strong) / 2 });
    }
    drawDays(outside, frame, zone, edge + (sign < 0 ? -28 : 40));
  });
  rect(outside, "frame", frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top);
}

// The first day at the left edge, with the zone; every other at its midnight.
function drawDays(outside, frame, zone, y) {
  const from = Math.max(plan.from_at_s, Math.round(frame.at(frame.left))), until = frame.at(frame.right);
  const starts = [from, ...localMarks(zone, plan.from_at_s, plan.until_at_s, 3600)
    .filter((mark) => mark.hour === 0 && mark.at > from && mark.at < until).map((mark) => mark.at)];
  const letters = zoneLetters(zone, from), offset = spanAt(zone, from)[3];
  starts.forEach((at, i) => {
    const x = Math.max(frame.left, frame.x(at));
    const end = i + 1 < starts.length ? frame.x(starts[i + 1]) - 10 : frame.right + 10;
    for (const day of [dayWords(zone, at), shortDayWords(zone, at)]) {
      const width = widthOf(day, LINE_PX, true);
      if (x + width > end) continue;
      words(outside, "strong", x, y, day);
      const label = letters === offset ? offset : letters + ", " + offset;
      if (x + width + 10 + widthOf(label, LINE_PX) < end) words(outside, "quiet zone", x + width + 10, y, label);
      return;
    }
  });
}
