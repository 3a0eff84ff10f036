/** What can be kept: a value of JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** Everything a store holds is of one of these kinds; the key within a kind is chosen by who writes it. */
export const RECORD_KINDS = [
  'identity', // an organization of ours with its keys, sealed; by organization id
  'announcement', // what the metadata of an organization of ours says beside its keys, as a digest; by organization id
  'trust', // by `<local id> <partner id>`
  'approval', // what waits for a second administrator; by its id
  'domain-check', // when a partner's domains were looked at, and what came of it; by `<local id> <partner id>`
  'organization', // switches of one hosted organization; by its name
  'relationship', // by `<organization name> <relationship name>`, like the next three
  'sharing-policy',
  'group',
  'mailbox',
  'published-link', // calendars opened to who holds an address; by `<organization name> <link id>`
  'last-look', // when a share was last used, to the hour; by `<organization name> <mailbox> <share id>`
  'visitor-code', // what a visitor was mailed to type, as a digest; by `<organization name> <link id>`
  'owner-session', // of an owner on her page; by the hash of its id
  'console-account', // of an administrator or auditor who signs in to the console by password; by the name typed there
  'console-session', // of somebody on the pages of the console; by the hash of its id
  'access-token', // of administrators, hashed; by token id
  'first-administrator', // the one-time code, hashed; one key
  'tree-head', // signed heads of our own audit; by size, sixteen digits
  'invitation', // a message to somebody a calendar is shared with, its secrets sealed until it was sent; by its id
  'mail-budget', // how many messages went out on a day; by `organization <name>`, `owner <address>`, `recipient <address>`
  'partner-tree-head', // the newest head seen of a partner's audit; by `<local id> <partner id>`
] as const

export type RecordKind = (typeof RECORD_KINDS)[number]

export interface RecordName {
  readonly kind: RecordKind
  readonly key: string
}

export interface HeldRecord extends RecordName {
  /** The sequence number of the change that wrote it. */
  readonly version: number
  readonly value: Json
}
