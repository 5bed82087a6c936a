/**
 * Draws many small images in rows, each in a frame whose width and colour show a second number:
 * pure functions from numbers to pixels and to a 2D context.
 */
import { tableIndex } from './colour.js';

/** @typedef {import('./surface.js').Inks} Inks */
/**
 * @typedef {{pitch: number, across: number, panels: {left: number, top: number}[],
 *   height: number}} Layout tiles are pitch × pitch; a row holds `across` tiles
 */

const ACROSS = 8;
const GAP = 32;
const HEAD = 24;
const WIDEST = 56;
/** Width of frame and empty space around an image. */
const RIM = 6;
const WIDEST_FRAME = 4;

/**
 * @param {number} width of the whole picture
 * @param {number} count tiles in a panel
 * @param {number} panels one or two
 * @returns {Layout} panels side by side where there is room, else below each other
 */
export function layOutTiles(width, count, panels) {
  const isWide = panels > 1 && width >= 2 * ACROSS * 30 + GAP;
  const each = isWide ? (width - GAP) / 2 : width;
  const across = panels === 1 && width >= 2 * ACROSS * 30 ? 2 * ACROSS : ACROSS;
  const pitch = Math.max(2 * RIM + 4, Math.min(WIDEST, Math.floor(each / across)));
  const tall = HEAD + Math.ceil(count / across) * pitch;
  const places = Array.from({ length: panels }, (_, at) => ({
    left: isWide ? at * (across * pitch + GAP) : 0,
    top: HEAD + (isWide ? 0 : at * (tall + 8)),
  }));
  return { pitch, across, panels: places, height: isWide ? tall : panels * (tall + 8) - 8 };
}

/**
 * @param {Layout} layout
 * @param {number} panel
 * @param {number} tile
 */
export function tilePlace({ pitch, across, panels }, panel, tile) {
  return {
    left: panels[panel].left + (tile % across) * pitch,
    top: panels[panel].top + Math.floor(tile / across) * pitch,
  };
}

/**
 * The tile at a place, or null.
 * @param {Layout} layout
 * @param {number} count
 * @param {number} x
 * @param {number} y
 */
export function tileAt({ pitch, across, panels }, count, x, y) {
  for (const [panel, { left, top }] of panels.entries()) {
    const column = Math.floor((x - left) / pitch);
    const tile = Math.floor((y - top) / pitch) * across + column;
    if (column >= 0 && column < across && y >= top && tile < count) return { panel, tile };
  }
  return null;
}

/**
 * Turns numbers into opaque pixels of a diverging scale.
 * @param {Float32Array} values
 * @param {Uint8ClampedArray} table see colour.js
 * @param {number} limit
 */
export function signedImage(values, table, limit) {
  const data = new Uint8ClampedArray(4 * values.length);
  for (let at = 0; at < values.length; at += 1) {
    const entry = 3 * tableIndex(values[at], limit);
    data.set(table.subarray(entry, entry + 3), 4 * at);
    data[4 * at + 3] = 255;
  }
  return data;
}

/**
 * The direction of a filter: its weights divided by their norm.
 * @param {Float32Array} weights
 */
export function directionOf(weights) {
  const norm = Math.hypot(...weights);
  return norm === 0 ? weights : weights.map((weight) => weight / norm);
}

/**
 * The width of a frame: thin around a filter that has shrunk, wide around a filter that has grown.
 * @param {number} value
 * @param {number} limit
 */
export function frameWidth(value, limit) {
  const share = Math.max(-1, Math.min(1, value / limit)) || 0;
  return share < 0 ? 2 + share : 2 + share * (WIDEST_FRAME - 2);
}

/**
 * @param {CanvasRenderingContext2D} context of a cleared canvas
 * @param {{layout: Layout, panels: {title: string, images: CanvasImageSource[],
 *   values: ArrayLike<number>}[], limit: number, table: Uint8ClampedArray,
 *   chosen: {panel: number, tile: number} | null, inks: Inks}} scene
 *   values: the numbers that the frames show, on the scale that ends at `limit`
 */
export function drawTiles(context, { layout, panels, limit, table, chosen, inks }) {
  context.imageSmoothingEnabled = false;
  const side = layout.pitch - 2 * RIM;
  panels.forEach(({ title, images, values }, panel) => {
    context.font = `12px ${inks.font}`;
    context.fillStyle = inks.soft;
    context.textBaseline = 'alphabetic';
    context.fillText(title, layout.panels[panel].left, layout.panels[panel].top - 8);
    images.forEach((image, tile) => {
      const { left, top } = tilePlace(layout, panel, tile);
      const entry = 3 * tableIndex(values[tile], limit);
      const width = frameWidth(values[tile], limit);
      const outer = side + 2 * width + 2;
      // A hairline around the frame makes the neutral colour visible on paper.
      context.fillStyle = inks.strong;
      context.fillRect(left + RIM - width - 1, top + RIM - width - 1, outer, outer);
      context.fillStyle = `rgb(${table.subarray(entry, entry + 3).join(' ')})`;
      context.fillRect(left + RIM - width, top + RIM - width, outer - 2, outer - 2);
      context.drawImage(image, left + RIM, top + RIM, side, side);
      if (chosen?.panel === panel && chosen.tile === tile) {
        context.strokeStyle = inks.text;
        context.lineWidth = 2;
        context.strokeRect(left + 1, top + 1, layout.pitch - 2, layout.pitch - 2);
      }
    });
  });
}
