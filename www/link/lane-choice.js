/** A lane that the visitor has chosen: a rule and its numbers, and how a link spells them. */
import { readWhole } from './numbers.js';
import { readValue } from './settings.js';

/** @typedef {import('./state.js').Catalog} Catalog */
/** @typedef {import('./settings.js').Values} Values */
/** @typedef {{step: number, rate: number, schedule: string}} PaceChange */
/**
 * @typedef {{id: string, rule: string, values: Values, changes: PaceChange[]}} LaneChoice
 *   values: rate, schedule and the rule's other settings at step 0; changes: made by hand later
 */

/**
 * A lane with every setting at its default.
 * @param {Catalog} catalog
 * @param {string} id
 * @param {string} ruleId id of a rule in the catalogue
 * @returns {LaneChoice}
 */
export function laneOf(catalog, id, ruleId) {
  const rule = catalog.rules.find((entry) => entry.id === ruleId);
  if (!rule) throw new RangeError(`there is no rule ${ruleId}`);
  /** @type {Values} */
  const values = {};
  for (const key of rule.reads) {
    values[key] = catalog.laneSettings.find((setting) => setting.key === key)?.default ?? '';
  }
  return { id, rule: ruleId, values: { ...values, rate: rule.learningRate }, changes: [] };
}

/**
 * The greatest number of lanes.
 * @param {Catalog} catalog
 */
export const mostLanes = ({ link }) => link.laneIds.length;

/**
 * @param {LaneChoice[]} lanes
 * @param {Catalog} catalog
 */
export function freeId(lanes, { link }) {
  return [...link.laneIds].find((id) => lanes.every((lane) => lane.id !== id)) ?? '';
}

/**
 * The rule that a new lane shows first: a rule of the default lanes that no lane has, else Adam,
 * which trains most networks today and does not keep twins together either.
 * @param {LaneChoice[]} lanes fewer than the greatest number
 * @param {Catalog} catalog
 */
export function nextRule(lanes, { defaults }) {
  const isFree = (/** @type {string} */ id) => lanes.every(({ rule }) => rule !== id);
  return defaults.rules.find(isFree) ?? 'adam';
}

/**
 * Rate and schedule after the given number of steps.
 * @param {LaneChoice} lane
 * @param {number} step
 */
export function paceAt({ values, changes }, step) {
  const past = changes.filter((change) => change.step <= step);
  const last = past[past.length - 1];
  return last ?? { step: 0, rate: Number(values.rate), schedule: String(values.schedule) };
}

/**
 * Spells `rule:rate:schedule:…`, the settings in the rule's own order, without the defaults.
 * @param {LaneChoice} lane
 * @param {Catalog} catalog
 * @param {boolean} isWhole whether to spell the defaults too
 */
export function spellLane({ rule, values }, catalog, isWhole) {
  const usual = laneOf(catalog, 'a', rule).values;
  const parts = Object.keys(usual).map((key) =>
    !isWhole && values[key] === usual[key] ? '' : String(values[key]),
  );
  return [rule, ...parts].join(':').replace(/:+$/, '');
}

/**
 * @param {string} text lanes as a link spells them
 * @param {Catalog} catalog
 * @returns {{lanes: LaneChoice[], problems: string[]}} no lanes when a rule is unknown; the first
 *   lanes when the text has too many
 */
export function readLanes(text, catalog) {
  const spelled = text.split(',');
  const most = mostLanes(catalog);
  /** @type {LaneChoice[]} */
  const lanes = [];
  const problems = [];
  for (const [place, part] of spelled.slice(0, most).entries()) {
    const [rule, ...numbers] = part.split(':');
    if (!catalog.rules.some((entry) => entry.id === rule)) {
      const known = catalog.rules.map((entry) => entry.id).join(', ');
      return { lanes: [], problems: [`Unknown rule “${rule}”; known are ${known}.`] };
    }
    const lane = laneOf(catalog, catalog.link.laneIds[place], rule);
    problems.push(...takeNumbers(lane, numbers, catalog));
    lanes.push(lane);
  }
  if (spelled.length > most) problems.push(`The page has room for ${most} lanes.`);
  return { lanes, problems };
}

