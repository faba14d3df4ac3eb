/** The pictures of a domain's world, below its sections. */
import type { Views } from '#checks/report.ts'
import { DmarcWalkView } from './dmarc-walk.tsx'
import { MailServersTable } from './mail-servers.tsx'
import { NameServersTables } from './name-servers.tsx'
import { SpfTreeView } from './spf-tree.tsx'

/** `domain`: whose views they are, where its mail servers can be looked at more closely. */
export function ViewsOf({ views = {}, domain }: { views: Views | undefined; domain?: string }) {
  const { mailServers, spf, dmarc, nameServers } = views
  return (
    <>
      {mailServers && <MailServersTable mail={mailServers} domain={domain} />}
      {spf && <SpfTreeView spf={spf} />}
      {dmarc && <DmarcWalkView dmarc={dmarc} />}
      {nameServers && <NameServersTables view={nameServers} />}
    </>
  )
}

/** Where each of them, and the records as published, are on the page. */
export function placesOf(
  { mailServers, spf, dmarc, nameServers }: Views = {},
  hasRecords = false,
): { id: string; label: string }[] {
  return [
    ...(mailServers ? [{ id: 'mail-servers', label: 'Mail servers' }] : []),
    ...(spf ? [{ id: 'spf-tree', label: 'SPF tree' }] : []),
    ...(dmarc ? [{ id: 'dmarc-walk', label: 'DMARC walk' }] : []),
    ...(nameServers ? [{ id: 'name-servers', label: 'Name servers and what is remembered' }] : []),
    ...(hasRecords ? [{ id: 'records', label: 'Records as published' }] : []),
  ]
}
