/** On paper every figure shows the present state, in light colours. */

/** @param {import('./screen.js').Screen} screen */
export function drawForPaper(screen) {
  for (const name of ['beforeprint', 'afterprint']) {
    addEventListener(name, () => {
      const isPaper = name === 'beforeprint';
      document.documentElement.toggleAttribute('data-paper', isPaper);
      screen.drawAll(screen.dark.matches && !isPaper);
    });
  }
}
