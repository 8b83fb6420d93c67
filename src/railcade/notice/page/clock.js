// Local time by place. Offsets come with the data, so that no table of the browser is asked.
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September",
  "October", "November", "December"];
const UTC = { spans: [[0, 0, "UTC", "UTC"]] };

function spanAt(zone, at) {
  let found = zone.spans[0];
  for (const span of zone.spans) if (span[0] <= at) found = span;
  return found;
}

function localDate(zone, at) {
  return new Date((at + spanAt(zone, at)[1]) * 1000);
}

function two(value) {
  return String(value).padStart(2, "0");
}

// 00:41, with seconds or the half minute where there are any.
function clockWords(zone, at) {
  const date = localDate(zone, at), seconds = date.getUTCSeconds();
  const rest = seconds === 30 ? "½" : seconds ? ":" + two(seconds) : "";
  return two(date.getUTCHours()) + ":" + two(date.getUTCMinutes()) + rest;
}

function zoneLetters(zone, at) {
  return spanAt(zone, at)[2];
}

function dayWords(zone, at) {
  const date = localDate(zone, at);
  return DAYS[date.getUTCDay()] + " " + date.getUTCDate() + " " + MONTHS[date.getUTCMonth()];
}

function shortDayWords(zone, at) {
  const date = localDate(zone, at);
  return DAYS[date.getUTCDay()].slice(0, 3) + " " + date.getUTCDate() + " " + MONTHS[date.getUTCMonth()].slice(0, 3);
}

function zoneAt(at_m) {
  return plan.zones[places[placeBefore(at_m)].zone];
}

// Instants in a window at which local time is a multiple of a step, with the local hour and minute.
function localMarks(zone, from, until, step) {
  const found = [];
  const shift = spanAt(zone, from)[1];
  for (let at = from + ((step - ((from + shift) % step)) % step); at <= until; at += step) {
    const date = localDate(zone, at);
    found.push({ at, hour: date.getUTCHours(), minute: date.getUTCMinutes() });
  }
  return found;
}
