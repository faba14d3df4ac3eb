/** What the table of name servers comes to, in sentences: how many have the same, and until when others keep the old. */
import { say, type Words } from '../check.ts'
import type { NameServersView } from './schema.ts'

type Sets = NameServersView['sets']
type Server = NameServersView['servers'][number]
type Cell = NameServersView['resolvers'][number]['cells'][number]

/** How many name servers give the same. A name with several addresses counts once, and only when all of them agree. */
export function agreement(zone: string, sets: Sets, servers: Server[]): Words[] {
  const all = namesOf(servers).length
  const heard = servers.filter(({ cells }) => cells.length > 0)
  if (heard.length === 0) return []
  const differing = sets.flatMap((set, place) => (set.versions.length > 1 ? [{ set, place }] : []))
  if (differing.length > 0) return differing.map(({ set, place }) => disagreement(set, place, servers))
  const silent = namesOf(servers.filter(({ cells }) => cells.length === 0 || cells.some((cell) => 'gap' in cell)))
  if (silent.length === 0) {
    return [
      all === 1
        ? say`${zone} has one name server, so there is nothing to compare.`
        : say`${all} of ${all} name servers of ${zone} give the same.`,
    ]
  }
  return [say`${all - silent.length} of ${all} name servers of ${zone} give the same. Not all was heard from ${few(silent)}.`]
}

function disagreement({ what, name, versions }: Sets[number], place: number, servers: Server[]): Words {
  const giving = (wanted: (version: number) => boolean) =>
    few(
      namesOf(
        servers.filter(({ cells }) => {
          const cell = cells[place]
          return cell && 'version' in cell && wanted(cell.version)
        }),
      ),
    )
  const [most, others] = [giving((version) => version === 1), giving((version) => version > 1)]
  return say`Name servers give ${versions.length} versions of the ${what} record of ${name}: ${most} one, ${others} another.`
}

/** When the last resolver forgets what no name server gives any more. */
export function remembered(sets: Sets, servers: Server[], resolvers: NameServersView['resolvers']): Words[] {
  const known = sets.flatMap((set, place) => (set.versions.length > 0 ? [{ set, place }] : []))
  const late = known.flatMap(({ set, place }) => sentences(set, place, servers, resolvers))
  if (late.length > 0) return late
  const compared = resolvers.filter(({ cells }) => known.some(({ place }) => isHeard(cells[place])))
  if (compared.length === 0) return []
  return [
    compared.length === 1
      ? say`The resolver that was asked has what the name servers give.`
      : say`${compared.length} resolvers were asked; all have what the name servers give.`,
  ]
}

function sentences(
  { what, versions }: Sets[number],
  place: number,
  servers: Server[],
  resolvers: NameServersView['resolvers'],
): Words[] {
  const holding = (state: string) =>
    resolvers.flatMap((one) => {
      const cell = one.cells[place]
      return isHeard(cell) && cell.state === state ? [{ name: calledBy(one), until: cell.until }] : []
    })
  const [old, absent] = [holding('old'), holding('absent')]
  // A server that was silent, or a second version, may put the old value into a cache once more.
  const settled = versions.length === 1 && servers.every(({ cells }) => 'version' in (cells[place] ?? {}))
  const names = (rows: { name: string }[]) => few(rows.map(({ name }) => name))
  return [
    ...(old.length > 0 && settled
      ? [say`${names(old)} still gives the old ${what} record. It is gone at ${latest(old)} at the latest.`]
      : []),
    ...(old.length > 0 && !settled
      ? [
          say`${names(old)} gives another ${what} record than the name servers that were heard, and may keep it until ${latest(old)}.`,
        ]
      : []),
    ...(absent.length > 0
      ? [say`${names(absent)} still remembers that there was no ${what} record, until ${latest(absent)} at the latest.`]
      : []),
  ]
}

type HeardCell = Exclude<Cell, { gap: unknown }>

function isHeard(cell: Cell | undefined): cell is HeardCell {
  return cell !== undefined && 'state' in cell
}

function latest(rows: { until: string }[]): { time: string } {
  return {
    time:
      rows
        .map(({ until }) => until)
        .sort()
        .at(-1) ?? '',
  }
}

function calledBy({ ours, name }: NameServersView['resolvers'][number]): string {
  return ours ? "This Seedbed's resolver" : name
}

function namesOf(servers: Server[]): string[] {
  return [...new Set(servers.map(({ name }) => name))]
}

function few(names: string[]): string {
  const shown = [...new Set(names)]
  return shown.length > 3 ? `${shown.slice(0, 3).join(', ')} and ${shown.length - 3} more` : shown.join(', ')
}
