/** Prepares a canvas for a figure: as many pixels as the screen has, and the page's own colours. */

/**
 * Sizes a canvas to its place on the page.
 * @param {HTMLCanvasElement} canvas
 * @param {number} [unit] CSS pixels that one unit of the drawing takes
 * @returns {{context: CanvasRenderingContext2D, width: number, height: number, ratio: number} | null}
 *   a cleared canvas, measured in units of the drawing; null while the canvas has no size
 */
export function surfaceOf(canvas, unit = 1) {
  const ratio = globalThis.devicePixelRatio || 1;
  const { clientWidth, clientHeight } = canvas;
  const context = canvas.getContext('2d');
  if (!context || clientWidth === 0 || clientHeight === 0) return null;
  const [width, height] = [clientWidth / unit, clientHeight / unit];
  canvas.width = Math.round(clientWidth * ratio);
  canvas.height = Math.round(clientHeight * ratio);
  // The document's direction would mirror the texts at the numbers of an axis.
  context.direction = 'ltr';
  context.setTransform(ratio * unit, 0, 0, ratio * unit, 0, 0);
  return { context, width, height, ratio: ratio * unit };
}

/**
 * A drawing for a file, not for the page, with two pixels for each CSS pixel on either axis.
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
  context.direction = 'ltr';
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
 * Turns bytes of ink into a picture of one colour that is transparent where there is no ink, so
 * that it suits any paper.
 *
 * The colour stays an array: when the code took it apart as `[red, green, blue]`, WebKitGTK 2.50.6
 * at times said "not a function", although it was a true array.
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
 * Writes ink onto a canvas, which takes the size of the image.
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} ink
 * @param {number} width
 * @param {Element} [owner] gives its text colour to a canvas that is not on the page
 */
export function putInk(canvas, ink, width, owner = canvas) {
  const image = new ImageData(inkImage(ink, textColour(owner)), width);
  Object.assign(canvas, { width, height: image.height });
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}
