import { relative, resolve } from 'node:path'
import { vitePlugin as remix } from '@remix-run/dev'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig, type Plugin } from 'vite'

/** Remix's two flags that stay off open known holes (docs/decisions/0002-web-server.md); all others are on. */
const future = {
  v3_fetcherPersist: true,
  v3_relativeSplatPath: true,
  v3_throwAbortReason: true,
  v3_routeConfig: true,
  v3_singleFetch: false,
  v3_lazyRouteDiscovery: false,
}

/**
 * Keeps our own modules out of the server bundle: what goes through a door (`#prisma/…`) and what is written `*.server.ts` is imported
 * by Node itself. So a process holds one copy of each (one database client, one set of listeners), whether a page or the server asks.
 */
function outsideTheBundle(): Plugin {
  const room = resolve(import.meta.dirname, 'app')
  return {
    name: 'seedbed-outside-the-bundle',
    enforce: 'pre',
    resolveId(source, importer, { ssr }) {
      if (!ssr) return null
      if (source.startsWith('#')) return { id: source, external: true }
      if (!importer || !source.startsWith('.') || !source.endsWith('.server.ts')) return null
      return { id: `#app/${relative(room, resolve(importer, '..', source))}`, external: true }
    },
  }
}

export default defineConfig({
  plugins: [outsideTheBundle(), tailwindcss(), remix({ future })],
  build: { target: 'es2022', sourcemap: false, assetsInlineLimit: 0 },
})
