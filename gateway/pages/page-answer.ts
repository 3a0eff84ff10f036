import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Response } from 'express'

/** What a request for a page of ours comes to. */
export type PageAnswer =
  | {
      readonly kind: 'page'
      readonly status: number
      readonly text: string
      readonly setCookie?: string | readonly string[]
      /** An address of ours that the browser goes on to by itself, as if it had been asked for on this page. */
      readonly onTo?: string
      /** Seconds after which to come back. */
      readonly retryAfter?: number
      /** It is no page but a file to keep: its name, of letters, digits, dots and hyphens, and its media type. */
      readonly file?: { readonly name: string; readonly type: string }
    }
  /** Saved by the browser and never shown as a page. */
  | {
      readonly kind: 'file'
      /** As the browser is to call it: letters, digits, a dot. */
      readonly name: string
      readonly type: string
      readonly content: AsyncIterable<Buffer> | Iterable<Buffer>
      readonly setCookie?: string | readonly string[]
    }
  /** To another page. */
  | { readonly kind: 'see-other'; readonly to: string; readonly setCookie?: string | readonly string[] }

export const shown = (text: string, status = 200): PageAnswer => ({ kind: 'page', status, text })

export const seeOther = (to: string): PageAnswer => ({ kind: 'see-other', to })

export const fileOf = (name: string, type: string, content: AsyncIterable<Buffer> | Iterable<Buffer>): PageAnswer => ({
  ...{ kind: 'file', name, type, content },
})

export function sendPage(response: Response, answer: PageAnswer): void {
  if (answer.setCookie !== undefined) response.set('Set-Cookie', [answer.setCookie].flat())
  if (answer.kind === 'file') {
    response.status(200).type(answer.type).set('Content-Disposition', `attachment; filename="${answer.name}"`)
    // Whoever went away, or a store that did: what was begun is broken off, so that it is not taken for all of it.
    return void pipeline(Readable.from(answer.content), response).catch(() => response.destroy())
  }
  if (answer.kind === 'see-other') return void response.status(303).set('Location', answer.to).end()
  if (answer.retryAfter !== undefined) response.set('Retry-After', String(answer.retryAfter))
  // HTML 7.11: the same as `<meta http-equiv=refresh>`, which a page need not know of then.
  if (answer.onTo !== undefined) response.set('Refresh', `0; url=${answer.onTo}`)
  const { name, type } = answer.file ?? {}
  if (name !== undefined)
    response.set('Content-Disposition', `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"`)
  response
    .status(answer.status)
    .type(type ?? 'html')
    .send(answer.text)
}
