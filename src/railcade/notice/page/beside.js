// Beside the drawings: the clock, where the trains are, the path table, what happens at a post.
function showClock(now) {
  const principal = trains.find((train) => train.role === "principal") || trains[0];
  const at_m = now.at_m !== null ? now.at_m : positionOf(principal, now.at);
  const first = principal.points[0], here = at_m !== null ? at_m : now.at < first[2] ? 0 : plan.length_m;
  const zone = zoneAt(here), time = document.getElementById("time");
  empty(time);
  time.append(clockWords(zone, now.at));
  const letters = document.createElement("small");
  letters.textContent = zoneLetters(zone, now.at);
  time.append(letters);
  const rest = [dayWords(zone, now.at)];
  for (const other of plan.zones) {
    if (other !== zone && spanAt(other, now.at)[1] !== spanAt(zone, now.at)[1]) {
      rest.push(clockWords(other, now.at) + " " + zoneLetters(other, now.at));
    }
  }
  rest.push(clockWords(UTC, now.at) + " UTC");
  document.getElementById("zones").textContent = rest.join(" · ");
  document.getElementById("slide").value = String(now.at);
}

// One row per role: mark, kilometre, between which places, or where it stands.
function showWhere(now) {
  const body = document.getElementById("where").tBodies[0];
  empty(body);
  trains.forEach((train, k) => {
    if (!shown.trains[k]) return;
    const row = body.insertRow(), name = row.insertCell();
    const svg = shape(name, "svg", "sample", { width: 16, height: 14 });
    drawMark(svg, train.role, 8, 7, 6);
    name.append(train.name);
    const at_m = positionOf(train, now.at);
    const km = row.insertCell(), words = row.insertCell();
    km.className = "km";
    words.className = "wide";
    if (at_m === null) {
      words.textContent = now.at < train.points[0][1] ? "not yet left" : now.at < train.points[0][2] + 60 ? "leaves" : "arrived";
      return;
    }
    km.textContent = kmWords(kmAt(at_m)) + " km";
    words.textContent = whereWords(train, at_m, now.at);
  });
}

function shortName(place) {
  return place.name.replace(/\s*\([^)]*\)/, "");
}

function whereWords(train, at_m, at) {
  const stand = train.points.find((p) => p[1] <= at && at <= p[2] && p[2] - p[1] >= 30);
  if (stand) {
    const place = places[stand[0]], zone = plan.zones[place.zone];
    return shortName(place) + ", leaves " + clockWords(zone, stand[4]) + " " + zoneLetters(zone, stand[4]);
  }
  const ahead = train.points.find((p) => places[p[0]].at_m > at_m && places[p[0]].named);
  if (!ahead) return places[train.points[train.points.length - 1][0]].name;
  const place = places[ahead[0]], zone = plan.zones[place.zone];
  return shortName(place) + " " + clockWords(zone, ahead[3]) + " " + zoneLetters(zone, ahead[3]);
}

// Lights the row that is pointed at, and in each train's columns between which times it is.
function showInTable(now) {
  for (const element of document.querySelectorAll("#times .lit, #times .chosen, #times .between, #times .stands")) {
    element.classList.remove("lit", "chosen", "between", "stands");
  }
  const rows = document.querySelectorAll("#times tr[data-place]");
  for (const row of rows) {
    const place = Number(row.dataset.place);
    if (place === now.place) row.classList.add(chosen.place === place && !pointed ? "chosen" : "lit");
  }
  trains.forEach((train, k) => {
    const point = [...train.points].reverse().find((p) => p[1] <= now.at && tableRow(p[0]));
    if (!point || now.at > train.points[train.points.length - 1][2] + 60) return;
    const cells = tableRow(point[0]).querySelectorAll('td[data-train="' + k + '"]');
    const stands = now.at <= point[2] && point[2] > point[1];
    for (const cell of cells) cell.classList.add(stands ? "stands" : "between");
  });
}

