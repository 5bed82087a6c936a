/**
 * Asks the lanes for the numbers that the figures need. While the run plays, it asks for figures
 * that somebody looks at, not too often. At rest it asks for all figures, seen or not, until each
 * shows the present step: the words of unseen figures are read aloud and printed too. For figures
 * that show the past it also asks at the start and now and then, or they would be empty when
 * somebody comes to look. While the visitor looks back, it asks for the figures that follow at the
 * last kept step before that moment.
 */

/** @typedef {import('../worker/protocol.js').Wants} Wants */
/** @typedef {import('./lane-record.js').LaneRecord} LaneRecord */
/** @typedef {import('../worker/lane-worker.js').LaneEvent} LaneEvent */
/**
 * @typedef {object} Subject
 * @property {{isSeen: boolean}} figure whether somebody looks at it
 * @property {boolean} remembers whether the figure shows the past too
 * @property {boolean} follows whether the figure shows the moment that the visitor looks back to
 * @property {(lane: LaneRecord) => Wants | null} wants
 */

/** Time between two questions to a running lane, in ms. */
const EVERY_MS = 250;
const UNSEEN_EVERY_MS = 1000;

export class Inspector {
  /**
   * @param {{ask: (id: string, wants: Wants, step?: number) => void, now: () => number,
   *   stepBefore: (id: string, step: number) => number}} options step: a past step; stepBefore: the
   *   last step, at or before the given step, whose weights the lane keeps
   */
  constructor(options) {
    this.options = options;
    /** @type {Subject[]} */
    this.subjects = [];
    this.lastAsked = Number.NEGATIVE_INFINITY;
    this.lastAskedForAll = Number.NEGATIVE_INFINITY;
  }

  /**
   * Adds a figure. If two figures want different things under the same key, the figure that was
   * registered first gets its answer.
   * @param {Subject} subject
   */
  register(subject) {
    this.subjects.push(subject);
  }

  /**
   * @param {LaneRecord} lane
   * @param {(subject: Subject) => boolean} counts
   * @returns {Wants}
   */
  #wants(lane, counts) {
    return Object.assign(
      {},
      ...this.subjects
        .filter(counts)
        .map((subject) => subject.wants(lane))
        .reverse(),
    );
  }

  /**
   * @param {LaneRecord} lane
   * @param {Wants} wants
   * @param {number} [step] a past step
   */
  #ask(lane, wants, step) {
    const { inspection } = lane;
    if (inspection.asked || Object.keys(wants).length === 0) return;
    inspection.asked = wants;
    inspection.askedBack = step ?? null;
    this.options.ask(lane.id, wants, step);
  }

  /**
   * Asks for the readings that are missing at the moment that the visitor looks back to.
   * @param {LaneRecord} lane
   * @param {number | null} moment
   */
  #askBack(lane, moment) {
    if (moment === null) {
      lane.inspection.back = {};
      return;
    }
    const step = this.options.stepBefore(lane.id, moment);
    const wants = this.#wants(lane, ({ follows }) => follows);
    this.#ask(lane, lane.inspection.missing(wants, step, true), step);
  }

  /**
   * To be called when all lanes have reached a round's step, before the next round begins.
   * @param {LaneRecord[]} lanes
   * @param {number | null} [moment] the moment that the visitor looks back to
   */
  roundDone(lanes, moment = null) {
    const now = this.options.now();
    if (now - this.lastAsked < EVERY_MS) return;
    this.lastAsked = now;
    const forAll = now - this.lastAskedForAll >= UNSEEN_EVERY_MS;
    if (forAll) this.lastAskedForAll = now;
    const counts = (/** @type {Subject} */ { figure, remembers }) =>
      figure.isSeen || (forAll && remembers);
    for (const lane of lanes) {
      if (lane.end !== '') continue;
      this.#askBack(lane, moment);
      this.#ask(lane, this.#wants(lane, counts));
    }
  }

  /**
   * To be called at rest, whenever something has changed.
   * @param {LaneRecord[]} lanes
   * @param {number | null} [moment] the moment that the visitor looks back to
   */
  rest(lanes, moment = null) {
    for (const lane of lanes) {
      if (lane.end !== '' || !lane.isStarted) continue;
      this.#askBack(lane, moment);
      const wants = this.#wants(lane, () => true);
      this.#ask(lane, lane.inspection.missing(wants, lane.step));
    }
  }

  /**
   * To be called before anybody else acts on the event, so that the lane answers this question
   * first.
   * @param {LaneRecord | undefined} lane
   * @param {LaneEvent} event
   */
  hear(lane, event) {
    if (!lane) return;
    if (event.type === 'replaced') lane.inspection.asked = null;
    if (event.type !== 'answer') return;
    const { answer } = event;
    if (answer.type === 'inspection') lane.inspection.take(answer.wants, answer);
    else if (answer.type === 'refused' && answer.request === 'inspect') {
      const { asked, askedBack } = lane.inspection;
      const of = { step: askedBack ?? lane.step, isPast: askedBack !== null };
      lane.inspection.take(asked ?? {}, of);
    } else if (answer.type === 'started') {
      // A worker that was replaced does not answer any more.
      lane.inspection.asked = null;
      // An opened run asks here too: its first measurement is at this step.
      if (Object.keys(lane.inspection.first).length === 0)
        this.#ask(
          lane,
          this.#wants(lane, (subject) => subject.remembers),
        );
    }
  }
}
