/** A worker that does nothing by itself: the test posts its messages. */
export class SilentWorker {
  /** @type {any[]} */ heard = [];
  isOver = false;
  /** @type {((event: any) => void) | null} */ onmessage = null;
  /** @type {((event: any) => void) | null} */ onerror = null;

  /** @param {any} request */
  postMessage(request) {
    this.heard.push(request);
  }

  terminate() {
    this.isOver = true;
  }

  /** @param {object} data */
  say(data) {
    this.onmessage?.({ data });
  }

  /** @param {string} message what the browser says, or '' */
  breakDown(message) {
    this.onerror?.({ message, preventDefault() {} });
  }
}