function tableRow(place) {
  const row = document.querySelector('#times tr[data-place="' + place + '"]');
  return row && (!row.classList.contains("minor") || document.getElementById("every").checked) ? row : null;
}

function fillPosts() {
  const select = document.getElementById("post");
  plan.posts.forEach((post, k) => {
    const option = document.createElement("option");
    option.value = String(k);
    option.textContent = post.name;
    select.append(option);
  });
}

// What happens at a post, in order of time, in its own clock.
function showPost(value) {
  const here = document.getElementById("here"), list = here.querySelector("ol");
  here.hidden = value === "";
  empty(list);
  if (value === "") return;
  const post = plan.posts[Number(value)], zone = plan.zones[places[post.place].zone], rows = postRows(post);
  here.querySelector("h2").textContent = post.name + ", " + zoneLetters(zone, plan.from_at_s);
  let day = "";
  for (const row of rows) {
    const item = document.createElement("li"), time = document.createElement("span"), what = document.createElement("span");
    const today = shortDayWords(zone, row.from);
    time.textContent = (today !== day ? today + "  " : "") + clockWords(zone, row.from) +
      (row.until > row.from ? " – " + clockWords(zone, row.until) : "");
    day = today;
    what.textContent = row.words;
    if (row.train !== null && row.train[0] === "t") item.className = "train";
    item.dataset.at = String(row.from);
    if (row.train !== null) item.dataset.train = row.train;
    item.append(time, what);
    list.append(item);
  }
}

// What the chosen train does beside running: border, hand-over, programme; each in the clock of its place.
function showTrain(key) {
  const section = document.getElementById("train"), list = section.querySelector("ol");
  const train = key !== null && key[0] === "t" ? trains[Number(key.slice(1))] : null;
  const same = section.dataset.train === String(key);
  section.dataset.train = String(key);
  if (same) return;
  section.hidden = train === null || !train.tells.length;
  empty(list);
  if (section.hidden) return;
  section.querySelector("h2").textContent = train.name + " " + train.number;
  let day = "";
  for (const [place, from, until, text] of train.tells) {
    const zone = plan.zones[places[place].zone], today = shortDayWords(zone, from);
    const item = document.createElement("li"), time = document.createElement("span"), what = document.createElement("span");
    time.textContent = (today !== day ? today + "  " : "") + clockWords(zone, from) + (until > from ? " – " + clockWords(zone, until) : "") + " " + zoneLetters(zone, from);
    day = today;
    what.textContent = shortName(places[place]) + ": " + text;
    item.dataset.at = String(from);
    item.dataset.place = String(place);
    item.append(time, what);
    list.append(item);
  }
}

function postRows(post) {
  const i = post.crossing ? -1 : post.place;
  const rows = post.actions.map(([from, until, what, who]) => ({ from, until, words: what + (who ? " " + who[0].toUpperCase() + who.slice(1) + "." : ""), train: null }));
  post.notes.forEach(([from, until, text]) => rows.push({ from, until, words: text, train: null }));
  trains.forEach((train, k) => {
    const point = shown.trains[k] ? train.points.find((p) => p[0] === i) : undefined;
    if (!point) return;
    const [, , , arrive, depart, stand, reason] = point;
    const verb = stand === "origin" ? "leaves" : stand === "destination" ? "arrives" : stand ? "stands" : "passes";
    const words = train.name + " " + train.number + " " + verb + (stand && reason ? ": " + reason : "");
    rows.push({ from: arrive, until: verb === "stands" ? depart : arrive, words, train: "t" + k });
  });
  if (shown.others) {
    others.forEach((train, k) => train.holds.filter((hold) => hold[0] === i).forEach((hold) => {
      const words = train.number + ", " + train.kind + ", held " + Math.round(hold[3] / 60) + " min";
      rows.push({ from: hold[1], until: hold[2], words, train: "o" + k });
    }));
  }
  return rows.sort((a, b) => a.from - b.from || a.until - b.until || (a.words < b.words ? -1 : 1));
}
