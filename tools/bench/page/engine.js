// The engine of this project.

import { respond } from './respond.js';

respond(async () => {
  // By an address that the type check does not follow: the build writes this module.
  const address = new URL('engine/scale_drift_bench.js', import.meta.url).href;
  const engine = await import(address);
  await engine.default();
  const shard = await (await fetch('images.bin')).arrayBuffer();
  const bench = new engine.Bench(new Uint8Array(shard));
  const flops = bench.flops();
  return {
    entries: bench.ids().map((/** @type {string} */ id, /** @type {number} */ index) => ({
      id,
      flops: flops[index],
    })),
    run: (index, passes) => bench.run(index, passes),
    memory: (index) => {
      const numbers = bench.memory(index);
      if (numbers.length === 0) return null;
      const [allocations, gained, before, after] = numbers;
      return { allocations, gained, before, after };
    },
  };
});
