/**
 * The plane of two weights, shaded by the loss ½(w2·w1 − 1)² for w1 > 0. Over it lie paths of
 * points and the hyperbolas on which w1·w2 does not change; these hyperbolas are also the level
 * lines of the loss. Pure functions from numbers to a 2D context.
 */

/** @typedef {import('./surface.js').Inks} Inks */
/** @typedef {[number, number]} Point w1, w2 */
/** @typedef {{left: number, top: number, width: number, height: number}} Panel place of a plane */
/**
 * @typedef {{label: string, note: string, hue: string, dash: number[],
 *   paths: [Point[], Point[]] | null}} Subject content of a panel; note: words at its right end
 */

/** The part of the plane that is shown. */
export const SHOWN = { left: 0, right: 3, bottom: -0.25, top: 1.75 };
const LEVELS = [-0.25, 0.25, 0.5, 1.5, 2, 3];
const GAP = 24;
const HEAD = 26;
const FOOT = 22;
const MARGIN = 20;
const NARROWEST = 200;
const MOST_JOINS = 8;

/**
 * @param {number} width of the whole picture
 * @param {number} count
 * @returns {{panels: Panel[], height: number}} panels side by side where there is room, else below
 *   each other; both axes have equal units
 */
export function layOutPanels(width, count) {
  const columns = width >= count * (NARROWEST + GAP) ? count : 1;
  const across = Math.floor((width - GAP * (columns - 1)) / columns) - MARGIN;
  const units = (SHOWN.top - SHOWN.bottom) / (SHOWN.right - SHOWN.left);
  const tall = Math.round(across * units);
  const panels = Array.from({ length: count }, (_, at) => ({
    left: MARGIN + (at % columns) * (across + MARGIN + GAP),
    top: HEAD + Math.floor(at / columns) * (tall + HEAD + FOOT),
    width: across,
    height: tall,
  }));
  return { panels, height: Math.ceil(count / columns) * (tall + HEAD + FOOT) };
}

/**
 * @param {Panel} panel
 * @param {Point} point
 * @returns {[x: number, y: number]}
 */
export function placeOf(panel, [w1, w2]) {
  return [
    panel.left + ((w1 - SHOWN.left) / (SHOWN.right - SHOWN.left)) * panel.width,
    panel.top + ((SHOWN.top - w2) / (SHOWN.top - SHOWN.bottom)) * panel.height,
  ];
}

/**
 * @param {Panel} panel
 * @param {number} x
 * @param {number} y
 * @returns {Point}
 */
export function pointAt(panel, x, y) {
  return [
    SHOWN.left + ((x - panel.left) / panel.width) * (SHOWN.right - SHOWN.left),
    SHOWN.top - ((y - panel.top) / panel.height) * (SHOWN.top - SHOWN.bottom),
  ];
}

/**
 * The darkness of each pixel of a panel: 0 where the loss is 0; it grows with |w1·w2 − 1|.
 * @param {number} width
 * @param {number} height
 */
export function shadeOf(width, height) {
  const panel = { left: 0, top: 0, width, height };
  return Uint8Array.from({ length: width * height }, (_, at) => {
    const [w1, w2] = pointAt(panel, (at % width) + 0.5, Math.floor(at / width) + 0.5);
    return Math.round(52 * Math.min(1, Math.abs(w1 * w2 - 1) / 2));
  });
}

/**
 * The curve from one point to another. Two points on one orbit are joined along that orbit, other
 * points along a curve of the same kind between their orbits. So a curve leaves an orbit only where
 * the functions differ.
 * @param {Point} from
 * @param {Point} to
 * @returns {Point[]}
 */
export function curveBetween([a1, a2], [b1, b2]) {
  const blend = (/** @type {number} */ a, /** @type {number} */ b, /** @type {number} */ share) =>
    a * b > 0 ? a * (b / a) ** share : a + share * (b - a);
  return Array.from({ length: 17 }, (_, at) => [blend(a1, b1, at / 16), blend(a2, b2, at / 16)]);
}

/** @param {number} level value of w1·w2, not 0 */
function hyperbola(level) {
  const first = level / (level > 0 ? SHOWN.top : SHOWN.bottom);
  return curveBetween([first, level / first], [SHOWN.right, level / SHOWN.right]);
}

/**
 * Up to eight steps at which two paths are joined: closer together at first, where most happens.
 * @param {number} length of the shorter path
 */
