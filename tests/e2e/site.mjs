// The built site at a sub-path, as a static host would show it.

import { siteFolder } from '../../tools/paths.mjs';
import { serve } from '../../tools/serve.mjs';

/** The folder of the tested build, `dist/` unless another is named. */
export const folder = process.env.E2E_SITE ?? siteFolder;

/** @returns {Promise<import('../../tools/serve.mjs').StaticServer>} */
export const serveSite = (site = folder) => serve(site, { under: '/some/sub/path/' });
