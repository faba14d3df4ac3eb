/** What the live page needs from the table. */
import type { Report } from '#checks/report.ts'
import { type AddressView, addressByToken, deleteAddress, extendAddress } from '#prisma/address.ts'
import { reportOfMail } from '#prisma/report.ts'
import type { LiveState } from '../live.ts'

/** @throws {Response} 404, the same for an unknown, a foreign and a deleted address */
export async function addressBehind(token: string | undefined): Promise<AddressView> {
  const address = await addressByToken(token ?? '')
  if (address) return address
  throw new Response('There is no address behind this link. It may have been deleted.', { status: 404 })
}

/** The newest report of the address, with its mail. */
export async function newestReport({ mails }: LiveState): Promise<{ mailId: string; report: Report } | null> {
  const mail = mails.find((one) => one.status === 'reported')
  const report = mail && (await reportOfMail({ mailId: mail.id }))
  return report ? { mailId: mail.id, report } : null
}

/** The buttons of the live page. Whoever has the link may press them. */
export async function carryOut(intent: string, address: AddressView): Promise<'deleted' | 'extended'> {
  if (intent === 'extend') {
    await extendAddress(address)
    return 'extended'
  }
  if (intent !== 'delete') throw new Response('There is no such button.', { status: 400 })
  await deleteAddress(address)
  return 'deleted'
}
