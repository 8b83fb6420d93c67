// The data of the page, and where each train is when.
const plan = JSON.parse(document.getElementById("plan").textContent);
const trains = plan.trains, others = plan.others, places = plan.places;

for (const train of trains) {
  let sum = 0;
  train.at_m = train.run.by_m.map((step) => (sum += step));
}

// Position of a role at an instant in metres, or null before it leaves and after it has arrived.
function positionOf(train, at) {
  const run = train.run, k = (at - run.from_at_s) / run.step_s;
  if (k < 0 || k > train.at_m.length - 1) return null;
  const i = Math.floor(k), a = train.at_m[i], b = train.at_m[Math.min(i + 1, train.at_m.length - 1)];
  return a + (b - a) * (k - i);
}

// Position of another train, and whether it is held there; null where it does not run on the path.
function positionOfOther(train, at) {
  for (const piece of train.pieces) {
    if (at < piece[0][1] || at > piece[piece.length - 1][2]) continue;
    for (let i = 0; i < piece.length; i++) {
      const [place, arrive, depart] = piece[i];
      if (at <= depart && at >= arrive) {
        const held = train.holds.some((h) => h[0] === place && h[1] <= at && at <= h[2]);
        return { at_m: places[place].at_m, held };
      }
      if (at < arrive) {
        const [from, , left] = piece[i - 1], a = places[from].at_m, b = places[place].at_m;
        return { at_m: a + ((b - a) * (at - left)) / (arrive - left), held: false };
      }
    }
  }
  return null;
}

// Index of the last place at or before a position.
function placeBefore(at_m) {
  let low = 0, high = places.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (places[middle].at_m <= at_m + 0.5) low = middle;
    else high = middle - 1;
  }
  return low;
}

// Index of the nearest place, of those that have a name if asked.
function placeNear(at_m, named) {
  let best = 0, least = Infinity;
  places.forEach((place, i) => {
    const away = Math.abs(place.at_m - at_m);
    if (away < least && (place.named || !named)) [best, least] = [i, away];
  });
  return best;
}

// Kilometre post at a position: straight between places.
function kmAt(at_m) {
  const i = placeBefore(at_m), j = Math.min(i + 1, places.length - 1);
  const a = places[i], b = places[j], span = b.at_m - a.at_m;
  return span > 0 ? a.km + ((b.km - a.km) * (at_m - a.at_m)) / span : a.km;
}

function kmWords(km) {
  const [whole, rest] = Math.abs(km).toFixed(1).split(".");
  return (km < -0.05 ? "−" : "") + whole.replace(/\B(?=(\d{3})+$)/g, ",") + "." + rest;
}
