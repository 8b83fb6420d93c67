// Where time and kilometres lie on the graph. A band enlarges the stretch between two places.
const LINE_PX = 15;

class Frame {
  constructor(width, height, view) {
    this.width = width;
    this.height = height;
    this.narrow = width < 600;
    this.left = this.narrow ? 98 : 214;
    this.right = width - 12;
    this.top = 48;
    this.bottom = height - 48;
    this.view = view;
    this.knots = this.knotsOf();
    this.bands = plan.bands.map(([first, last, border]) => ({ first, last, border }));
  }

  // Position against height, both rising, before any enlargement.
  knotsOf() {
    const high = this.bottom - this.top;
    const bands = plan.bands.map(([first, last, border]) => ({
      from: places[first].at_m, to: places[last].at_m, px: border ? Math.min(112, high * 0.24) : 44,
    }));
    const inside = bands.reduce((sum, band) => sum + band.to - band.from, 0);
    const px = bands.reduce((sum, band) => sum + band.px, 0);
    const perMetre = (high - px) / Math.max(1, plan.length_m - inside);
    const knots = [[0, 0]];
    let y = 0, done = 0;
    for (const band of bands) {
      y += (band.from - done) * perMetre;
      knots.push([band.from, y], [band.to, (y += band.px)]);
      done = band.to;
    }
    knots.push([plan.length_m, y + (plan.length_m - done) * perMetre]);
    return knots;
  }

  get near() {
    return this.view.k >= 2.5;
  }

  x(at) {
    const share = (at - plan.from_at_s) / (plan.until_at_s - plan.from_at_s);
    return this.left + share * (this.right - this.left) * this.view.k - this.view.x;
  }

  at(x) {
    const share = (x - this.left + this.view.x) / ((this.right - this.left) * this.view.k);
    return plan.from_at_s + share * (plan.until_at_s - plan.from_at_s);
  }

  y(at_m) {
    return this.top + between(this.knots, at_m, 0, 1) * this.view.k - this.view.y;
  }

  metre(y) {
    return between(this.knots, (y - this.top + this.view.y) / this.view.k, 1, 0);
  }

  // The band that holds a position strictly inside, or null.
  bandAt(at_m) {
    return this.bands.find((b) => places[b.first].at_m < at_m && at_m < places[b.last].at_m) || null;
  }

  // Parts of the plot with one zone: between bands.
  parts() {
    const found = [];
    let from = 0;
    for (const band of this.bands) {
      found.push({ zone: plan.zones[places[from].zone], from_m: places[from].at_m, to_m: places[band.first].at_m });
      from = band.last;
    }
    found.push({ zone: plan.zones[places[from].zone], from_m: places[from].at_m, to_m: plan.length_m });
    return found.filter((part) => part.to_m - part.from_m > 1);
  }
}

// Straight between knots, on and beyond the ends.
function between(knots, value, given, wanted) {
  let k = 1;
  while (k < knots.length - 1 && knots[k][given] < value) k++;
  const a = knots[k - 1], b = knots[k], span = b[given] - a[given];
  return span > 0 ? a[wanted] + ((b[wanted] - a[wanted]) * (value - a[given])) / span : a[wanted];
}

// How far a drawing is enlarged, and what of it is seen; it never leaves its frame.
class View {
  constructor(most) {
    this.most = most;
    this.reset();
  }
  reset() {
    this.k = 1;
    this.x = 0;
    this.y = 0;
  }
  zoom(by, x, y, width, height) {
    const k = Math.min(this.most, Math.max(1, this.k * by)), ratio = k / this.k;
    this.x = (this.x + x) * ratio - x;
    this.y = (this.y + y) * ratio - y;
    this.k = k;
    this.clamp(width, height);
  }
  pan(dx, dy, width, height) {
    this.x -= dx;
    this.y -= dy;
    this.clamp(width, height);
  }
  clamp(width, height) {
    this.x = Math.min(Math.max(0, this.x), width * (this.k - 1));
    this.y = Math.min(Math.max(0, this.y), height * (this.k - 1));
  }
}
