import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import type { Plugin } from 'vite';

/** Fails a build whose pages use a component of the library without its styles: `ui/library.css` imports them one by one. */
export function libraryStyles(): Plugin {
  return {
    name: 'cairn-library-styles',
    apply: 'build',
    generateBundle(_options, bundle) {
      const all = createRequire(import.meta.url).resolve('@mantine/core/styles.css');
      const styled = classesIn(readFileSync(all, 'utf8'));
      const items = Object.values(bundle);
      const used = classesIn(items.flatMap((item) => (item.type === 'chunk' ? [item.code] : [])).join('\n'));
      const there = classesIn(items.flatMap((item) => (item.type === 'asset' && item.fileName.endsWith('.css') ? [String(item.source)] : [])).join('\n'));
      const missing = [...used].filter((name) => styled.has(name) && !there.has(name));
      if (missing.length > 0) this.error(`ui/library.css misses the styles of ${missing.join(', ')}: import the files in @mantine/core/styles that hold them.`);
    },
  };
}

/** Names as the library makes them: `m_4081bf90`. */
function classesIn(text: string): Set<string> {
  return new Set(text.match(/\bm_[0-9a-f]{6,8}\b/g));
}
