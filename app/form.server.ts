/** What a form of ours sent. */

/**
 * One field of a form; '' when it is not there.
 * @throws {Response} 400 when the body is no form: it came from no page of ours
 */
export async function fieldOf(request: Request, name: string): Promise<string> {
  try {
    const value = (await request.clone().formData()).get(name)
    return typeof value === 'string' ? value : ''
  } catch {
    throw new Response('This was not sent by a form of ours.', { status: 400 })
  }
}
