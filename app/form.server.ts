/** What a form of ours sent. */

/**
 * All of a form.
 * @throws {Response} 400 when the body is no form: it came from no page of ours
 */
export async function formOf(request: Request): Promise<FormData> {
  try {
    return await request.clone().formData()
  } catch {
    throw new Response('This was not sent by a form of ours.', { status: 400 })
  }
}

/** One field of a form; '' when it is not there. @throws {Response} as `formOf` */
export async function fieldOf(request: Request, name: string): Promise<string> {
  const value = (await formOf(request)).get(name)
  return typeof value === 'string' ? value : ''
}
