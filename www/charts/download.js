/**
 * Gives the visitor a file; nothing leaves the machine. No browser tells a page whether it has kept
 * the file, so the words say only what is known, and a doubtful file is shown to be copied.
 */

/**
 * Whether a frame around this page forbids downloads. Only frames of the same origin show it.
 * @param {Window} [page]
 * @returns {'free' | 'forbidden' | 'unknown'}
 */
export function leaveToDownload(page = window) {
  for (let here = page; here.parent !== here; here = here.parent) {
    const frame = /** @type {HTMLIFrameElement | null} */ (here.frameElement);
    if (!frame) return 'unknown';
    if (frame.hasAttribute('sandbox') && !frame.sandbox?.contains('allow-downloads'))
      return 'forbidden';
  }
  return 'free';
}

/**
 * @param {string} name
 * @param {Blob} blob
 */
function handOver(name, blob) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the address only after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/**
 * Hands a file to the browser. Where the browser may keep no file, the place shows the text or the
 * picture.
 * @param {string} name
 * @param {string | Blob} content
 * @param {HTMLElement} place
 * @param {string} [type]
 * @returns {Promise<{known: string, isDoubtful: boolean}>} known: a sentence
 */
export async function download(name, content, place, type = 'text/csv') {
  place.replaceChildren();
  const leave = leaveToDownload();
  let known = 'This page stands in a frame that forbids downloads, so no file was saved.';
  let isDoubtful = leave !== 'free';
  try {
    if (leave !== 'forbidden') {
      handOver(name, typeof content === 'string' ? new Blob([content], { type }) : content);
      known = isDoubtful
        ? `Handed to the browser as ${name}. This page stands in a frame, which may forbid downloads.`
        : `Handed to the browser as ${name}; nothing left this machine.`;
    }
  } catch (error) {
    isDoubtful = true;
    known = `The browser took no file (${error instanceof Error ? error.message : error}).`;
  }
  if (!isDoubtful) return { known, isDoubtful };
  // Few visitors need these words, so they load late.
  const shown = await import('./offer.js').then(
    ({ showOffer }) => showOffer(place, known, content),
    () => false,
  );
  if (!shown) place.textContent = known;
  return { known, isDoubtful };
}
