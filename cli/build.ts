/**
 * Bundles the command into build/cli.js, packages and all, so that it starts in a few hundredths of a second and needs no npm. Each command
 * and each printed form is a file of its own beside it, read when it is asked for. Run by run.mjs --build.
 */
import { rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type * as Esbuild from 'esbuild'

// The bundler that Vite brings: one of our own would be a second one.
const vite = createRequire(import.meta.url).resolve('vite/package.json')
const { build } = createRequire(vite)('esbuild') as typeof Esbuild

const [outdir = join(import.meta.dirname, '..', 'build')] = process.argv.slice(2)
rmSync(join(outdir, 'cli'), { recursive: true, force: true })
await build({
  entryPoints: { cli: join(import.meta.dirname, 'seedbed.ts') },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  splitting: true,
  outdir,
  chunkNames: 'cli/[name]-[hash]',
  // Packages in the old form ask for Node's own modules with `require`.
  banner: { js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);" },
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'warning',
})
