/**
 * What a stopwatch learns from signing in: a wrong password for an address that has an account, and the same for one that has none, in turns.
 * Medians by the clock and by the processor (all threads), how far they are apart, and how often the slower of two is the known one: half of
 * the time when it tells nothing.
 *
 *     node run.mjs bench/sign-in.ts [-- rounds]
 */
import { startServices } from './services.ts'

const rounds = Number(process.argv[2] ?? 200)
const warmUp = 5

const services = await startServices({ durable: false })
Object.assign(process.env, services.settings, { LOG_LEVEL: 'silent' })

const { createAccount } = await import('#prisma/user.ts')
const { prisma } = await import('#prisma/client.ts')
const { signIn } = await import('../app/account/enter.server.ts')
const { hashPassword } = await import('../app/account/password.server.ts')
const { closeLimits } = await import('../app/limits.server.ts')

interface Spent {
  clock: number
  processor: number
}

/** One guess, from a network that has made none before. */
async function guess(email: string, round: number): Promise<Spent> {
  const body = new URLSearchParams({ email, password: 'not the password' })
  const request = new Request('http://localhost/sign-in', { method: 'POST', body })
  const [began, worked] = [performance.now(), process.cpuUsage()]
  await signIn(request, `2001:db8:${(round >> 8).toString(16)}:${(round & 255).toString(16)}00::1`)
  const { user, system } = process.cpuUsage(worked)
  return { clock: performance.now() - began, processor: (user + system) / 1000 }
}

const median = (figures: number[]): number => figures.toSorted((a, b) => a - b)[figures.length >> 1] ?? 0

try {
  const passwordHash = await hashPassword('four quiet words here')
  const known: Spent[] = []
  const unknown: Spent[] = []
  for (let round = 0; round < rounds + warmUp; round++) {
    const email = `known-${round}@people.example`
    await createAccount({ email, name: '', passwordHash, isVerified: true, anonymousTeamId: null })
    const pair = [() => guess(email, 2 * round), () => guess(`nobody-${round}@people.example`, 2 * round + 1)] as const
    // Each goes first as often.
    const second = round % 2 === 0 ? undefined : await pair[1]()
    const first = await pair[0]()
    const other = second ?? (await pair[1]())
    if (round < warmUp) continue
    known.push(first)
    unknown.push(other)
  }
  for (const by of ['clock', 'processor'] as const) {
    const [one, two] = [known, unknown].map((spent) => median(spent.map((figures) => figures[by])))
    const apart = (((one ?? 0) / (two ?? 1) - 1) * 100).toFixed(1)
    const slower = known.filter((figures, round) => figures[by] > (unknown[round]?.[by] ?? 0)).length
    console.log(
      `${by}: known ${one?.toFixed(1)} ms, unknown ${two?.toFixed(1)} ms, ${apart} % apart; the known one is slower in ${slower} of ${rounds}`,
    )
  }
} finally {
  closeLimits()
  await prisma.$disconnect()
  await services.stop()
}
