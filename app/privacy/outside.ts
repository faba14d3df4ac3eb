/** Who outside learns what, and when. */
import type { PrivacySettings, Statement } from './settings.ts'

export function outsideStatements(settings: PrivacySettings): Statement[] {
  return [
    {
      title: 'Name servers',
      say: `Those of the domains named in a mail or looked at see that this Seedbed asked for their records. ${resolver(settings)}`,
    },
    publicResolvers(settings),
    {
      title: 'Blocklists',
      say: `${settings.blocklists.length} are asked, by DNS: they see the address a mail came from, and the domains in it, or what is looked at. Team Cymru sees the address too, to name its network.`,
      names: settings.blocklists,
    },
    {
      title: 'Registries',
      say: 'Asked by RDAP when a domain was registered and until when: the registry of its ending sees the domain. Which one that is stands in a list of IANA, fetched once a day.',
    },
    {
      title: 'Servers of the domain',
      say: `Its mail servers see that ${settings.name} asked whether they encrypt; no mail is sent. Its web servers are asked for the policy (MTA-STS), the logo and its certificate (BIMI) where records name them, and the settings for mail programs; of the unsubscribe link only the host’s certificate is looked at.`,
    },
    {
      title: 'Looks at ports',
      say: `A host whose ports are looked at sees that ${settings.name} knocked. Whoever does not want that can have it never again.`,
      more: '/about/probes',
    },
    {
      title: 'Links and pictures',
      say: 'Nothing in a mail is fetched, no link and no picture, until somebody presses for it. Then the servers behind them see this Seedbed, not the reader, and count it as a click or as the mail being opened.',
    },
    filters(settings),
    {
      title: 'Watching',
      say: 'What is watched is asked again by itself, as often as its team said, and all of the above see that too.',
    },
    {
      title: 'Channels of a team',
      say: 'A webhook or chat that a team names is told what is wrong with which domain since when, with a link to the report. No subject or recipient of a mail, unless the project of that mail says so: then its subject and the test address it came to. Never its text.',
    },
    {
      title: 'Relays of a team',
      say: 'A relay gets the test sends that are asked for, and nothing else.',
    },
    mailToPeople(settings),
    {
      title: 'Ourselves',
      say: 'Large mail hosts (Google, Yahoo, GMX, Free) see a connection now and then, by which we find out whether this network lets us out at all; IANA sees one that compares clocks. Neither says whom we look at.',
    },
    {
      title: 'Nobody else',
      say: 'Pages load nothing from elsewhere: no fonts, no scripts, no counters. There are no statistics of readers.',
    },
  ]
}

function resolver({ resolvers }: PrivacySettings): string {
  if (resolvers === null) return 'So does the resolver of this machine.'
  if (resolvers.length === 0) return 'The resolver is one of the operator’s own.'
  return `So does the resolver, ${resolvers.join(', ')}, with every name.`
}

function publicResolvers({ publicResolvers: names }: PrivacySettings): Statement {
  const title = 'Resolvers of others'
  if (names.length === 0) return { title, say: 'None is asked whether a record has spread.' }
  return { title, say: `Whether a record has spread is asked of ${names.join(', ')}: they see the name of the record.` }
}

function filters({ filters: names }: PrivacySettings): Statement {
  const title = 'Spam filters'
  if (names.length === 0) return { title, say: 'None sees a mail.' }
  return {
    title,
    say: `${names.join(' and ')}, named by the operator, see${names.length === 1 ? 's' : ''} each mail as it came, and may ask lists of their own.`,
  }
}

function mailToPeople({ relay }: PrivacySettings): Statement {
  const title = 'Mails to people'
  if (relay === null) return { title, say: 'None leaves this machine.' }
  const say = `Confirmations, invitations and alerts go through ${relay}, which sees to whom and what.`
  return { title, say }
}
