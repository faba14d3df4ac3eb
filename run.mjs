/**
 * `node run.mjs file.ts …` runs one of our TypeScript programs, after making sure that everything it stands on is there: the packages
 * exactly as locked, the Node that the `node` package brings, and the generated Prisma client. Does nothing when nothing has changed.
 *
 * The only JavaScript of the house: it starts on whatever Node (20 or later) the machine has, before anything is installed.
 *
 *   run.mjs FILE.ts …    run it          run.mjs --tsc | --lint | --build    type check, lint, build what the browser and the terminal get
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

const house = import.meta.dirname ?? new URL('.', import.meta.url).pathname
const at = (...parts) => join(house, ...parts)
const modules = at('node_modules')
const node = at('node_modules', 'node', 'bin', 'node')

/** A stamp holds the digest of what something was made from. */
const clientStamp = at('prisma', 'generated', '.stamp')
const buildStamp = at('build', '.stamp')
const commandStamp = at('build', 'cli', '.stamp')

/** What our programs and tools run with: the Node we bring first, no word home from Prisma, no warning about what we use knowingly. */
const environment = {
  ...process.env,
  PATH: [at('node_modules', 'node', 'bin'), at('node_modules', '.bin'), process.env.PATH].join(delimiter),
  NODE_OPTIONS: [process.env.NODE_OPTIONS, '--disable-warning=ExperimentalWarning'].filter(Boolean).join(' '),
}
const quietPrisma = { CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1', PRISMA_SCHEMA_ENGINE_BINARY: process.execPath }

const [what, ...rest] = process.argv.slice(2)
if (!what) stop('Which program? See package.json, "scripts".')

alone('install', [
  { name: 'Installing the packages, as locked', needed: packagesDiffer, work: installPackages },
  { name: 'Bringing Node and PostgreSQL', needed: () => scriptsToRun().length > 0, work: runInstallScripts },
  { name: 'Generating the Prisma client', needed: () => stampDiffers(clientStamp, clientSources()), work: generateClient },
])
if (what === '--tsc') passOn(spawnNode([bin('typescript', 'tsc'), '-p', '.', ...rest]))
else if (what === '--lint') passOn(spawnNode([bin('@biomejs/biome', 'biome'), 'check', ...(rest.length ? rest : ['.'])]))
else if (what === '--build')
  alone('build', [
    { name: 'Building the pages', needed: () => stampDiffers(buildStamp, buildSources()), work: build },
    { name: 'Building the command', needed: () => stampDiffers(commandStamp, commandSources()), work: buildCommand },
  ])
else passOn(spawnNode([resolve(house, what), ...rest]))

/** Does the first step that is needed, and those after it; never two of us at the same time in this folder. */
function alone(lockName, steps) {
  if (!steps.some((step) => step.needed())) return
  const release = takeLock(at('.cache', `${lockName}.lock`))
  try {
    for (const { name, needed, work } of steps) {
      if (!needed()) continue
      process.stderr.write(`${name} …\n`)
      work()
    }
  } finally {
    release()
  }
}

/** A file with our process id. One left by a process that is gone is taken over. */
function takeLock(file) {
  mkdirSync(at('.cache'), { recursive: true })
  for (let told = false; ; told = true) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      process.once('exit', () => rmSync(file, { force: true }))
      return () => rmSync(file, { force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const holder = readIfThere(file)
    if (holder !== undefined && !isAlive(holder)) discard(file, holder)
    else if (!told) process.stderr.write('Another one is preparing this folder; waiting for it …\n')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
  }
}

/** Moves the lock of a dead holder away; whoever comes second moves nothing, or puts back what is not the dead one's. */
function discard(file, holder) {
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
    if (readFileSync(aside, 'utf8') === holder) rmSync(aside)
    else renameSync(aside, file)
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}

function isAlive(pid) {
  // An empty file is one that its owner is about to write.
  if (pid === '') return true
  try {
    return process.kill(Number(pid), 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** npm notes what it has installed in node_modules/.package-lock.json: same versions, same checksums, nothing missing, nothing more? */
function packagesDiffer() {
  const installed = readJson(join(modules, '.package-lock.json'))?.packages
  const lock = readJson(at('package-lock.json'))
  const { '': root, ...locked } = lock.packages
  const asked = readJson(at('package.json'))
  if (!installed || !sameNames(asked.dependencies, root.dependencies) || !sameNames(asked.devDependencies, root.devDependencies))
    return true
  const same = (path) =>
    installed[path]?.version === locked[path].version && installed[path]?.integrity === locked[path].integrity
  // What is optional may be for another machine.
  const asLocked = Object.keys(locked).every((path) =>
    installed[path] ? same(path) : locked[path].optional || locked[path].devOptional,
  )
  return !asLocked || Object.keys(installed).some((path) => !locked[path])
}

function sameNames(one = {}, other = {}) {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].every((name) => one[name] === other[name])
}

/** Without install scripts: an older npm would run all of them, and Prisma's would download. Those we need come next. */
function installPackages() {
  npm(['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
}

/** Of the packages that `allowScripts` names, those here whose script has not done its work. */
function scriptsToRun() {
  const names = Object.keys(readJson(at('package.json')).allowScripts).filter((name) =>
    existsSync(join(modules, name, 'package.json')),
  )
  return names.filter((name) => {
    if (name === 'node') return nodeVersion() !== `v${readJson(join(modules, 'node', 'package.json')).version}`
    const links = readJson(join(modules, name, 'native', 'pg-symlinks.json')) ?? []
    return links.some(({ target }) => !existsSync(join(modules, name, target)))
  })
}

function nodeVersion() {
  const stamp = readIfThere(join(modules, 'node', '.version'))
  if (stamp && existsSync(node)) return stamp
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.trim()
  if (version) writeFileSync(join(modules, 'node', '.version'), version)
  return version
}

function runInstallScripts() {
  npm(['rebuild', ...scriptsToRun(), '--ignore-scripts=false', '--loglevel=error'])
  if (scriptsToRun().length > 0)
    stop(`The install script of ${scriptsToRun().join(' and ')} did not do its work: npm rebuild --foreground-scripts`)
}

function npm(args) {
  // Under `npm start`, npm tells where it is; a bare `node run.mjs` takes the one on the PATH.
  const own = process.env.npm_execpath
  // The Node that runs us may be the one of node_modules, which npm ci has just taken away.
  const runs = existsSync(process.execPath) ? process.execPath : 'node'
  const [command, ...before] = own?.endsWith('.js') ? [runs, own] : ['npm']
  const { status, error } = spawnSync(command, [...before, ...args], { cwd: house, stdio: ['ignore', 'ignore', 'inherit'] })
  if (error || status !== 0) stop(`npm ${args[0]} failed${error ? `: ${error.message}` : ''}`)
}

function generateClient() {
  const { status, stdout, stderr } = spawnSync(node, [bin('prisma', 'prisma'), 'generate'], {
    cwd: house,
    env: { ...environment, ...quietPrisma },
    encoding: 'utf8',
  })
  if (status !== 0) stop(`prisma generate failed\n${stdout}${stderr}`)
  writeStamp(clientStamp, clientSources())
}

function build() {
  // Taken before: what is changed meanwhile is built the next time.
  const sources = buildSources()
  const { status, stdout, stderr } = spawnSync(node, [bin('@remix-run/dev', 'remix'), 'vite:build', '--logLevel', 'warn'], {
    cwd: house,
    env: { ...environment, NODE_ENV: 'production' },
    encoding: 'utf8',
  })
  // What it says of a success is of no use to anybody: routes without a page make empty chunks.
  if (status !== 0) stop(`The build failed.\n${stdout}${stderr}`)
  writeStamp(buildStamp, sources)
}

function buildCommand() {
  const sources = commandSources()
  const { status, stdout, stderr } = spawnSync(node, [at('cli', 'build.ts')], { cwd: house, env: environment, encoding: 'utf8' })
  if (status !== 0) stop(`The build failed.\n${stdout}${stderr}`)
  writeStamp(commandStamp, sources)
}

function clientSources() {
  return digest([at('prisma', 'schema.prisma'), at('prisma.config.ts'), join(modules, 'prisma', 'package.json')])
}
function buildSources() {
  const folders = ['app', 'public', 'checks'].flatMap((folder) => filesBelow(at(folder)))
  return digest([...folders, ...['env.ts', 'vite.config.ts', 'tsconfig.json', 'package-lock.json'].map((file) => at(file))])
}

function commandSources() {
  const folders = ['cli', 'checks', 'net'].flatMap((folder) => filesBelow(at(folder)))
  return digest([...folders, ...['env.ts', 'package-lock.json'].map((file) => at(file))])
}

function stampDiffers(stamp, now) {
  return readIfThere(stamp) !== now
}
function writeStamp(stamp, now) {
  writeFileSync(stamp, now)
}

function digest(files) {
  const hash = createHash('sha256')
  for (const file of files)
    hash
      .update(`${file.slice(house.length)}\0`)
      .update(readFileSync(file))
      .update('\0')
  return hash.digest('hex')
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]))
}

/** The file behind a package's command. */
function bin(name, command) {
  const entry = readJson(join(modules, name, 'package.json')).bin
  return join(modules, name, typeof entry === 'string' ? entry : entry[command])
}

function spawnNode(args) {
  return spawn(node, args, { cwd: house, env: environment, stdio: 'inherit' })
}

/** Signals go down, the exit status comes up. */
function passOn(child) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => stop(error.message))
  child.on('exit', (status, signal) => {
    if (signal) {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    } else process.exit(status ?? 1)
  })
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}
function readJson(file) {
  const text = readIfThere(file)
  return text === undefined ? undefined : JSON.parse(text)
}

function stop(line) {
  process.stderr.write(`${line}\n`)
  process.exit(1)
}
