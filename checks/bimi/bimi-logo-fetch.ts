import { type Check, fail, type Fix, info, pass, say, warn, type Words } from '../check.ts'
import { faultOf, fetchLogo, mostLogoOctets } from '../facts/bimi.ts'
import type { Domain } from '../subject.ts'
import { withBimi } from './over-bimi.ts'

/** Can mail programs fetch the logo? */
export const bimiLogoFetch: Check<Domain> = {
  id: 'bimi-logo-fetch',
  title: 'BIMI logo',
  reference: 'draft-brand-indicators-for-message-identification §4.3, §7.5, §7.6',

  run: async ({ domain }, net) =>
    await withBimi(domain, net, async ({ logo }) => {
      if (logo === '')
        return info('not-applicable', { evidence: [], explanation: say`The BIMI record of ${domain} names no logo.` })
      if (!/^https:\/\//i.test(logo) || !URL.canParse(logo)) {
        const evidence = [{ where: 'l=', what: logo }]
        const explanation = say`The logo cannot be fetched: ${logo} is no ${'https:'} address.`
        return fail('failed', {
          evidence,
          explanation,
          cause: 'bimi-syntax',
          fix: serve(say`Serve the logo over HTTPS, and name that address in the record.`),
        })
      }
      const file = await fetchLogo(logo, net)
      const fault = faultOf(file)
      if (file.outcome !== 'answered' || fault !== undefined) {
        const evidence = [{ where: logo, what: fault ?? '' }]
        const explanation = say`The logo cannot be fetched: ${fault ?? ''}.`
        return fail('failed', {
          evidence,
          explanation,
          fix: serve(say`Serve the logo at ${logo}, for everybody and without a login.`),
        })
      }
      const evidence = [
        {
          where: logo,
          what: `${file.status}, ${file.mediaType || 'no Content-Type'}, ${file.truncated ? 'more than ' : ''}${file.body.length} octets`,
        },
      ]
      if (file.mediaType !== 'image/svg+xml') {
        const explanation = say`The logo is served as ${file.mediaType || 'nothing in particular'}; mail programs expect ${'image/svg+xml'}.`
        return warn('wrong-type', {
          evidence,
          explanation,
          fix: serve(say`Serve the logo with ${'Content-Type: image/svg+xml'}.`),
        })
      }
      if (file.body.length > mostLogoOctets) {
        const explanation = say`The logo has more than 32 KiB; mail programs may not show it.`
        return warn('too-large', {
          evidence,
          explanation,
          fix: serve(say`Make the logo smaller than 32 KiB, or serve it packed as ${'.svgz'}.`),
        })
      }
      return pass('ok', { evidence, explanation: say`Mail programs can fetch the logo of ${domain}.` })
    }),
}

function serve(what: Words): Fix {
  return { who: 'mail-server', say: what, why: say`A logo that cannot be fetched is not shown.` }
}
