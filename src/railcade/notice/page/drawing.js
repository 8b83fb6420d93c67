// Shapes and words as SVG elements. Words are always set as text, never read as markup.
const SVG = "http://www.w3.org/2000/svg";

function shape(parent, kind, className, attributes) {
  const element = document.createElementNS(SVG, kind);
  if (className) element.setAttribute("class", className);
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  parent.appendChild(element);
  return element;
}

function group(parent, className) {
  return shape(parent, "g", className, {});
}

function line(parent, className, x1, y1, x2, y2) {
  return shape(parent, "line", className, { x1: px(x1), y1: px(y1), x2: px(x2), y2: px(y2) });
}

function polyline(parent, className, points) {
  return shape(parent, "path", "line " + className, { d: pathOf(points) });
}

function rect(parent, className, x, y, width, height) {
  return shape(parent, "rect", className, { x: px(x), y: px(y), width: px(width), height: px(height) });
}

function words(parent, className, x, y, text) {
  const element = shape(parent, "text", className, { x: px(x), y: px(y) });
  element.textContent = text;
  return element;
}

function px(value) {
  return Math.round(value * 10) / 10;
}

function pathOf(points) {
  return "M" + points.map((point) => px(point[0]) + " " + px(point[1])).join("L");
}

function empty(element) {
  while (element.firstChild) element.removeChild(element.firstChild);
}

const ruler = document.createElement("canvas").getContext("2d");

function widthOf(text, size, strong, family) {
  ruler.font = (strong ? "600 " : "400 ") + size + "px '" + (family || "IBM Plex Sans Condensed") + "', sans-serif";
  return ruler.measureText(text).width;
}

// Boxes that words fill; a new one is kept if it touches none.
class Boxes {
  constructor() {
    this.kept = [];
  }
  free(box) {
    return this.kept.every((b) => box[0] >= b[2] || b[0] >= box[2] || box[1] >= b[3] || b[1] >= box[3]);
  }
  take(box) {
    const free = this.free(box);
    if (free) this.kept.push(box);
    return free;
  }
}

// What a role is drawn with: the class of its line; those behind the principal are hollow.
function formOf(role) {
  return role === "principal" || role === "advance" ? role : "behind";
}

function drawForm(parent, role, points, casing) {
  const form = formOf(role);
  const width = getComputedStyle(document.documentElement).getPropertyValue("--w-" + form);
  polyline(parent, "casing", points).style.strokeWidth = Number(width) + (casing === undefined ? 1.6 : casing) + "px";
  polyline(parent, form, points);
  if (form === "behind") polyline(parent, "core", points);
}

// The mark of a role at a point: diamond, triangle, ring, plus.
function drawMark(parent, role, x, y, half, turn) {
  const at = group(parent, "mark");
  at.setAttribute("transform", "translate(" + px(x) + " " + px(y) + ") rotate(" + px(turn || 0) + ")");
  if (role === "principal") {
    shape(at, "path", "mark-principal", { d: pathOf([[0, -half * 1.15], [half * 1.15, 0], [0, half * 1.15], [-half * 1.15, 0]]) + "Z" });
  } else if (role === "advance") {
    shape(at, "path", "mark-advance", { d: pathOf([[0, -half * 1.05], [half, half * 0.7], [-half, half * 0.7]]) + "Z" });
  } else if (role === "rescue") {
    shape(at, "circle", "disc", { r: half });
    shape(at, "path", "mark-plus", { d: "M" + -half + " 0H" + half + "M0 " + -half + "V" + half });
  } else {
    shape(at, "circle", "mark-ring" + (role === "decoy" ? " mark-decoy" : ""), { r: half * 0.85 });
  }
  return at;
}
