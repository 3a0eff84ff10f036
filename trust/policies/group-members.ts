import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { AddressNumbers } from './address-numbers.ts'
import type { Groups } from './compile-parts.ts'

/** Some of the mailboxes there are: can be asked about each, and is never listed. */
export interface Everyone {
  has(address: MailboxAddress): boolean
}

/** Over all groups: what is beyond is found again when it is asked for. */
const MEMBERS_KEPT = 2 ** 21

/** Everyone in some groups, however deep, and whether each of those groups is there. */
function findMembers(groups: Groups, names: readonly string[]) {
  const members = new Set<MailboxAddress>()
  let whole = true
  // A set visits what is added to it on the way, once: circles come to an end by themselves.
  const reached = new Set(names)
  for (const group of reached) {
    const listed = groups.get(group)
    if (listed === undefined) whole = false
    for (const member of listed ?? []) {
      if ('address' in member) members.add(member.address)
      else reached.add(member.group)
    }
  }
  return { members, whole }
}

/** Everyone in some groups, however deep. */
export const membersOf = (groups: Groups, names: readonly string[]): ReadonlySet<MailboxAddress> =>
  findMembers(groups, names).members

/** The members of some groups for as long as there is room for them: null from then on. */
interface Kept {
  members: ReadonlySet<number> | null
  /** Whether each of the groups, and of those in them, is there. */
  readonly whole: boolean
}

/** Who is named, and everyone in some groups as they are when they are asked about. */
class Named implements Everyone {
  readonly #numbers: AddressNumbers
  readonly #listed: ReadonlySet<number> | null
  readonly #find: (() => Kept) | null
  readonly #unknown: 'out' | 'in'
  #kept: Kept = { members: null, whole: false }

  constructor(
    numbers: AddressNumbers,
    listed: ReadonlySet<number> | null,
    find: (() => Kept) | null,
    unknown: 'out' | 'in',
  ) {
    this.#numbers = numbers
    this.#listed = listed
    this.#find = find
    this.#unknown = unknown
  }

  has(address: MailboxAddress): boolean {
    const number = this.#numbers.find(address)
    if (this.#listed !== null && number !== undefined && this.#listed.has(number)) return true
    if (this.#find === null) return false
    if (this.#kept.members !== null) return this.#isIn(number)
    this.#kept = this.#find()
    // Looking for them gives those their numbers who have none yet.
    return this.#isIn(this.#numbers.find(address))
  }

  #isIn(number: number | undefined): boolean {
    const { members, whole } = this.#kept
    if (number !== undefined && members?.has(number) === true) return true
    return !whole && this.#unknown === 'in'
  }
}

/**
 * Everyone in some groups, however deep, found when they are first asked about. Were it found beforehand, ten thousand
 * relationships that each name the end of a long chain of groups would be more than fits into memory. Whoever asks keeps
 * what was found at hand, so that asking again is one look-up; what was found first is forgotten first.
 */
export class GroupMembers {
  readonly #groups: Groups
  readonly #numbers: AddressNumbers
  readonly #room: number
  readonly #kept = new Map<string | readonly string[], Kept>()
  #size = 0

  /**
   * @param groups may change, if `changed` is called after it
   * @param room how many members are kept at most, but for one group that is larger
   */
  constructor(groups: Groups, numbers: AddressNumbers, room = MEMBERS_KEPT) {
    this.#groups = groups
    this.#numbers = numbers
    this.#room = room
  }

  /**
   * Everyone of these, and everyone in these groups.
   *
   * @param unknown where a group is not there, whether anybody may be meant by it: `in` is for who is left out
   */
  everyoneOf(addresses: readonly MailboxAddress[], names: readonly string[], unknown: 'out' | 'in' = 'out'): Everyone {
    const listed = addresses.length === 0 ? null : new Set(addresses.map((address) => this.#numbers.of(address)))
    const key = names.length === 1 ? (names[0] ?? '') : names
    return new Named(this.#numbers, listed, names.length === 0 ? null : () => this.#find(key, names), unknown)
  }

  changed(): void {
    for (const kept of this.#kept.values()) kept.members = null
    this.#kept.clear()
    this.#size = 0
  }

  #find(key: string | readonly string[], names: readonly string[]): Kept {
    const known = this.#kept.get(key)
    if (known !== undefined) return known
    const { members: addresses, whole } = findMembers(this.#groups, names)
    const members = new Set<number>()
    for (const address of addresses) members.add(this.#numbers.of(address))
    this.#makeRoom(members.size + 1)
    const kept: Kept = { members, whole }
    this.#kept.set(key, kept)
    this.#size += members.size + 1
    return kept
  }

  #makeRoom(needed: number): void {
    for (const [key, kept] of this.#kept) {
      if (this.#size + needed <= this.#room) return
      this.#size -= (kept.members?.size ?? 0) + 1
      kept.members = null
      this.#kept.delete(key)
    }
  }
}
