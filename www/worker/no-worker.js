/**
 * Says why the browser has no worker for the page: browsers give no reason, or give it to the console
 * alone. A new worker would end the same way, so none is tried.
 */

/** A worker that was not even opened. */
export class NoWorker extends Error {
  /**
   * @param {string} message
   * @param {'script' | 'frame'} [kind] frame: the page has an opaque origin, which owns no address
   */
  constructor(message, kind = 'script') {
    super(message);
    this.kind = kind;
  }
}

/**
 * A page of opaque origin owns no address, so the browser gives it no worker.
 * @param {{origin: string, isFile: boolean, isFramed: boolean}} page
 * @returns {NoWorker | null} null: the origin is no hindrance
 */
export function hindranceOf({ origin, isFile, isFramed }) {
  if (origin !== 'null') return null;
  if (isFile) {
    return new NoWorker('the page was opened from a folder; open it from a web server');
  }
  const isCutOff = 'is cut off from its own site (sandbox without allow-same-origin)';
  if (!isFramed)
    return new NoWorker(`the page ${isCutOff} by the host’s policy, which must change`);
  const text = `this frame ${isCutOff}, so the browser gives it no worker; open the page in its own tab`;
  return new NoWorker(text, 'frame');
}

/** What the policy of the host has forbidden, by address. @type {Map<string, string>} */
const forbidden = new Map();

globalThis.document?.addEventListener('securitypolicyviolation', (event) => {
  forbidden.set(event.blockedURI, event.effectiveDirective);
});

/**
 * @param {string} url of a worker's script that did not start
 * @param {(url: string) => Promise<Response>} fetch
 * @returns {Promise<string>} the cause and the remedy, as a part of a sentence
 */
export async function whyNoWorker(url, fetch) {
  const name = url.split('/').pop() ?? url;
  const directive = forbidden.get(url);
  if (directive) {
    return `the host’s policy (Content-Security-Policy: ${directive}) forbids ${name}; the host must allow 'self'`;
  }
  let answer;
  try {
    answer = await fetch(url);
  } catch {
    return `${name} could not be fetched; is the network there?`;
  }
  const type = (answer.headers.get('Content-Type') ?? '').split(';')[0].trim();
  if (!answer.ok) return `the server answered ${answer.status} for ${name}; reload the page`;
  if (/html/.test(type)) return `the server sends a web page in place of ${name}; reload the page`;
  if (!/javascript|ecmascript/.test(type)) {
    return `the server sends ${name} as ${type || 'a file without a type'}; it must send it as text/javascript`;
  }
  return (
    `the browser did not start ${name}; update the browser, or reload the page: the file may have been ` +
    'cut short, or the host’s header Cross-Origin-Embedder-Policy may forbid it'
  );
}
