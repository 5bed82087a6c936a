/** The page's address: reads settings from its hash and writes the page's settings into it. */
import { repairHash } from '../link/repair.js';
import { formatHash, runSpec } from '../link/spelling.js';
import { parseHash } from '../link/state.js';

/** @typedef {import('../link/state.js').Catalog} Catalog */
/** @typedef {import('../link/state.js').State} State */
/** @typedef {import('../link/settings.js').Problem} Problem */

/** Whether settings stand behind a question mark: somebody lost the # of the link. */
const areInQuery = () => /^\?(v|lanes)=/.test(location.search);

/**
 * The settings in the address. A hash that names a place on the page, as the skip link's does, has
 * no settings.
 * @param {string} current hash, returned where the address names a place
 */
function hashOf(current = '') {
  const isLost = location.hash === '' && areInQuery();
  const named = (isLost ? location.search : location.hash).replace(/^[#?]/, '');
  return document.getElementById(named) ? current : named;
}

export class Address {
  /** @param {Catalog} catalog */
  constructor(catalog) {
    this.catalog = catalog;
    this.hash = hashOf();
    /** The state in the address when the page was opened. */
    this.opened = this.#read();
  }

  #read() {
    const read = parseHash(repairHash(this.hash), this.catalog);
    /**
     * The spelling of a state that the page could not read whole from the address. While the visitor
     * changes nothing, the address stays: it can hold what a later version, or a person, understands.
     */
    this.notUnderstood = read.problems.length > 0 ? formatHash(read.state, this.catalog) : null;
    return read;
  }

  /** @param {(read: {state: State, problems: Problem[]}) => void} onLink called when the visitor follows a link */
  follow(onLink) {
    addEventListener('hashchange', () => {
      const named = hashOf(this.hash);
      if (named === this.hash) {
        this.#show();
        return;
      }
      this.hash = named;
      onLink(this.#read());
    });
  }

  /**
   * Writes the page's state into the address.
   * @param {State} state
   * @returns {string} its hash
   */
  write(state) {
    const wanted = formatHash(state, this.catalog);
    if (wanted === this.notUnderstood) return wanted;
    this.notUnderstood = null;
    if (wanted !== this.hash) {
      this.hash = wanted;
      this.#show();
    }
    return wanted;
  }

  /** @param {string} hash as this page would spell it */
  respell(hash) {
    return formatHash(parseHash(hash, this.catalog).state, this.catalog);
  }

  #show() {
    const { pathname, search } = location;
    const page = pathname + (areInQuery() ? '' : search);
    history.replaceState(null, '', this.hash === '' ? page : `${page}#${this.hash}`);
  }

  /**
   * A link to the run with everything that it depends on.
   * @param {State} state
   */
  whole(state) {
    return new URL(`#${formatHash(state, this.catalog, true)}`, location.href).href;
  }

  /**
   * What is saved with each picture and table, so that others can make it again.
   * @param {import('../run/session.js').Session} session
   * @returns {import('../charts/save.js').Origin}
   */
  originOf({ state, step, moment, source }) {
    const back = moment.cursor === null ? '' : `, looking back to ${moment.cursor}`;
    return {
      link: this.whole(state),
      notes: [
        `scale drift ${this.catalog.version}`,
        `images ${source?.name}`,
        `step ${step}${back}`,
        ...state.lanes.map((lane) => `lane ${lane.id}: ${runSpec(state, lane)}`),
      ],
    };
  }
}
