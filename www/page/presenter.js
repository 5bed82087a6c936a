/** The presenter view: one figure at a time in large type, moved through by the keys of a clicker. */
import { element } from './element.js';

/** In some browsers each press of an arrow key chooses; what is only passed by must not begin. */
const SETTLED_MS = 400;
/** Figures in the order of the page; one inside another counts as a part of it. */
const FIGURES = 'main .stage, main .why, main .by-hand, main figure';
/** What moves the run and says why it rests: part of the bar while the bar is there. */
const GUESTS = ['.transport .buttons', '#at-rest'];

/** Those that can be shown: nothing that the page itself keeps back, or puts words in place of. */
function figuresNow() {
  const all = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(FIGURES));
  return [...all].filter((figure) => {
    const isWhole = !figure.parentElement?.closest(FIGURES);
    return isWhole && !figure.closest('[hidden], details:not([open]), .is-replaced');
  });
}

/** @param {Element} figure */
function titleOf(figure) {
  const heading = figure.querySelector('h2, h3') ?? figure.querySelector('figcaption');
  return figure.getAttribute('aria-label') ?? heading?.textContent ?? '';
}

/** What is moved on the page loses the focus. @param {() => void} move */
function keepingFocus(move) {
  const focused = document.activeElement;
  move();
  if (focused instanceof HTMLElement && focused !== document.activeElement) focused.focus();
}

export class PresenterView {
  /** @param {{load: () => Promise<unknown>}} options load: brings the figures not there yet */
  constructor(options) {
    this.options = options;
    this.index = 0;
    /** @type {HTMLElement[]} */
    this.figures = [];
    /** Brings each guest of the bar back to its place on the page. @type {(() => void)[]} */
    this.returns = [];
    this.place = element('p', { role: 'status' });
    /** @param {string} text @param {() => void} action */
    const button = (text, action) => {
      const made = element('button', { type: 'button' }, text);
      made.addEventListener('click', action);
      return made;
    };
    this.links = [
      .../** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('#presets a')),
    ];
    this.experiment = element(
      'select',
      { 'aria-label': 'Experiment' },
      element('option', { value: '', hidden: '', disabled: '' }, 'Try'),
      ...this.links.map(({ hash, text }) => element('option', { value: hash }, text)),
    );
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let settling;
    this.experiment.addEventListener('change', () => {
      clearTimeout(settling);
      settling = setTimeout(() => {
        location.hash = this.experiment.value;
      }, SETTLED_MS);
    });
    this.bar = element(
      'nav',
      { class: 'presenter-bar', 'aria-label': 'Presenter view' },
      this.experiment,
      this.place,
      button('Previous', () => this.move(-1)),
      button('Next', () => this.move(1)),
      button('Leave', () => this.leave()),
    );
    this.bar.hidden = true;
    document.body.append(this.bar);
    document.addEventListener('keydown', this.#onKey, { capture: true });
  }

  get isOn() {
    return document.body.hasAttribute('data-presenter');
  }

  toggle() {
    if (this.isOn) this.leave();
    else this.enter();
  }

  enter() {
    this.figures = figuresNow();
    document.body.setAttribute('data-presenter', '');
    this.bar.hidden = false;
    this.#invite();
    this.#nameExperiment();
    this.#show(0);
    this.options.load();
  }

  #invite() {
    const guests = GUESTS.map((name) => /** @type {HTMLElement} */ (document.querySelector(name)));
    this.returns = guests.map((guest) => {
      const { parentNode, nextSibling } = guest;
      return () => parentNode?.insertBefore(guest, nextSibling);
    });
    keepingFocus(() => this.bar.prepend(...guests));
  }

  /** A page at rest draws nothing, so that nobody else would say it. */
  #nameExperiment() {
    const current = this.links.find((link) => link.hasAttribute('aria-current'));
    this.experiment.value = current?.hash ?? '';
  }

  /** After each drawing of the page: figures have come, or have nothing to show now. */
  update() {
    if (!this.isOn) return;
    if (document.activeElement !== this.experiment) this.#nameExperiment();
    const figures = figuresNow();
    const isSame = figures.every((figure, index) => figure === this.figures[index]);
    if (!isSame || figures.length !== this.figures.length) this.move(0);
  }

  leave() {
    if (!this.isOn) return;
    document.body.removeAttribute('data-presenter');
    keepingFocus(() => {
      for (const goHome of this.returns) goHome();
    });
    this.bar.hidden = true;
    this.#clear();
  }

  /** @param {number} by */
  move(by) {
    const shown = this.figures[this.index];
    this.figures = figuresNow();
    const place = this.figures.indexOf(shown);
    // Where it has gone, its place is the next one's.
    if (place >= 0) this.index = place;
    this.#show(Math.max(0, Math.min(this.figures.length - 1, this.index + by)));
  }

  /** @param {number} index */
  #show(index) {
    const before = document.querySelector('[data-presented="figure"]');
    this.#clear();
    this.index = index;
    const figure = this.figures[index];
    figure.setAttribute('data-presented', 'figure');
    // The way down to the figure stays; its siblings do not.
    for (
      let parent = figure.parentElement;
      parent && parent !== document.body;
      parent = parent.parentElement
    ) {
      parent.setAttribute('data-presented', 'way');
    }
    if (figure !== before) scrollTo(0, 0);
    // Whoever sees the figure sees its title.
    this.place.replaceChildren(
      `${index + 1} of ${this.figures.length}`,
      element('span', { class: 'unseen' }, `: ${titleOf(figure)}`),
    );
  }

  #clear() {
    for (const shown of document.querySelectorAll('[data-presented]')) {
      shown.removeAttribute('data-presented');
    }
  }

  #onKey = (/** @type {KeyboardEvent} */ event) => {
    if (!this.isOn || event.ctrlKey || event.metaKey || event.altKey) return;
    // What lies on top is closed first.
    if (document.querySelector('dialog[open], :popover-open')) return;
    const moves = { PageDown: 1, PageUp: -1, ArrowRight: 1, ArrowLeft: -1 };
    const by = moves[/** @type {keyof typeof moves} */ (event.key)];
    if (event.key !== 'Escape' && by === undefined) return;
    const isOfChart =
      event.target instanceof Element &&
      event.target !== this.experiment &&
      event.target.closest('[role="application"], input, select');
    if (event.key.startsWith('Arrow') && isOfChart) return;
    event.preventDefault();
    event.stopPropagation();
    if (by === undefined) this.leave();
    else this.move(by);
  };
}
