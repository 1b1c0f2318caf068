import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

import { budgets } from './budgets.js';

/** During development the pages come from Vite and everything else from a running server. */
const server = process.env.CAIRN_SERVER ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), budgets({ shellKb: 230, routeKb: 250, cssKb: 60 })],
  resolve: { conditions: ['@cairn/source', 'module', 'browser', 'development|production'] },
  server: { proxy: Object.fromEntries(['/api', '/v1', '/u', '/metrics'].map((path) => [path, { target: server, changeOrigin: true }])) },
  build: { target: 'es2022', cssTarget: ['chrome123', 'firefox120', 'safari17.5'], sourcemap: true, chunkSizeWarningLimit: 800 },
});
