/**
 * The messages between a page and its workers: first the messages of every worker, then those
 * between the Lab and its trainer, with the few numbers that both sides must know.
 * Every request carries the run it belongs to and a sequence number. The trainer's answers repeat
 * both, and the side that receives a message of an older run drops it.
 */

/** Steps between checkpoints, and between tests on the first thousand images. */
export const CHECKPOINT_STEPS = 50;
export const QUICK_TEST_IMAGES = 1000;
export const FULL_TEST_IMAGES = 10000;
/** Images per slice of a test, for the network and the twin; between slices the worker listens. */
export const TEST_SLICE = 125;
/** A busy worker sends a heartbeat at most this often, an idle worker about as often. */
export const HEARTBEAT_MS = 250;

/**
 * @typedef {{run: number, seq: number}} Address
 * @typedef {Address & {type: 'init', wasmUrl: string}} InitRequest
 * @typedef {{type: 'heartbeat', isWorking: boolean}} Heartbeat
 *   isWorking: false when the worker has nothing to do, whatever the page believes
 * @typedef {{type: 'failure', cause: 'engine' | 'wasm' | 'simd', message: string}} Failure
 *   the worker cannot work any more
 * @typedef {Heartbeat | Failure} Sign tells whether the worker lives
 */

/**
 * A request before it gets its address.
 * @template Request
 * @typedef {Request extends unknown ? Omit<Request, keyof Address> : never} Unaddressed
 */

/**
 * A question that needs no run and no data, and its two answers.
 * @template Question
 * @typedef {Address & {type: 'ask', question: Question}} AskRequest
 */
/**
 * @template Value
 * @typedef {Address & {type: 'reply', value: Value}} ReplyAnswer
 */
/**
 * @typedef {Address & {type: 'refused', request: string, message: string}} RefusedAnswer
 *   the engine refused the request, and works on
 */

/**
 * @typedef {{what: 'landscape', rule: string, w1: number, w2: number, rate: number,
 *   steps: number}} LandscapeQuestion
 * @typedef {{what: 'check', part: 'gradient' | 'invariance' | 'golden' | 'peak',
 *   rule?: string}} CheckQuestion
 * @typedef {LandscapeQuestion | CheckQuestion} Question
 * @typedef {{numbers: Float64Array, text: string}} CheckResult
 * @typedef {{landscape: Float64Array, check: CheckResult}} Values
 *   the answer to each kind of question; landscape: w1 and w2 in turn
 */

/**
 * @typedef {Address & {type: 'shard', kind: 'training'|'test', bytes: Uint8Array | null}} ShardRequest
 *   bytes null: this shard could not be loaded, do not wait for it
 * @typedef {Address & {type: 'start', spec: string}} StartRequest
 * @typedef {Address & {type: 'resume', spec: string, checkpoint: Uint8Array}} ResumeRequest
 * @typedef {Address & {type: 'run', steps: number, stride: number}} RunRequest
 *   stride: the page wants drift columns only at its multiples (and at the last step)
 * @typedef {{rate: number, schedule: string}} Pace
 * @typedef {Address & {type: 'set'} & Pick<Pace, 'rate'> & Partial<Pace>} SetRequest
 *   from the next step on; without a schedule the old schedule stays
 * @typedef {{layer: number, unit: number, log2: number}} Rescaling
 *   rescales an orbit unit of a hidden layer of the twin, both counted from 0; unit −1: all units
 * @typedef {Address & {type: 'rescale'} & Rescaling} RescaleRequest
 *   before the next step; replaces a waiting rescaling of the same unit; log2 0 cancels it
 * @typedef {{layer: number, first: number, count: number}} Rows filters of a hidden layer
 * @typedef {{charges?: true, effectiveRates?: true, confusion?: true, bits?: true, logits?: true,
 *   filters?: Rows, twinFilters?: Rows,
 *   unit?: {layer: number, unit: number}, preview?: {layer: number, unit: number},
 *   prediction?: Uint8Array}} Wants
 *   prediction: the 784 bytes of an image
 * @typedef {{spec: string, step: number, bytes: Uint8Array}} Past the run as it was at a checkpoint;
 *   without bytes, at its start
 * @typedef {Address & {type: 'inspect', wants: Wants, past?: Past}} InspectRequest
 * @typedef {Address & {type: 'snapshot'}} SnapshotRequest
 * @typedef {Address & {type: 'checkpoint'}} CheckpointRequest
 * @typedef {Address & {type: 'stop'}} StopRequest
 * @typedef {InitRequest | ShardRequest | StartRequest | ResumeRequest | RunRequest | SetRequest |
 *   RescaleRequest | InspectRequest | AskRequest<Question> | SnapshotRequest | CheckpointRequest |
 *   StopRequest} Request
 */

