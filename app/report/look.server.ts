/** What the tabs of a mail show, as the API gives it: its parts, its preview, and what changed since one that passed. */
import { isIP } from 'node:net'
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import ipaddr from 'ipaddr.js'
import { mailRaw } from '#prisma/mail.ts'
import { reportOfMail } from '#prisma/report.ts'
import { give, readableMail } from '../api.server.ts'
import { changedSince } from '../compare/last.server.ts'
import { mailTab } from '../mail-view/page.server.ts'
import { partRows, takeApart } from '../mail-view/parts.server.ts'
import { notFound } from '../problem.server.ts'
import { ownMails } from '../scan/own.server.ts'
import { partListSchema, previewSchema, seenServerSchema, sinceSchema } from './api.ts'

type Asked = ActionFunctionArgs

export async function partsAnswer({ request, params }: Asked): Promise<Response> {
  const mail = await readableMail(params.id, request)
  const octets = mail && (await mailRaw({ mailId: mail.id }))
  if (!octets) return notFound()
  const parts = partRows(takeApart(octets)).map(({ number, type, name, size, encoding, charset, attached }) => ({
    ...{ number, type, name, size, encoding, charset, attached },
  }))
  return give(partListSchema, { parts })
}

export async function previewAnswer({ request, params }: Asked): Promise<Response> {
  const mail = await readableMail(params.id, request)
  const look = mail?.kept === 'everything' ? await mailTab(request, mail) : null
  if (!look) return notFound()
  const { inbox, text, html } = look
  return give(previewSchema, {
    ...{ inbox, text: text?.shown ?? null },
    html: html && { size: html.size, below: html.below, remoteImages: html.remote, missingImages: html.missing },
  })
}

export async function sinceAnswer({ request, params }: Asked): Promise<Response> {
  const mail = await readableMail(params.id, request)
  const report = mail?.status === 'reported' ? await reportOfMail({ mailId: mail.id }) : null
  const since = mail && report && (await changedSince(request, mail, report))
  if (!since) return notFound()
  const { id, receivedAt, ways, records, alike } = since
  const told = ways.map(({ what, before, after, usual }) => ({ what, before, after, usual }))
  return give(sinceSchema, { id, receivedAt, ways: told, records, alike })
}

export async function seenServerAnswer({ request, params: { ip = '' } }: Asked): Promise<Response> {
  const seen = isIP(ip) === 0 ? null : await ownMails(request, ipaddr.process(ip).toString())
  if (!seen) return notFound()
  const { mailId, ...same } = seen
  return give(seenServerSchema, { ...same, mail: mailId })
}