export function joinedSteps(length) {
  const steps = [0];
  for (let step = 1; step < length; step = Math.ceil(step * 1.6)) steps.push(step);
  return steps.slice(0, MOST_JOINS);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Panel} panel
 * @param {Point[]} points
 * @param {{colour: string, width: number, dash?: number[], alpha?: number}} style
 */
function stroke(context, panel, points, { colour, width, dash = [], alpha = 1 }) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.globalAlpha = alpha;
  context.setLineDash(dash);
  context.beginPath();
  points.forEach((point, at) => {
    const place = placeOf(panel, point);
    if (at === 0) context.moveTo(...place);
    else context.lineTo(...place);
  });
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Panel} panel
 * @param {Point} point
 * @param {{radius: number, fill: string, line?: string}} style
 */
function dot(context, panel, point, { radius, fill, line }) {
  context.beginPath();
  context.arc(...placeOf(panel, point), radius, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  if (!line) return;
  context.strokeStyle = line;
  context.lineWidth = 2;
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Panel} panel
 * @param {Subject} subject
 * @param {[Point, Point]} starts
 * @param {Inks} inks
 */
function drawPaths(context, panel, { paths, hue, dash }, starts, inks) {
  if (!paths) return;
  const [first, second] = paths;
  const joined = joinedSteps(Math.min(first.length, second.length));
  for (const at of joined) {
    const curve = curveBetween(first[at], second[at]);
    stroke(context, panel, curve, { colour: inks.text, width: 1, alpha: 0.4 });
  }
  paths.forEach((path, which) => {
    // A rule whose weights stay on a set moves the start onto this set before the first step.
    const way = curveBetween(starts[which], path[0]);
    stroke(context, panel, way, { colour: hue, width: 1.5, dash: [1, 3] });
    stroke(context, panel, path, { colour: hue, width: 2, dash });
    for (const step of joined) dot(context, panel, path[step], { radius: 2.5, fill: hue });
    dot(context, panel, path[path.length - 1], { radius: 4, fill: hue, line: inks.paper });
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Panel} panel
 * @param {Subject} subject
 * @param {Inks} inks
 */
function drawFrame(context, panel, { label, note, hue, dash }, inks) {
  const { left, top, width, height } = panel;
  context.strokeStyle = inks.line;
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, top + 0.5, width - 1, height - 1);
  const write = (/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y) =>
    context.fillText(text, x, y);
  context.textBaseline = 'alphabetic';
  context.fillStyle = inks.soft;
  context.font = `12px ${inks.font}`;
  context.textAlign = 'center';
  for (const w1 of [0, 1, 2]) write(String(w1), placeOf(panel, [w1, 0])[0], top + height + 15);
  context.textAlign = 'right';
  write('w₁', left + width, top + height + 15);
  for (const w2 of [0, 1]) write(String(w2), left - 5, placeOf(panel, [0, w2])[1] + 4);
  write('w₂', left - 5, top + 10);
  write(note, left + width, top - 9);
  context.textAlign = 'left';
  context.fillStyle = inks.text;
  context.font = `600 14px ${inks.font}`;
  write(label, left + 36, top - 9);
  context.strokeStyle = hue;
  context.lineWidth = 2.5;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(left, top - 14);
  context.lineTo(left + 28, top - 14);
  context.stroke();
  context.setLineDash([]);
}

/**
 * @param {CanvasRenderingContext2D} context of a cleared canvas
 * @param {{panels: Panel[], subjects: Subject[], starts: [Point, Point],
 *   shade: CanvasImageSource, inks: Inks}} scene shade: a picture of shadeOf
 */
export function drawLandscape(context, { panels, subjects, starts, shade, inks }) {
  panels.forEach((panel, at) => {
    context.save();
    context.beginPath();
    context.rect(panel.left, panel.top, panel.width, panel.height);
    context.clip();
    context.drawImage(shade, panel.left, panel.top, panel.width, panel.height);
    for (const level of LEVELS) {
      stroke(context, panel, hyperbola(level), { colour: inks.strong, width: 1, alpha: 0.6 });
    }
    stroke(context, panel, hyperbola(1), { colour: inks.text, width: 2 });
    const orbit = starts[0][0] * starts[0][1];
    if (orbit !== 0)
      stroke(context, panel, hyperbola(orbit), { colour: inks.text, width: 1, dash: [4, 3] });
    drawPaths(context, panel, subjects[at], starts, inks);
    dot(context, panel, starts[0], { radius: 6, fill: inks.text, line: inks.paper });
    dot(context, panel, starts[1], { radius: 5, fill: inks.paper, line: inks.text });
    context.restore();
    drawFrame(context, panel, subjects[at], inks);
  });
}
