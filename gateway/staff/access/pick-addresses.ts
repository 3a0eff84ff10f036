import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Where `address` belongs in a sorted list, by halves. */
function placeIn(list: readonly string[], address: string): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (byText(list[middle] as string, address) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** A page of addresses in their order, of any number in none. */
export interface PickedAddresses {
  readonly addresses: readonly MailboxAddress[]
  /** How many there are that were looked for, on this page, before and after it. */
  readonly of: number
  /** Whether there are more after these. */
  readonly more: boolean
}

/**
 * The first addresses after `after` with `find` in them. It goes over all of them once, and sorts no more than it picks.
 *
 * @param after null: from the first
 * @param most addresses at most
 */
export function pickAddresses(
  all: Iterable<MailboxAddress>,
  { find, after, most }: { readonly find: string; readonly after: string | null; readonly most: number },
): PickedAddresses {
  const wanted = find.toLowerCase()
  const picked: MailboxAddress[] = []
  let of = 0
  for (const address of all) {
    if (!address.includes(wanted)) continue
    of++
    if (after !== null && address <= after) continue
    const last = picked[most]
    if (last !== undefined && address >= last) continue
    picked.splice(placeIn(picked, address), 0, address)
    if (picked.length > most + 1) picked.pop()
  }
  return { addresses: picked.slice(0, most), of, more: picked.length > most }
}
