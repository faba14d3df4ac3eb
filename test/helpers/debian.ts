/**
 * Programs of Debian for tests that want the real ones: `const postfix = await bring('postfix')`. What the machine lacks is fetched with
 * `apt-get download` and unpacked into .cache/debian, for this house only: nothing is installed, nothing runs because of it, and packages that
 * exclude each other stand side by side. Needs neither root nor a database of packages that is up to date.
 *
 * `undefined` when the machine cannot bring it, after one loud line; the test that wanted it is skipped: `{ skip: !postfix }`.
 */
import { execFile } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

export interface Brought {
  /** What would be `/` if it were installed. */
  root: string
  /** The environment in which its programs find each other and their libraries. */
  env: NodeJS.ProcessEnv
  /** Where a program of it lies, or of what it needs. @throws when it is not there */
  program(name: string): string
}

const run = promisify(execFile)
const cache = resolve(import.meta.dirname, '../../.cache/debian')
/** A machine that could not bring it an hour ago is asked again. */
const forgottenAfterMs = 3_600_000
const limits = { timeout: 60_000, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, LC_ALL: 'C' } }

/** Packages with everything they need that is not on this machine. At once the second time; may be called by many at the same time. */
export async function bring(...packages: [string, ...string[]]): Promise<Brought | undefined> {
  const name = packages.join('+')
  const root = join(cache, name)
  const failed = `${root}.failed`
  if (existsSync(root)) return broughtAt(root)
  try {
    if (await isYoung(failed)) throw new Error('tried within the last hour')
    await mkdir(cache, { recursive: true })
    await fetchInto(root, packages)
    return broughtAt(root)
  } catch (error) {
    const [first = ''] = String(error instanceof Error && 'stderr' in error ? error.stderr || error.message : error).split('\n')
    if (existsSync(cache) && !(await isYoung(failed))) await writeFile(failed, first)
    process.stderr.write(`SKIPPED: no ${name} on this machine, and Debian does not bring it (${first}). See ${failed}\n`)
    return undefined
  }
}

async function isYoung(file: string): Promise<boolean> {
  return await stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs < forgottenAfterMs,
    () => false,
  )
}

/** Whoever comes second finds the folder of the first. */
async function fetchInto(root: string, packages: readonly string[]): Promise<void> {
  const making = await mkdtemp(`${root}.`)
  try {
    const downloads = join(making, 'downloads')
    await mkdir(downloads)
    // What the machine knows of packages may be missing, or so old that they are gone.
    await download(packages, downloads, []).catch(async () => await download(packages, downloads, await ownLists()))
    for (const file of await readdir(downloads)) await run('dpkg-deb', ['-x', join(downloads, file), making], limits)
    await rm(downloads, { recursive: true })
    // Nothing here may run as somebody else than who started it; and the loader takes no library for such a program from here.
    await run('chmod', ['-R', 'ug-s', making], limits)
    await chmod(making, 0o755)
    await rename(making, root).catch((error: unknown) => {
      if (!existsSync(root)) throw error
    })
  } finally {
    await rm(making, { recursive: true, force: true })
  }
}

async function download(packages: readonly string[], folder: string, options: readonly string[]): Promise<void> {
  const plan = ['install', '--simulate', '--reinstall', '--no-install-recommends', '-o', 'Debug::NoLocking=1']
  const { stdout } = await run('apt-get', [...plan, ...options, ...packages], limits)
  const wanted = [...stdout.matchAll(/^Inst (\S+) (?:\[[^\]]*\] )?\((\S+)/gm)].map(([, name, version]) => `${name}=${version}`)
  if (wanted.length === 0) throw new Error(`apt-get knows no ${packages.join(', ')}`)
  await run('apt-get', ['download', ...impatient, ...options, ...wanted], { ...limits, cwd: folder })
}

const impatient = ['-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=15']

/** Lists of packages of our own, so that the machine's stay as they are. */
async function ownLists(): Promise<string[]> {
  const [lists, kept] = [join(cache, 'lists'), join(cache, 'kept')]
  await mkdir(join(lists, 'partial'), { recursive: true })
  await mkdir(join(kept, 'archives', 'partial'), { recursive: true })
  const options = ['-o', `Dir::State::lists=${lists}`, '-o', `Dir::Cache=${kept}`, '-o', 'APT::Sandbox::User=root']
  if (!(await isYoung(join(kept, 'updated')))) await run('apt-get', ['update', ...impatient, ...options], limits)
  await writeFile(join(kept, 'updated'), '')
  return options
}

function broughtAt(root: string): Brought {
  const places = ['usr/bin', 'usr/sbin', 'bin', 'sbin'].map((place) => join(root, place))
  const libraries = new Set(globSync('{usr/,}lib/**/lib*.so*', { cwd: root }).map((file) => join(root, dirname(file))))
  const { LD_LIBRARY_PATH: more = '', PATH = '' } = process.env
  return {
    root,
    env: {
      ...process.env,
      PATH: [...places, PATH].join(':'),
      LD_LIBRARY_PATH: [...libraries, more].filter(Boolean).join(':'),
    },
    program(name) {
      // What the machine has already is not brought again.
      const found = [...places, '/usr/bin', '/usr/sbin'].map((place) => join(place, name)).find((path) => existsSync(path))
      if (!found) throw new Error(`${name} is neither in ${root} nor on this machine`)
      return found
    },
  }
}
