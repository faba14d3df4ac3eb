/** Who runs what for the domain, on one line under its name. */
import type { ServicesView } from '#checks/report.ts'

export function Services({ services }: { services: ServicesView | undefined }) {
  const parts = services ? partsOf(services) : []
  if (parts.length === 0) return null
  return <p className="mt-0.5 text-sm text-muted">{parts.join(' · ')}</p>
}

function partsOf({ dns, mail, filters, sends }: ServicesView): string[] {
  const parts: [how: string, names: string[]][] = [
    ['DNS at', dns],
    ['mail through', filters],
    ['mail at', mail],
    ['sends with', sends],
  ]
  return parts.filter(([, names]) => names.length > 0).map(([how, names]) => `${how} ${names.join(', ')}`)
}
