import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

import { budgets } from './budgets.js';
import { libraryStyles } from './library-styles.js';

/** During development the pages come from Vite and everything else from a running server. */
const server = process.env.CAIRN_SERVER ?? 'http://127.0.0.1:3000';

// `/api/client.ts` is a module of these pages, `/api/profiles` a call of the server.
const proxied = ['^/api/(?!.*\\.(ts|tsx|css)(\\?|$))', '^/v1/', '^/u/', '^/metrics$'];

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), libraryStyles(), budgets({ shellKb: 230, routeKb: 250, cssKb: 60 })],
  resolve: { conditions: ['@cairn/source', 'module', 'browser', 'development|production'] },
  server: { proxy: Object.fromEntries(proxied.map((path) => [path, { target: server, changeOrigin: true, headers: { origin: server } }])) },
  build: { target: 'es2022', cssTarget: ['chrome123', 'firefox120', 'safari17.5'], sourcemap: true, chunkSizeWarningLimit: 800 },
});
