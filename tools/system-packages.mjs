// The browsers and drivers that the tests need, as Debian packages.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, mustRun } from './command.mjs';
import { Failure } from './failure.mjs';

/** @type {{debian: string, find: () => string | null}[]} */
const needed = [
  { debian: 'chromium', find: chromium },
  { debian: 'chromium-driver', find: () => findProgram('chromedriver') },
  { debian: 'firefox-esr', find: firefox },
  { debian: 'webkit2gtk-driver', find: () => webkitDriver() && miniBrowser() },
  { debian: 'xvfb', find: () => findProgram('Xvfb') },
];

const listMissing = () => needed.filter(({ find }) => !find()).map(({ debian }) => debian);

/** Installs the missing packages where that is possible, or says which packages to install. */
export async function installBrowsers() {
  const missing = listMissing();
  if (missing.length === 0) return 'already there';
  if (!mayInstall()) {
    throw new Failure(
      `These are missing for the tests: ${missing.join(', ')}.`,
      `On Debian, as root: apt-get install -y ${missing.join(' ')}\nElsewhere: the packages that hold the same programs.`,
    );
  }
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const remedy = 'apt-get must reach its server once: check the network and start again.';
  await mustRun('apt-get', ['update'], { env, remedy });
  await mustRun('apt-get', ['install', '-y', ...missing], { env, remedy });
  const still = listMissing();
  if (still.length > 0) {
    throw new Failure(`${still.join(', ')}: installed, but the programs are not on PATH.`);
  }
  return `installed ${missing.join(', ')}`;
}

function mayInstall() {
  if (process.getuid?.() !== 0 || !findProgram('apt-get')) return false;
  return (
    existsSync('/etc/os-release') &&
    /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'))
  );
}

export function chromium() {
  return findProgram('chromium') ?? findProgram('chromium-browser') ?? findProgram('google-chrome');
}

export function firefox() {
  return findProgram('firefox-esr') ?? findProgram('firefox');
}

export function webkitDriver() {
  return findProgram('WebKitWebDriver');
}

/** WebKitGTK's test browser, which no distribution puts on PATH. */
export function miniBrowser() {
  const architectures = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' };
  const ours = architectures[/** @type {'x64' | 'arm64'} */ (process.arch)];
  for (const base of [join('/usr/lib', ours ?? ''), '/usr/lib', '/usr/lib64', '/usr/libexec']) {
    if (!existsSync(base)) continue;
    for (const folder of readdirSync(base).filter((name) => name.startsWith('webkit2gtk-4'))) {
      const program = join(base, folder, 'MiniBrowser');
      if (existsSync(program)) return program;
    }
  }
  return null;
}
