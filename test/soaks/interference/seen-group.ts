import type { Dice } from '../dice.ts'
import { bySort, coin, entriesOf, without } from './entries.ts'
import type { Entry } from './entries.ts'

/**
 * What a requester sees of an address that is a group: a digit for each slot, and nothing else, whoever is in it. `in vain`:
 * it may be asked about, and at no time are enough of its people known to be told of.
 */
export type SeenGroup =
  | {
      readonly tells: 'group'
      readonly detailed: false
      /** Of whole slots, apart from each other, sorted; what is in none of them is free. */
      readonly entries: readonly Entry[]
      /** Nobody is free at any time, so that it cannot be told whether a member is unknown. */
      readonly dark: boolean
    }
  | { readonly tells: 'group in vain'; readonly detailed: false }

const BUSY: Omit<Entry, 'start' | 'end'> = {
  ...{ status: 'Busy', subject: '', location: '', meeting: false, reminder: false, secret: false },
}

export function drawGroup(
  dice: Dice,
  frame: { readonly hours: number; readonly interval: number },
  inside: boolean,
): SeenGroup {
  // Colleagues are told why, and may know who is in it.
  if (!inside && coin(dice, 4)) return { tells: 'group in vain', detailed: false }
  const window = { start: 0, end: frame.hours * 60 }
  const drawn = entriesOf(dice, 'digits', frame.interval, [window])
  if (coin(dice)) return { tells: 'group', detailed: false, entries: drawn, dark: false }
  const away = drawn.filter(({ status }) => status === 'OOF')
  const rest = without(window, away).map((stretch) => ({ ...BUSY, ...stretch }))
  const entries = [...away, ...rest].sort(bySort)
  return { tells: 'group', detailed: false, entries, dark: true }
}
