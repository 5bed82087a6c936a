/** The canvas as views use it: as many pixels as the screen has, and the page's own colours. */

/**
 * Sizes a canvas to its place on the page.
 * @param {HTMLCanvasElement} canvas
 * @param {number} [unit] CSS pixels that one unit of the drawing takes
 * @returns {{context: CanvasRenderingContext2D, width: number, height: number, ratio: number} | null}
 *   cleared, in units of the drawing; null while it has no size
 */
export function surfaceOf(canvas, unit = 1) {
  const ratio = globalThis.devicePixelRatio || 1;
  const { clientWidth, clientHeight } = canvas;
  const context = canvas.getContext('2d');
  if (!context || clientWidth === 0 || clientHeight === 0) return null;
  const [width, height] = [clientWidth / unit, clientHeight / unit];
  canvas.width = Math.round(clientWidth * ratio);
  canvas.height = Math.round(clientHeight * ratio);
  context.setTransform(ratio * unit, 0, 0, ratio * unit, 0, 0);
  return { context, width, height, ratio: ratio * unit };
}

/**
 * A drawing that is kept rather than shown, at twice the fineness of CSS pixels.
 * @param {number} width in CSS pixels
 * @param {number} height
 * @param {(context: CanvasRenderingContext2D) => void} draw
 * @returns {import('./sheet.js').Picture}
 */
export function pictureOf(width, height, draw) {
  const source = document.createElement('canvas');
  Object.assign(source, { width: 2 * width, height: 2 * height });
  const context = /** @type {CanvasRenderingContext2D} */ (source.getContext('2d'));
  context.scale(2, 2);
  draw(context);
  return { source, width, height };
}

/** @typedef {{text: string, soft: string, strong: string, line: string, paper: string, font: string}} Inks */

/**
 * @param {Element} element
 * @returns {Inks}
 */
export function inksOf(element) {
  const style = getComputedStyle(element);
  const read = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  return {
    text: read('--ink'),
    soft: read('--ink-2'),
    strong: read('--strong-line'),
    line: read('--hairline'),
    paper: read('--paper'),
    font: style.fontFamily,
  };
}

/**
 * Bytes of ink as a picture in one colour, empty where there is none, so that it suits any paper.
 *
 * The colour stays one array: taken apart as `[red, green, blue]`, WebKitGTK 2.50.6 at times
 * called it "not a function", true array though it was.
 * @param {ArrayLike<number>} ink 0 to 255
 * @param {number[]} colour red, green, blue
 */
export function inkImage(ink, colour) {
  const data = new Uint8ClampedArray(4 * ink.length);
  for (let at = 0; at < ink.length; at += 1) {
    data.set(colour, 4 * at);
    data[4 * at + 3] = ink[at];
  }
  return data;
}

/**
 * The text colour of an element, as numbers.
 * @param {Element} element
 */
function textColour(element) {
  return (getComputedStyle(element).color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
}

/**
 * Writes ink onto a canvas of the image's own size.
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} ink
 * @param {number} width
 * @param {Element} [owner] whose text colour it takes, for a canvas that is not on the page
 */
export function putInk(canvas, ink, width, owner = canvas) {
  const image = new ImageData(inkImage(ink, textColour(owner)), width);
  Object.assign(canvas, { width, height: image.height });
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}
