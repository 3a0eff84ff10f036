import type { IncomingMessage } from 'node:http'
import { discardRest, readBody } from '../read-body.ts'
import { comesFromUs } from './same-origin.ts'

const LARGEST_FORM = 65_536
const MOST_DISCARDED = 1_048_576

/**
 * What a form of ours sent; `broken` where it is too big, `foreign` where another page sent it (threats AD4).
 *
 * @param origin of the address of our pages
 */
export async function readForm(
  request: IncomingMessage,
  origin: string,
): Promise<URLSearchParams | 'broken' | 'foreign'> {
  const body = await readBody(request, LARGEST_FORM)
  if (body === 'too big') {
    await discardRest(request, MOST_DISCARDED)
    return 'broken'
  }
  return comesFromUs(request.headers, origin) ? new URLSearchParams(body.toString()) : 'foreign'
}
