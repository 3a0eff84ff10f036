import type { PublishedFormat } from './published-variant.ts'

/** Below which published calendars are. */
export const PUBLISHED = '/published/'

export type PublishedLeaf = PublishedFormat | 'code' | 'open'

export interface PublishedAddress {
  readonly secret: string
  /** The pass in the address of somebody who has typed a code; null where there is none. */
  readonly pass: string | null
  readonly leaf: PublishedLeaf
}

const LEAVES: ReadonlyMap<string, PublishedLeaf> = new Map([
  ['', 'page'],
  ['calendar.ics', 'ics'],
  ['calendar.ifb', 'ifb'],
  ['calendar.json', 'json'],
  ['code', 'code'],
  ['open', 'open'],
])

/** 256 bits in base64url, and what passes are made of; exactly: another spelling is another address. */
const SHAPE = /^\/published\/([A-Za-z0-9_-]{43})\/(?:pass\/([A-Za-z0-9_.-]{20,80})\/)?([a-z.]*)$/

/** What a path names; null where it has another shape. */
export function readPublishedAddress(path: string): PublishedAddress | null {
  const [, secret, pass, name = ''] = SHAPE.exec(path) ?? []
  const leaf = LEAVES.get(name)
  if (secret === undefined || leaf === undefined) return null
  if (pass !== undefined && (leaf === 'code' || leaf === 'open')) return null
  return { secret, pass: pass ?? null, leaf }
}
