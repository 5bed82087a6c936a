/** The two figures whose marks are read one by one, put together. */
import { chargePicture } from '../views/charge-dots.js';
import { ConfusionView } from '../views/confusion.js';

/**
 * @param {HTMLElement} root
 * @param {import('./lab.js').Lab} lab
 */
export const mountCharges = (root, { services }) => chargePicture(root, services);

/**
 * @param {HTMLElement} root
 * @param {import('./lab.js').Lab} lab
 */
export const mountConfusion = (root, { services }) => new ConfusionView(root, services);
