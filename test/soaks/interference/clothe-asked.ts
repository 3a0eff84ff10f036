import type { Dice } from '../dice.ts'
import { asGroup, clotheGroup, wrongSize } from './clothe-group.ts'
import { hiddenFromColleagues, hiddenFromOutsiders, shown, unreadable } from './clothe-mailbox.ts'
import type { ClothedMailbox, Surroundings } from './clothe-mailbox.ts'
import { coin } from './entries.ts'
import type { Asked, Scene } from './seen.ts'

/** One in so many of what nothing is told of is a group. */
const GROUP_EVERY = 6

function hidden(dice: Dice, scene: Scene, address: string, around: Surroundings): ClothedMailbox {
  if (coin(dice, GROUP_EVERY)) return wrongSize(dice, scene, address, around)
  const found = hiddenFromOutsiders(dice, scene, address, around)
  return coin(dice, GROUP_EVERY) ? asGroup(dice, scene, found, around) : found
}

/** Draws a mailbox that is seen as `asked` says. */
export function clotheAsked(dice: Dice, scene: Scene, { address, seen }: Asked, around: Surroundings): ClothedMailbox {
  switch (seen.tells) {
    case 'calendar':
      return shown(dice, scene, address, seen, around)
    case 'unreadable':
      return unreadable(dice, scene, address, seen, around)
    case 'nothing': {
      if (!around.inside) return hidden(dice, scene, address, around)
      const found = hiddenFromColleagues(dice, scene, address, seen.why, around)
      return coin(dice, GROUP_EVERY) ? asGroup(dice, scene, found, around) : found
    }
    default:
      return clotheGroup(dice, scene, address, seen, around)
  }
}

/** Of nobody who is asked about. */
export function bystander(dice: Dice, scene: Scene, address: string, around: Surroundings): ClothedMailbox {
  return hiddenFromOutsiders(dice, scene, address, around)
}

/** Each with the members of each group among them. */
export const everybodyIn = (mailboxes: readonly ClothedMailbox[]): readonly ClothedMailbox[] =>
  mailboxes.flatMap((one) => [one, ...(one.members ?? [])])
