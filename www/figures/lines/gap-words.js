/** Describes the twin gap in words. */

import { gapText } from '../../words/phrases.js';

/**
 * @param {{livingGap: number, isSilent: boolean}} lane with a twin; its gap is NaN if there is none
 */
export const gapNow = ({ livingGap, isSilent }) =>
  isSilent && Number.isNaN(livingGap)
    ? 'none, because it gives every image the same answer'
    : gapText(livingGap);
