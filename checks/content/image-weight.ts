import { type Check, type Evidence, type Fix, info, pass, say, unknown, warn } from '../check.ts'
import { fetchedImages, remoteImages } from '../facts/fetched.ts'
import { few } from '../facts/few.ts'
import { pageOf } from '../facts/page.ts'
import type { TestMail } from '../subject.ts'

const MB = 1_000_000

/** Are the pictures light enough for a phone? */
export const imageWeight: Check<TestMail> = {
  id: 'image-weight',
  title: 'Weight of the pictures',
  reference: 'practice',
  silence: 'not-fetched',

  async run(mail, net) {
    const images = pageOf(mail)?.images.filter(({ src }) => src !== '') ?? []
    if (images.length === 0)
      return info('none', { evidence: [{ where: 'body', what: 'no pictures' }], explanation: say`The mail has no pictures.` })
    const fetched = await fetchedImages(mail, net)
    const inside = weightInside(mail)
    const sizes = [...inside, ...(fetched ?? []).flatMap(({ src, size }) => (size === undefined ? [] : [{ src, size }]))]
    const evidence: Evidence[] = few(
      sizes.toSorted((a, b) => b.size - a.size).map(({ src, size }) => ({ where: src.slice(0, 300), what: `${size} bytes` })),
    )
    const total = sizes.reduce((sum, { size }) => sum + size, 0)
    const largest = Math.max(0, ...sizes.map(({ size }) => size))
    const mb = Math.round((total / MB) * 10) / 10
    if (total > 3 * MB || largest > MB)
      return warn('very-heavy', {
        evidence,
        explanation: say`The pictures have ${mb} MB together, and the largest ${Math.round(largest / 1000)} kB.`,
        fix,
      })
    const known = fetched?.every(({ state }) => state === 'ok') ?? remoteImages(mail).length === 0
    if (!known) {
      return unknown('not-fetched', {
        side: 'ours',
        evidence: evidence.length > 0 ? evidence : [{ where: 'pictures', what: 'not requested' }],
        explanation: fetched
          ? say`Not all pictures could be requested.`
          : say`Nobody has asked for the pictures to be requested.`,
      })
    }
    if (total > MB) return info('heavy', { evidence, explanation: say`The pictures have ${mb} MB together.` })
    const some = evidence.length > 0 ? evidence : [{ where: 'pictures', what: '0 bytes' }]
    return pass('light', { evidence: some, explanation: say`The pictures have ${Math.ceil(total / 1000)} kB together.` })
  },
}

/** Pictures that the mail brings along: image parts, and data: addresses. */
function weightInside(mail: TestMail): { src: string; size: number }[] {
  const parts = mail.structure.leaves.filter(({ type, attached }) => type.startsWith('image/') && !attached)
  const data = (pageOf(mail)?.images ?? []).filter(({ src }) => /^data:/i.test(src))
  return [
    ...parts.map(({ type, start, end }) => ({ src: type, size: Math.round((end - start) * 0.73) })),
    ...data.map(({ length }) => ({ src: 'data:', size: Math.round(length * 0.75) })),
  ]
}

const fix: Fix = {
  who: 'message',
  say: say`Make the pictures smaller: at most twice the size they are shown in, as JPEG or PNG, under 1 MB in all.`,
  why: say`Readers on the road see empty frames for as long as the pictures load.`,
}
