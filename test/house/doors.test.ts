/** The rooms and their doors, as the design has them: who may import whom, and how it is written. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, test } from 'node:test'

const house = resolve(import.meta.dirname, '../..')
const rooms = ['checks', 'net', 'cli', 'prisma', 'worker', 'app']

/** What each room may import through a door. */
const doors: Record<string, RegExp> = {
  checks: /^$/,
  net: /^(checks\/net\.ts|env)$/,
  // The table of the API, of which the client is made: it has schemas only.
  cli: /^(checks\/|net\/|env$|app\/(api|operations)\.ts$)/,
  prisma: /^(env|checks\/report\.ts)$/,
  worker: /^(checks\/|net\/|prisma\/|env$)/,
  app: /^checks\/report\.ts$/,
}
/**
 * What the front room's server side may import too; a page only the types of it. The logger is the one thing of the workshop's own, and
 * the grammars are the checks': what is typed must mean the same on the page, on the command line and to a check.
 */
const behindTheCounter =
  /^(checks\/(index|catalogue|compare|published|builders\/index|bounce\/index|net|report|records\/[\w-]+)\.ts|prisma\/.*|worker\/(queue|news|log)\.ts|net\/.*|env)$/

interface Import {
  file: string
  from: string
  typesOnly: boolean
}

const imports = rooms.flatMap((room) => filesOf(room).flatMap(importsOf))

describe('a door is', () => {
  for (const room of rooms) {
    test(`passed from ${room} only to the rooms it may enter`, () => {
      const wrong = imports.filter(
        ({ file, from }) => file.startsWith(`${room}/`) && from.startsWith('#') && !mayEnter(room, file, from),
      )
      assert.deepEqual(wrong.map(told), [])
    })
  }

  test('not needed by env.ts, which imports nothing of ours', () => {
    const wrong = importsOf('env.ts').filter(({ from }) => from.startsWith('#') || from.startsWith('.'))
    assert.deepEqual(wrong.map(told), [])
  })

  test('the only way out of a room, and never a way within one', () => {
    const wrong = imports.filter(({ file, from }) => {
      const [room = ''] = file.split('/')
      if (from.startsWith('.')) return relative(room, join(dirname(file), from)).startsWith('..')
      return from.startsWith(`#${room}/`)
    })
    assert.deepEqual(wrong.map(told), [])
  })

  function mayEnter(room: string, file: string, from: string): boolean {
    const name = from.slice(1)
    if (doors[room]?.test(name)) return true
    if (room !== 'app') return false
    const typesOnly = imports.filter((one) => one.file === file && one.from === from).every((one) => one.typesOnly)
    return behindTheCounter.test(name) && (isServerSide(file) || typesOnly)
  }
})

test('env.ts alone reads the settings of a process', () => {
  const readers = rooms.flatMap(filesOf).filter((file) => {
    const code = readFileSync(join(house, file), 'utf8').replaceAll(/process\.env\.NODE_ENV|import\.meta\.env/g, '')
    return /process\.env|loadEnvFile/.test(code)
  })
  assert.deepEqual(readers, [])
})

test('no folder is called by a name that says nothing', () => {
  const names = /(^|\/)(lib|utils|helpers|common|services|types|misc)\//
  const wrong = rooms.flatMap(filesOf).filter((file) => names.test(file))
  assert.deepEqual(wrong, [])
})

/** Never sent to a browser: our server, what is named so, and routes without a page. */
function isServerSide(file: string): boolean {
  return /\.server\.tsx?$/.test(file) || /^app\/(server\.ts|server\/)/.test(file) || /^app\/routes\/.*\.ts$/.test(file)
}

function filesOf(room: string): string[] {
  return globSync(`${room}/**/*.{ts,tsx}`, { cwd: house, exclude: ['prisma/generated/**'] }).sort()
}

function importsOf(file: string): Import[] {
  const code = readFileSync(join(house, file), 'utf8')
  const statements = code.matchAll(/^(?:import|export)\s(?:(type)\s)?(?:[^'"`;]*?\sfrom\s+)?'([^']+)'/gm)
  const calls = code.matchAll(/\bimport\(\s*['"`]([^'"`]+)['"`]\s*\)/g)
  return [
    ...[...statements].map(([, type, from = '']) => ({ file, from, typesOnly: type !== undefined })),
    ...[...calls].map(([, from = '']) => ({ file, from, typesOnly: false })),
  ]
}

const told = ({ file, from }: Import): string => `${file} imports ${from}`
