/**
 * Asks the lanes what the figures want to know: what somebody looks at, not too often, and at rest,
 * seen or not, until every figure shows the step that the run stands at: its words are read and
 * printed unseen too. What shows the past is asked at the start and now and then as well, or it would
 * be empty when somebody comes to look. While somebody looks back, the figures that follow are asked
 * for the last kept step before that moment.
 */

/** @typedef {import('../worker/protocol.js').Wants} Wants */
/** @typedef {import('./lane-record.js').LaneRecord} LaneRecord */
/** @typedef {import('../worker/lane-worker.js').LaneEvent} LaneEvent */
/**
 * @typedef {object} Subject
 * @property {{isSeen: boolean}} figure whether somebody looks at it
 * @property {boolean} remembers whether it shows the past too
 * @property {boolean} follows whether it shows the moment that the visitor looks back to
 * @property {(lane: LaneRecord) => Wants | null} wants
 */

/** Between two questions to a running lane. */
const EVERY_MS = 250;
const UNSEEN_EVERY_MS = 1000;

export class Inspector {
  /**
   * @param {{ask: (id: string, wants: Wants, step?: number) => void, now: () => number,
   *   stepBefore: (id: string, step: number) => number}} options step: one that is looked back to;
   *   stepBefore: the last one before that can be
   */
  constructor(options) {
    this.options = options;
    /** @type {Subject[]} */
    this.subjects = [];
    this.lastAsked = Number.NEGATIVE_INFINITY;
    this.lastAskedForAll = Number.NEGATIVE_INFINITY;
  }

  /**
   * Of two figures that want different things under one key, the one that came first gets its own.
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
   * @param {number} [step] not now
   */
  #ask(lane, wants, step) {
    const { inspection } = lane;
    if (inspection.asked || Object.keys(wants).length === 0) return;
    inspection.asked = wants;
    inspection.askedBack = step ?? null;
    this.options.ask(lane.id, wants, step);
  }

  /**
   * What is still unknown of the moment that the visitor looks back to.
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
   * All lanes have reached a round's step and have not been told the next.
   * @param {LaneRecord[]} lanes
   * @param {number | null} [moment] that the visitor looks back to
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
   * The run stands still; to be called whenever something has changed.
   * @param {LaneRecord[]} lanes
   * @param {number | null} [moment] that the visitor looks back to
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
   * To be called before anybody else acts on the event: what is asked then is answered first.
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
      // Whatever was asked of a worker that had to be replaced is not answered any more.
      lane.inspection.asked = null;
      // Also where a run was opened: what is measured counts from there.
      if (Object.keys(lane.inspection.first).length === 0)
        this.#ask(
          lane,
          this.#wants(lane, (subject) => subject.remembers),
        );
    }
  }
}
