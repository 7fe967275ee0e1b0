import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The daemon that `npm run dev` shows.
const daemon = process.env.BRANCHLINE_URL ?? 'http://127.0.0.1:8081';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    // A data address inside a script would need more rights in the content policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/api': {
        target: daemon,
        changeOrigin: true,
        // The daemon refuses requests that come from the page of another server.
        configure: (proxy) => proxy.on('proxyReq', (request) => request.removeHeader('origin')),
      },
    },
  },
  test: { include: ['tests/**/*.test.ts'] },
} as Parameters<typeof defineConfig>[0]);
