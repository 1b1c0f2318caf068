import { gzipSync } from 'node:zlib';

import type { Plugin } from 'vite';

/** Gzipped kB, of the pages a browser needs before it may show anything (shell) or beyond it (each route). */
export interface Budgets {
  shellKb: number;
  routeKb: number;
  cssKb: number;
}

/** Fails a build that outgrew its budgets; sizes are what a browser downloads. */
export function budgets(limits: Budgets): Plugin {
  return {
    name: 'cairn-budgets',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = new Map(Object.values(bundle).flatMap((item) => (item.type === 'chunk' ? [[item.fileName, item] as const] : [])));
      const size = new Map([...chunks].map(([name, chunk]) => [name, gzipSync(chunk.code).length]));
      const total = (names: Iterable<string>): number => [...names].reduce((sum, name) => sum + (size.get(name) ?? 0), 0) / 1024;
      const reach = (from: string, into = new Set<string>()): Set<string> => {
        if (into.has(from)) return into;
        into.add(from);
        for (const next of chunks.get(from)?.imports ?? []) reach(next, into);
        return into;
      };
      const entry = [...chunks.values()].find((chunk) => chunk.isEntry);
      if (entry === undefined) return;
      const shell = reach(entry.fileName);
      const faults: string[] = [];
      const check = (what: string, kb: number, limit: number): void => {
        if (kb > limit) faults.push(`${what} is ${kb.toFixed(0)} kB gzipped, more than its ${limit} kB`);
      };
      check('The shell', total(shell), limits.shellKb);
      const routes: string[] = [];
      for (const chunk of chunks.values()) {
        if (!chunk.isDynamicEntry) continue;
        const kb = total([...reach(chunk.fileName)].filter((name) => !shell.has(name)));
        if (kb > 5) routes.push(`${chunk.name} ${kb.toFixed(0)}`);
        check(`Route ${chunk.name}`, kb, limits.routeKb);
      }
      const css =
        Object.values(bundle).reduce((sum, item) => sum + (item.type === 'asset' && item.fileName.endsWith('.css') ? gzipSync(item.source).length : 0), 0) /
        1024;
      check('CSS', css, limits.cssKb);
      this.info(`gzipped kB: shell ${total(shell).toFixed(0)}, css ${css.toFixed(0)}, beyond the shell: ${routes.join(', ')}`);
      if (faults.length > 0) this.error(`${faults.join('. ')}. Load what is big on first use, or raise the budget with a reason.`);
    },
  };
}
