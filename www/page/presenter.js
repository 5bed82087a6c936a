/** The presenter view: one figure at a time in large type; the keys of a clicker change it. */
import { element } from './element.js';
import { giveFocus } from './focus.js';
import { keyName } from './key-name.js';

/** In some browsers each arrow key chooses an experiment; passing over one must not start it. */
const SETTLED_MS = 400;
/** Figures in the order of the page; a figure inside another is a part of that figure. */
const FIGURES = 'main .stage, main .why, main .by-hand, main figure';
/** Parts that use the arrows themselves while they have focus, and parts that take letters and signs:
 * no chart and no slider does, and there the point would do a step. */
const OF_ARROWS = '[role="application"], input, select';
const OF_SIGNS = '[type="text"], select';
/** The run's buttons and the words about its rest: they move into the bar while the bar shows. */
const GUESTS = ['.transport .buttons', '#at-rest'];

/** The figures that can be shown: no figure that is hidden or replaced by words. */
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

/** Moving an element takes its focus away; this gives it back. @param {() => void} move */
function keepingFocus(move) {
  const focused = document.activeElement;
  move();
  if (focused instanceof HTMLElement && focused !== document.activeElement) focused.focus();
}

export class PresenterView {
  /** @param {{load: () => Promise<unknown>}} options load: loads the missing figures */
  constructor(options) {
    this.options = options;
    this.index = 0;
    /** @type {HTMLElement[]} */
    this.figures = [];
    /** Each function moves a guest of the bar back to its place. @type {(() => void)[]} */
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
    this.next = button('Next', () => this.move(1));
    /** The element from which the visitor came. @type {Element | null} */
    this.opener = null;
    this.bar = element(
      'nav',
      { class: 'presenter-bar', 'aria-label': 'Presenter view', tabindex: -1 },
      this.experiment,
      this.place,
      button('Previous', () => this.move(-1)),
      this.next,
      button('Leave', () => this.leave()),
    );
    this.bar.hidden = true;
    const blank = () => this.#blank(true);
    /** What the keys of a clicker, and of presentation programs, do here. @type {Record<string, () => void>} */
    this.keys = {
      PageDown: () => this.move(1),
      PageUp: () => this.move(-1),
      ArrowRight: () => this.move(1),
      ArrowLeft: () => this.move(-1),
      F5: () => this.#show(0),
      Escape: () => this.leave(),
      b: blank,
      '.': blank,
    };
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
    this.opener = document.activeElement;
    this.figures = figuresNow();
    document.body.setAttribute('data-presenter', '');
    this.bar.hidden = false;
    this.#invite();
    this.#nameExperiment();
    this.#show(0);
    // Not to a button: Space goes on with the run here.
    giveFocus([this.bar]);
    this.options.load();
  }

  #invite() {
    const guests = GUESTS.map((name) => /** @type {HTMLElement} */ (document.querySelector(name)));
    this.returns = guests.map((guest) => {
      // A mark of our own: a neighbour can have been replaced meanwhile, as by a translator.
      const mark = document.createComment('');
      guest.before(mark);
      return () => mark.replaceWith(guest);
    });
    keepingFocus(() => this.bar.prepend(...guests));
  }

  /** Chooses the present experiment; a page at rest draws nothing, so entering the view calls this. */
  #nameExperiment() {
    const current = this.links.find((link) => link.hasAttribute('aria-current'));
    this.experiment.value = current?.hash ?? '';
  }

  /** Called after each drawing of the page: figures may have come or gone. */
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
    this.#blank(false);
    keepingFocus(() => {
      for (const goHome of this.returns) goHome();
    });
    this.bar.hidden = true;
    this.#clear();
    giveFocus([this.opener, document.getElementById('present')]);
  }

  /** @param {number} by */
  move(by) {
    const shown = this.figures[this.index];
    this.figures = figuresNow();
    const place = this.figures.indexOf(shown);
    // If the figure has gone, the next figure has its index.
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
    // The elements around the figure stay visible; their other children do not.
    for (
      let parent = figure.parentElement;
      parent && parent !== document.body;
      parent = parent.parentElement
    ) {
      parent.setAttribute('data-presented', 'way');
    }
    if (figure !== before) scrollTo(0, 0);
    // Only screen readers need the title here: the figure itself shows it.
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
    // An open dialog or popover takes the keys first.
    if (document.querySelector('dialog[open], :popover-open')) return;
    const key = keyName(event);
    const does = this.isBlank ? () => this.#blank(false) : this.keys[key];
    if (!does) return;
    const isOfEverybody = ['Escape', 'F5', 'PageDown', 'PageUp'].includes(key);
    const users = key.startsWith('Arrow') ? OF_ARROWS : OF_SIGNS;
    const { target } = event;
    const isOfPart =
      target instanceof Element && target !== this.experiment && target.closest(users);
    if (!this.isBlank && isOfPart && !isOfEverybody) return;
    event.preventDefault();
    event.stopPropagation();
    does();
  };

  get isBlank() {
    return document.body.hasAttribute('data-blank');
  }

  /**
   * A black screen, as presentation programs have it; any key ends it.
   * @param {boolean} isBlank
   */
  #blank(isBlank) {
    document.body.toggleAttribute('data-blank', isBlank);
  }
}
