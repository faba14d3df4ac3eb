/**
 * A domain that does not exist. Whatever is asked about it, that is the one thing to mend: no record can stand at a name that nobody
 * registered, and a name below one that exists is usually a slip of the pen. So its findings share one cause, and none offers a record.
 */
import { type Fix, say } from '../check.ts'
import { type Net, Unreachable } from '../net.ts'
import { mailExchange } from './mail-exchange.ts'

/** The cause of every finding that says, in its own way, that this domain takes no mail. */
export const noMail = (domain: string): string => `no-mail ${domain}`

/** Is there no such domain? Silence is no such news: false. */
export async function isAbsent(domain: string, net: Net): Promise<boolean> {
  try {
    return (await mailExchange(domain, net)).kind === 'no-such-domain'
  } catch (error) {
    if (error instanceof Unreachable) return false
    throw error
  }
}

/** What to do before any record can be published there. */
export function existFirst(domain: string): Fix {
  return {
    who: 'dns',
    say: say`Use a domain that exists, or have ${domain} registered and its name servers set up first.`,
    why: say`A record can only be published at a name that exists.`,
  }
}