/**
 * @typedef {{step: number, correct: number, of: number, twinCorrect: number,
 *   disagreed?: number}} Accuracy
 *   twinCorrect: NaN without a twin; disagreed: images that network and twin answer differently,
 *   unknown after a run was opened or went back
 * @typedef {{step: number, bytes: Uint8Array}} Checkpoint
 * @typedef {'' | 'network' | 'twin'} Diverged
 * @typedef {Address & {type: 'ready', seed: number}} ReadyAnswer
 * @typedef {Address & {type: 'started', step: number, layerUnits: Uint32Array, norms: Float32Array,
 *   drift: Float32Array, gap: number, hasTwin: boolean, rate: number, stepsPerEpoch: number,
 *   hash: string, seed: number}} StartedAnswer
 * @typedef {Address & {type: 'round', step: number, first: number, loss: Float64Array,
 *   twinLoss: Float64Array, gap: Float64Array, columnSteps: Float64Array, columns: Float32Array,
 *   accuracies: Accuracy[], checkpoint: Checkpoint | null, diverged: Diverged, rate: number,
 *   trainingMs: number}} RoundAnswer
 *   first: the first of the consecutive steps whose readings follow
 * @typedef {Address & {type: 'snapshot', step: number, hash: string, rate: number}} SnapshotAnswer
 * @typedef {Address & {type: 'checkpoint', checkpoint: Checkpoint}} CheckpointAnswer
 * @typedef {{before: number, after: number}} BeforeAfter before and after the rescalings that wait
 *   for the next step
 * @typedef {{gap: BeforeAfter, change: number, incoming: BeforeAfter, outgoing: BeforeAfter,
 *   turn: BeforeAfter}} Preview
 *   gap: max |Δlogit| of network and twin; change: max |Δlogit| of the twin before and after;
 *   incoming, outgoing: the norms of the gradients of a unit's incoming and outgoing weights;
 *   turn: how far the next step turns its incoming weights
 * @typedef {{images: number, disagreed: number, network: Float32Array,
 *   twin: Float32Array | null}} Logits
 *   the outputs before softmax on a fixed set of training images, image after image; disagreed:
 *   the number of these images that network and twin answer differently
 * @typedef {{charges?: Float64Array, effectiveRates?: Float32Array, confusion?: Uint32Array,
 *   bits?: Uint32Array, logits?: Logits, filters?: Float32Array, twinFilters?: Float32Array,
 *   unit?: Float64Array, preview?: Preview, prediction?: Float32Array}} Inspection
 *   the wanted readings, under the names in Wants;
 *   charges: change of each orbit unit's charge since the start, measured and predicted in turn;
 *   empty unless the rule is plain SGD;
 *   effectiveRates: one per hidden filter of the network; empty without batch normalization and
 *   for rules that have no effective rate;
 *   confusion: the step of the last test, then 10 × 10 counts, rows the truth, columns the
 *   answers, of the network, then of the twin if there is one; all 0 if the counts are not kept;
 *   bits: integer bits per layer, the classifier last, of the network, then of the twin if there
 *   is one;
 *   filters: the incoming weights of at most 64 filters, filter after filter;
 *   unit: the least and the greatest pre-activation of a filter;
 *   prediction: 10 probabilities of the network, then 10 of the twin if there is one
 * @typedef {Address & {type: 'inspection', step: number, isPast: boolean, wants: Wants}
 *   & Inspection} InspectionAnswer
 * @typedef {ReadyAnswer | StartedAnswer | RoundAnswer | SnapshotAnswer | CheckpointAnswer |
 *   InspectionAnswer | ReplyAnswer<Values[keyof Values]> | RefusedAnswer} Answer
 */
