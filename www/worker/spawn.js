/** Opens trainers: the one place where an address becomes code, so the one Trusted Types policy. */

/**
 * @typedef {{createPolicy: (name: string, rules: {createScriptURL: (url: string) => string}) =>
 *   {createScriptURL: (url: string) => string}}} TrustedTypesFactory
 */

const factory = /** @type {{trustedTypes?: TrustedTypesFactory}} */ (globalThis).trustedTypes;

/**
 * @param {string} trainerUrl the only address that the policy lets through
 * @returns {() => import('./lane-worker.js').WorkerLike}
 */
export function trainerOpener(trainerUrl) {
  const rules = {
    /** @param {string} url */
    createScriptURL(url) {
      if (url !== trainerUrl) throw new TypeError(`not the address of the trainer: ${url}`);
      return url;
    },
  };
  const policy = factory ? factory.createPolicy('app', rules) : rules;
  return () => {
    const options = /** @type {const} */ ({ type: 'module', name: 'trainer' });
    const worker = new Worker(policy.createScriptURL(trainerUrl), options);
    return /** @type {import('./lane-worker.js').WorkerLike} */ (worker);
  };
}
