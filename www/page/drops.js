/**
 * Takes whatever is dropped or pasted anywhere on a page: the browser would show a dropped file or
 * link in place of the page, and the run would be lost.
 */

/** @typedef {{files: File[], folders: string[], link: string}} Arrival link: '' or an address */

/** Fields take dropped and pasted text themselves. */
const TYPING =
  'input:not([type="checkbox"], [type="radio"], [type="range"], [type="file"]), textarea, [contenteditable]';

/** @param {Event} event */
const isOfField = ({ target }) => target instanceof Element && target.closest(TYPING) !== null;

/** @param {DataTransfer} given */
const holdsFiles = (given) => given.types.includes('Files');

/**
 * Must be called while the event is handled: afterwards the browser hides what was given.
 * @param {DataTransfer} given
 * @returns {Arrival}
 */
function arrivalOf(given) {
  const entries = [...given.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  const folders = entries.flatMap((entry) => (entry?.isDirectory ? [entry.name] : []));
  const files = [...given.files].filter(({ name }) => !folders.includes(name));
  const addresses = given.getData('text/uri-list').split(/[\r\n]+/);
  const listed = addresses.find((line) => line !== '' && !line.startsWith('#')) ?? '';
  const text = given.getData('text/plain').trim();
  const link = listed || (/^[a-z]+:\/\/\S+$|^\S*#\S+=\S+$/i.test(text) ? text : '');
  return { files, folders, link: files.length + folders.length > 0 ? '' : link };
}

/** @param {(arrival: Arrival) => void} take */
export function takeArrivals(take) {
  /** A link or a text of this page, dragged by accident, does nothing. */
  let isOfPage = false;
  document.addEventListener('dragstart', () => {
    isOfPage = true;
  });
  document.addEventListener('dragend', () => {
    isOfPage = false;
  });
  document.addEventListener('dragover', (event) => {
    const { dataTransfer } = event;
    if (dataTransfer && (holdsFiles(dataTransfer) || !isOfField(event))) event.preventDefault();
  });
  document.addEventListener('drop', (event) => {
    const { dataTransfer } = event;
    if (!dataTransfer || event.defaultPrevented) return;
    if (!holdsFiles(dataTransfer) && isOfField(event)) return;
    event.preventDefault();
    const arrival = arrivalOf(dataTransfer);
    const isNothing = !holdsFiles(dataTransfer) && arrival.link === '';
    if (!isOfPage && !isNothing) take(arrival);
  });
  document.addEventListener('paste', (event) => {
    const { clipboardData } = event;
    if (!clipboardData || event.defaultPrevented) return;
    const arrival = arrivalOf(clipboardData);
    const isLink = arrival.link.includes('#') && !isOfField(event);
    if (arrival.files.length + arrival.folders.length === 0 && !isLink) return;
    event.preventDefault();
    take(arrival);
  });
}
