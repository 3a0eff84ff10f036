import { LRUCache } from 'lru-cache'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Groups } from './compile-parts.ts'

/** Some of the mailboxes there are: can be asked about each, and is never listed. */
export interface Everyone {
  has(address: MailboxAddress): boolean
}

/** Over all groups: what is beyond is found again when it is asked for. */
const MEMBERS_KEPT = 2 ** 21

/** Everyone in some groups, however deep. */
export function membersOf(groups: Groups, names: readonly string[]): ReadonlySet<MailboxAddress> {
  const members = new Set<MailboxAddress>()
  // A set visits what is added to it on the way, once: circles come to an end by themselves.
  const reached = new Set(names)
  for (const group of reached) {
    for (const member of groups.get(group) ?? []) {
      if ('address' in member) members.add(member.address)
      else reached.add(member.group)
    }
  }
  return members
}

/**
 * Everyone in some groups, however deep, found when they are first asked about. Were it found beforehand, ten thousand
 * relationships that each name the end of a long chain of groups would be more than fits into memory.
 */
export class GroupMembers {
  readonly #groups: Groups
  readonly #found = new LRUCache<string | readonly string[], ReadonlySet<MailboxAddress>>({
    maxSize: MEMBERS_KEPT,
    sizeCalculation: (members) => members.size + 1,
  })

  /** @param groups may change, if `changed` is called after it */
  constructor(groups: Groups) {
    this.#groups = groups
  }

  everyoneIn(names: readonly string[]): Everyone {
    const key = names.length === 1 ? (names[0] ?? '') : names
    return { has: (address) => this.#members(key, names).has(address) }
  }

  changed(): void {
    this.#found.clear()
  }

  #members(key: string | readonly string[], names: readonly string[]): ReadonlySet<MailboxAddress> {
    const known = this.#found.get(key)
    if (known !== undefined) return known
    const members = membersOf(this.#groups, names)
    this.#found.set(key, members)
    return members
  }
}
