/**
 * Has the sample mails sent, over real SMTP by the worker, to fresh addresses of the demo's team: a dozen at once, then one a minute
 * for two hours, so that reports and charts have something true to show. Started by start/demo.ts, and talks to it.
 */
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { env } from '#env'
import { type AddressView, issueAddress } from '#prisma/address.ts'
import { mailsOfTeam } from '#prisma/mail.ts'
import { ensureAnonymousTeam } from '#prisma/team.ts'
import { requestSample, sampleKinds } from '#worker/queue.ts'

const dozen = 12
const mailsOfOneAddress = 12
const laterMails = 120
const everyMs = 60_000
/** Between the first mails: long enough to see one after the other arrive. */
const betweenMs = 700

const teamId = env.DEMO_TEAM
if (!teamId) throw new Error('DEMO_TEAM is not set')
await ensureAnonymousTeam(teamId)
process.send?.('The team is there.')
await once(process, 'message')

const known = await mailsOfTeam({ teamId, take: 1 })
let address = await freshAddress(teamId)
const atOnce = known.length > 0 ? sampleKinds.length : dozen
tell(`  Demo        ${atOnce} sample mails are on their way; the charts: ${env.BASE_URL}/history`)
for (let count = 0; count < atOnce + laterMails; count++) {
  if (count >= atOnce) await pause(everyMs)
  else if (count > 0) await pause(betweenMs)
  if (count > 0 && count % mailsOfOneAddress === 0) address = await freshAddress(teamId)
  const kind = sampleKinds[count % sampleKinds.length]
  // Without Redis nothing is sent this time; the next turn comes.
  if (kind) await requestSample({ addressId: address.id, kind }).catch(() => {})
}
process.exit(0)

async function freshAddress(team: string): Promise<AddressView> {
  const [domain = ''] = env.SEED_DOMAINS
  const { address, token } = await issueAddress({ teamId: team, domain })
  tell(`  Demo        ${address.email}: ${env.BASE_URL}/a/${token}`)
  return address
}

function tell(line: string): void {
  process.send?.(line)
}
