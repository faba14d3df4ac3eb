/** Setting up an authenticator. The secret goes along sealed in the form until the first code shows that it arrived. */
import { json } from '@remix-run/server-runtime'
import { renderSVG } from 'uqr'
import { env } from '#env'
import { seal, unseal } from '#prisma/sealed.ts'
import { newRecoveryCodes, setTotp } from '#prisma/second-factor.ts'
import { accountById } from '#prisma/user.ts'
import { go } from '../go.server.ts'
import { mustSignIn } from '../who.server.ts'
import { fieldsOf } from './form.server.ts'
import type { Again } from './form.tsx'
import { mailSecondFactor } from './mails.server.ts'
import { wrongPassword } from './once-more.server.ts'
import { newSecret, secretText, secretUri, stepOfCode } from './totp.server.ts'

export interface Offer {
  /** The secret, sealed for this form and person. */
  offer: string
  /** In groups of four, to be typed. */
  text: string
  /** The square picture, as a data URL. */
  picture: string
}

const purposeOf = (userId: string): string => `totp-offer ${userId}`

function offerOf(secret: Buffer, { id, email }: { id: string; email: string }): Offer {
  const uri = secretUri(secret, { issuer: `Seedbed ${new URL(env.BASE_URL).host}`, account: email })
  return {
    offer: seal(purposeOf(id), secret.toString('base64url')),
    text: (secretText(secret).match(/.{1,4}/g) ?? []).join(' '),
    picture: `data:image/svg+xml;base64,${Buffer.from(renderSVG(uri, { border: 2 })).toString('base64')}`,
  }
}

/** A fresh secret for whoever has no authenticator yet; null for who has one. */
export async function newOffer(request: Request): Promise<Offer | null> {
  const { person } = await mustSignIn(request)
  const account = await accountById(person.id)
  if (!account || account.hasTotp) return null
  return offerOf(newSecret(), person)
}

/** The form again: with the same secret, so that what was scanned stays good. */
export interface OfferAgain extends Again {
  offer: Offer
}

/** The form, sent: with the password and a first code it is on, and recovery codes are shown once. */
export async function acceptOffer(request: Request, client: string): Promise<Response> {
  const { person } = await mustSignIn(request)
  const account = await accountById(person.id)
  if (!account || account.hasTotp) return go('/settings/account')
  const field = await fieldsOf(request)
  const sealed = unseal(purposeOf(person.id), field('offer'))
  if (sealed === null) throw new Response('This form is from another session. Open the page again.', { status: 400 })
  const secret = Buffer.from(sealed, 'base64url')
  const refuse = (problems: Again['problems'], status = 400) =>
    json<OfferAgain>({ typed: {}, problems, offer: offerOf(secret, person) }, { status })
  const refused = await wrongPassword({ account, client, current: field('current') })
  if (refused) return refuse(refused.problems, refused.status)
  const step = stepOfCode(secret, field('code'))
  if (step === null) return refuse({ code: 'This is not the code of now. Are the clocks right?' })
  await setTotp({ userId: person.id, secret, step })
  await mailSecondFactor(person.id, account.email, true)
  return json({ codes: await newRecoveryCodes({ userId: person.id }) })
}
