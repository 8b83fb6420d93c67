// Which station names stand on an axis: large places first, then as many as there is room for.
function nameRank(place, i) {
  if (i === 0 || i === places.length - 1 || place.main) return 1;
  return place.named ? 2 : 3;
}

// Indices of places with room for their name, none moved from its kilometre.
function namesWithRoom(yOf, pitch, top, bottom, unnamed) {
  const order = places.map((place, i) => i)
    .filter((i) => places[i].named || unnamed)
    .sort((a, b) => endsFirst(a, b) || nameRank(places[a], a) - nameRank(places[b], b) || a - b);
  const taken = [], found = [];
  for (const i of order) {
    const y = yOf(places[i].at_m);
    if (y < top - 0.5 || y > bottom + 0.5) continue;
    if (taken.every((other) => Math.abs(other - y) >= pitch)) {
      taken.push(y);
      found.push(i);
    }
  }
  return found;
}

function endsFirst(a, b) {
  const last = places.length - 1, bands = plan.bands.flatMap(([from, until]) => [from, until]);
  const end = (i) => (i === 0 || i === last ? 0 : bands.includes(i) ? 1 : 2);
  return end(a) - end(b);
}

// A name in a width, shortened if it must be.
function fitted(text, width, size, strong) {
  if (widthOf(text, size, strong) <= width) return text;
  let short = text.replace(/\s*\([^)]*\)/, "");
  while (short.length > 1 && widthOf(short + "…", size, strong) > width) short = short.slice(0, -1).trimEnd();
  return short === text.replace(/\s*\([^)]*\)/, "") ? short : short + "…";
}
