import { z } from 'zod'
import type { Json } from '../stores/state-record.ts'
import { isBeginning } from './merkle-tree.ts'
import type { TreeAt } from './merkle-tree.ts'
import type { TreeHead } from './tree-head.ts'

const HASH = z.string().regex(/^[0-9a-f]{64}$/)
/** More than a tree of 2^53 leaves can need. */
const LONGEST_PROOF = 128

/** What is published of an audit log: its newest signed tree head, and that an earlier one is its beginning. */
const PUBLISHED = z.object({
  head: z.string(),
  /** Null where nothing earlier was named. */
  proof: z.array(HASH).max(LONGEST_PROOF).nullable(),
})

export type PublishedHead = z.infer<typeof PUBLISHED>

/** Null for anything that is none. */
export function parsePublishedHead(text: string): PublishedHead | null {
  try {
    return PUBLISHED.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** The newest head a partner showed us, so that its past cannot become another one. */
const SEEN = z.strictObject({
  jwt: z.string(),
  log: z.string(),
  size: z.int().min(0),
  root: HASH,
  /** When its past was last found to be another one; null: never. */
  rewrittenAt: z.iso.datetime().nullable(),
})

export type SeenHead = z.infer<typeof SEEN>

/** @throws ZodError for what was not written by `asSeen` */
export function readSeenHead(value: Json): SeenHead {
  return SEEN.parse(value)
}

export function asSeen(jwt: string, { log, size, root }: TreeHead, rewrittenAt: string | null): SeenHead {
  return { jwt, log, size, root, rewrittenAt }
}

export type HeadComparison =
  | 'first'
  | 'unchanged'
  | 'grown'
  | 'begun anew' // another log: after a restored backup, or instead of a past that should not be seen
  | 'rewritten' // the earlier tree is not the beginning of this one

/** Compares the head a partner shows now with the one it showed before. */
export function compareHeads(
  seen: (TreeAt & { readonly log: string }) | null,
  head: TreeHead,
  proof: PublishedHead['proof'],
): HeadComparison {
  if (seen === null) return 'first'
  if (seen.log !== head.log) return 'begun anew'
  if (seen.size === head.size) return seen.root === head.root ? 'unchanged' : 'rewritten'
  return isBeginning(seen, head, proof ?? []) ? 'grown' : 'rewritten'
}
