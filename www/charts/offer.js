/** Shows a text or a picture to be copied, where the browser may have kept no file. */

/** A browser that has not answered by then does not copy. */
const PATIENCE_MS = 2000;

/**
 * @param {'p' | 'img' | 'button' | 'textarea'} tag
 * @param {Record<string, string | number | boolean>} properties
 */
const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

/** @param {string} text */
function textOffer(text) {
  const field = make('textarea', { value: text, readOnly: true, rows: 6, className: 'offer-text' });
  field.setAttribute('aria-label', 'The text of the file');
  field.setAttribute('translate', 'no');
  field.dir = 'ltr';
  return { words: 'Copy the text from this field.', parts: [field], first: field };
}

/** @param {Blob} blob */
async function pictureOffer(blob) {
  const reader = new FileReader();
  await new Promise((resolve, reject) => {
    Object.assign(reader, { onload: resolve, onerror: () => reject(reader.error) });
    reader.readAsDataURL(blob);
  });
  const alt = 'The picture of the file';
  const image = make('img', { src: String(reader.result), alt, tabIndex: -1 });
  image.className = 'offer-picture';
  const copy = make('button', { type: 'button', textContent: 'Copy picture' });
  copy.addEventListener('click', async () => {
    try {
      await Promise.race([
        navigator.clipboard.write([new ClipboardItem({ [blob.type]: blob })]),
        new Promise((_, reject) => setTimeout(reject, PATIENCE_MS)),
      ]);
      copy.textContent = 'Copied';
    } catch {
      copy.textContent = 'The browser does not copy it';
      copy.disabled = true;
    }
  });
  const words = 'Save this picture by its menu: press the right button of the mouse, or hold it.';
  return { words, parts: 'ClipboardItem' in globalThis ? [image, copy] : [image], first: image };
}

/** A run is neither a text nor a picture, but its link makes the same run again. */
const runOffer = () => ({
  words: 'Copy the link to this run, open it in a window of its own, and save there.',
  parts: [],
  first: null,
});

/**
 * @param {HTMLElement} place
 * @param {string} known what is known of the file
 * @param {string | Blob} content
 * @returns {Promise<boolean>} whether it is shown
 */
export async function showOffer(place, known, content) {
  const isPicture = content instanceof Blob && content.type.startsWith('image/');
  const { words, parts, first } =
    typeof content === 'string'
      ? textOffer(content)
      : isPicture
        ? await pictureOffer(content)
        : runOffer();
  const said = make('p', { className: 'offer', textContent: `${known} ${words}` });
  said.setAttribute('role', 'status');
  place.replaceChildren(said, ...parts);
  first?.focus();
  if (first instanceof HTMLTextAreaElement) first.select();
  return true;
}
