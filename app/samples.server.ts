/** Samples: mails we send ourselves, for somebody who has none at hand. */
import { requestSample, sampleKinds } from '#worker/queue.ts'

/** Asks the worker for a sample. @throws {Response} 400 for a kind that is none, 503 while the queue is away */
export async function sendSampleTo(addressId: string, wanted: string): Promise<void> {
  const kind = sampleKinds.find((one) => one === wanted)
  if (!kind) throw new Response('There is no such sample. Go back and choose one of the three.', { status: 400 })
  await requestSample({ addressId, kind }).catch(() => {
    throw new Response('We cannot send samples right now. Your address still receives. Try again in a minute.', { status: 503 })
  })
}