/**
 * Puts the numbers of a link into a lane. A number out of range becomes the nearest allowed number;
 * where the text is no number, the lane keeps its own.
 * @param {LaneChoice} lane
 * @param {string[]} numbers
 * @param {Catalog} catalog
 */
function takeNumbers({ rule, values }, numbers, catalog) {
  const keys = Object.keys(values);
  const problems = [];
  if (numbers.length > keys.length) problems.push(`${rule} takes only ${keys.join(', ')}.`);
  for (const [place, key] of keys.entries()) {
    const setting = catalog.laneSettings.find((entry) => entry.key === key);
    if (!setting || !numbers[place]) continue;
    const read = readValue(setting, numbers[place]);
    values[key] = 'value' in read ? read.value : (read.nearest ?? values[key]);
    if ('message' in read) problems.push(`${rule}: ${read.message} ${values[key]} is used.`);
  }
  return problems;
}

/**
 * Spells the changes of all lanes as `a:step:rate:schedule`. The letter tells the lane's place; a
 * schedule is written only where it changes.
 * @param {LaneChoice[]} lanes
 * @param {Catalog} catalog
 */
export function spellChanges(lanes, { link: { laneIds } }) {
  return lanes
    .flatMap((lane, place) => spellLaneChanges(lane).map((change) => `${laneIds[place]}:${change}`))
    .join(',');
}

/**
 * Spells one lane's changes as the engine reads them.
 * @param {LaneChoice} lane
 */
export function spellLaneChanges({ values, changes }) {
  let before = values.schedule;
  return changes.map(({ step, rate, schedule }) => {
    const isSame = schedule === before;
    before = schedule;
    return isSame ? `${step}:${rate}` : `${step}:${rate}:${schedule}`;
  });
}

/**
 * Puts the changes that a link spells into its lanes.
 * @param {string} text
 * @param {LaneChoice[]} lanes
 * @param {Catalog} catalog
 * @returns {string} '' when the lanes took all changes, else why they took none
 */
export function takeChanges(text, lanes, catalog) {
  const most = catalog.byHand.changes;
  const refusal = `changes must be lane:step:rate in order of steps, at most ${most} for a lane, not “${text}”.`;
  /** @type {PaceChange[][]} */
  const taken = lanes.map(() => []);
  for (const change of text === '' ? [] : text.split(',')) {
    const cut = change.indexOf(':');
    const place = cut === 1 ? catalog.link.laneIds.indexOf(change[0]) : -1;
    const lane = lanes[place];
    if (!lane) return refusal;
    const changes = taken[place];
    const before = changes[changes.length - 1] ?? { step: -1, schedule: lane.values.schedule };
    const read = readChange(change.slice(2), String(before.schedule), catalog);
    if (!read || read.step <= before.step || changes.length === most) return refusal;
    changes.push(read);
  }
  for (const [place, lane] of lanes.entries()) lane.changes = taken[place];
  return '';
}

/**
 * @param {string} text
 * @param {string} before the schedule to use when the text names none
 * @param {Catalog} catalog
 * @returns {PaceChange | null}
 */
function readChange(text, before, catalog) {
  const [step, rate, schedule = before, more] = text.split(':');
  if (Number.isNaN(readWhole(step)) || more !== undefined) return null;
  /** @param {string} key @param {string} value */
  const read = (key, value) => {
    const setting = catalog.laneSettings.find((entry) => entry.key === key);
    const found = setting ? readValue(setting, value) : { message: '' };
    return 'message' in found ? null : found.value;
  };
  const [readRate, readSchedule] = [read('rate', rate ?? ''), read('schedule', schedule)];
  if (readRate === null || readSchedule === null) return null;
  return { step: Number(step), rate: Number(readRate), schedule: String(readSchedule) };
}

/**
 * A short name for each lane; lanes with the same rule get numbers.
 * @param {LaneChoice[]} lanes
 * @param {Catalog} catalog
 * @returns {string[]}
 */
export function laneLabels(lanes, catalog) {
  return lanes.map((lane) => {
    const name = catalog.rules.find((rule) => rule.id === lane.rule)?.name ?? lane.rule;
    const alike = lanes.filter((other) => other.rule === lane.rule);
    return alike.length === 1 ? name : `${name} (${alike.indexOf(lane) + 1})`;
  });
}
