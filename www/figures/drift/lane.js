/** One rule's row of the stage: name and formula, drift canvas, twin gap, accuracy. */
import { lineSample } from '../../charts/figure.js';
import { laneStyle } from '../../charts/palette.js';
import { element, setAttribute, setReading, setText } from '../../page/element.js';
import { explainButton } from '../../page/explain.js';
import { formatNumber, formatPlain } from '../../words/format.js';
import { gapText } from '../../words/phrases.js';
import { DriftView } from './drift.js';
import { accuracyText, silentText } from './words.js';

/** @typedef {import('../../run/lane-record.js').LaneRecord} LaneRecord */
/** @typedef {import('../../link/state.js').Rule} Rule */

/**
 * @param {string} name
 * @param {string} [className]
 */
function output(name, className = '') {
  return element('output', {
    'data-reading': name,
    'data-value': '',
    class: className,
    translate: 'no',
    dir: 'ltr',
  });
}

export class LaneView {
  /**
   * @param {Rule} rule
   * @param {{id: string, rule: string, label: string, repetition: number}} lane
   * @param {(step: number | null) => void} onCursor
   * @param {{canvas: Node, count: Node}} diagonal the lane's first picture, and its count in words
   */
  constructor(rule, lane, onCursor, diagonal) {
    this.rule = rule;
    this.label = lane.label;
    const heading = `lane-${lane.id}`;
    this.article = element('article', {
      class: 'lane',
      'data-lane': lane.id,
      'data-rule': rule.id,
      'aria-labelledby': heading,
    });
    this.readings = {
      rate: output('rate'),
      hash: output('hash'),
      gap: output('gap', 'figure-value'),
      loss: output('loss'),
      accuracy: output('accuracy', 'figure-value'),
    };
    /** The whole hash, in its explanation; the row has room for the beginning only. */
    this.hash = element('p', { translate: 'no', dir: 'ltr' });
    this.twinLoss = element('span', {});
    this.twinAccuracy = element('p', { class: 'detail' });
    this.accuracyDetail = element('p', { class: 'detail' });
    this.message = element('p', { class: 'lane-message' });
    const drift = element('div', { class: 'lane-drift' });
    this.article.append(
      this.#title(heading, laneStyle(lane)),
      diagonal.canvas,
      drift,
      this.#gap(diagonal.count),
      this.#accuracy(),
      this.message,
    );
    this.drift = new DriftView(drift, lane.label, rule.fixesNorms, onCursor);
  }

  /**
   * @param {string} id
   * @param {import('../../charts/palette.js').RuleStyle} style
   */
  #title(id, { hue, dash }) {
    const name = element('h2', { class: 'rule-name', id, translate: 'no' });
    name.append(lineSample(hue, dash), this.label);
    const title = element('div', { class: 'explained' }, name);
    title.append(explainButton(this.rule.id, this.rule.label));
    const clauses = this.rule.formula.split(/(?<=,) /).map((text) => element('span', {}, text));
    return element(
      'div',
      { class: 'lane-title' },
      title,
      element('p', { class: 'formula', translate: 'no', dir: 'ltr' }, ...clauses),
      element('p', { class: 'detail rule-label' }, this.rule.label),
      element(
        'p',
        { class: 'detail' },
        'rate ',
        this.readings.rate,
        explainButton('rate', 'Learning rate'),
      ),
      element(
        'p',
        { class: 'detail' },
        'weights ',
        this.readings.hash,
        explainButton('hash', 'Hash of the weights'),
      ),
    );
  }

  /** @param {Node} count */
  #gap(count) {
    return element(
      'div',
      { class: 'lane-figure lane-gap' },
      element('p', { class: 'column-name' }, 'Twin gap', explainButton('twin-gap', 'Twin gap')),
      element('p', { class: 'figure-line' }, this.readings.gap),
      count,
      element('p', { class: 'detail' }, 'loss ', this.readings.loss, explainButton('loss', 'Loss')),
      element('p', { class: 'detail' }, this.twinLoss),
    );
  }

  #accuracy() {
    return element(
      'div',
      { class: 'lane-figure lane-accuracy' },
      element(
        'p',
        { class: 'column-name' },
        'Test accuracy',
        explainButton('accuracy', 'Test accuracy'),
      ),
      element('p', { class: 'figure-line' }, this.readings.accuracy),
      this.twinAccuracy,
      this.accuracyDetail,
    );
  }

  /**
   * @param {LaneRecord} lane
   * @param {import('./drift.js').Axes} axes
   * @param {{isRunning: boolean, areNumbersDue: boolean}} view
   * @param {boolean} mayRepaint
   * @returns {boolean} whether the whole drift picture was painted, as `DriftView.update` says
   */
  update(lane, axes, { isRunning, areNumbersDue }, mayRepaint) {
    setAttribute(this.article, 'data-state', lane.state(isRunning));
    setAttribute(this.article, 'data-step', String(lane.step));
    if (areNumbersDue) this.#write(lane);
    return this.drift.update(lane, axes, isRunning, mayRepaint);
  }

  /** @param {LaneRecord} lane */
  #write(lane) {
    const { readings } = this;
    setReading(readings.rate, formatPlain(lane.rate), lane.rate);
    setReading(readings.hash, lane.hash.slice(0, 8) || '…', lane.hash);
    setText(this.hash, `${lane.label} ${lane.hash.replace(/.{8}/g, '$& ') || '…'}`);
    setReading(readings.gap, gapText(lane.livingGap), lane.gap);
    setReading(readings.loss, formatNumber(lane.loss), lane.loss);
    setText(this.twinLoss, lane.hasTwin ? `twin ${formatNumber(lane.twinLoss)}` : '');
    const { test } = lane;
    const { value, twin, detail } = accuracyText(test);
    setReading(readings.accuracy, value, test ? test.correct / test.of : '');
    setText(this.twinAccuracy, twin);
    setText(this.accuracyDetail, test || !lane.end ? detail : 'no test before it stopped');
    setText(this.message, lane.message || (lane.isSilent ? silentText(lane) : ''));
  }
}
