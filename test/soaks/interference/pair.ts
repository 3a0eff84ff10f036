import { Dice } from '../dice.ts'
import { requestOf } from './cast.ts'
import type { Cast } from './cast.ts'
import { clotheWorld } from './clothe-world.ts'
import type { ClothedOrganization, World } from './clothe-world.ts'
import { drawScene } from './seen.ts'
import type { Asked, Scene } from './seen.ts'
import { serve } from './served-world.ts'
import type { Observed, Seams } from './served-world.ts'

/** Two worlds of which the same is seen. */
export interface Pair {
  readonly number: number
  readonly scene: Scene
  readonly worlds: readonly [World, World]
}

/** Each pair is drawn by dice of its own, so that one can be had again without those before it. */
export function drawPair(seed: number, number: number): Pair {
  const dice = new Dice((Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b)) >>> 0)
  for (let i = 0; i < 3; i++) dice.throw(2)
  const scene = drawScene(dice)
  return { number, scene, worlds: [clotheWorld(dice, scene), clotheWorld(dice, scene)] }
}

export async function observe(
  cast: Cast,
  { scene, worlds, number }: Pair,
  seams: Seams = {},
): Promise<[Observed, Observed]> {
  const request = requestOf(cast, scene, number)
  const [one, other] = worlds
  return [await serve(cast, scene, one, request, seams), await serve(cast, scene, other, request, seams)]
}

/** Without the members of groups: as many are read as a group has that may be told of, by no call more. */
const comparable = ({ work: { members: _, ...rest } }: Observed): object => rest

/** What differs in the answers; null where nothing does. */
export function differenceOf([one, other]: readonly [Observed, Observed]): 'bytes' | 'work' | null {
  if (one.bytes !== other.bytes) return 'bytes'
  return JSON.stringify(comparable(one)) === JSON.stringify(comparable(other)) ? null : 'work'
}

function behind(organization: ClothedOrganization | null, address: string): string {
  const mailbox = organization?.mailboxes.find((one) => one.address === address)
  return JSON.stringify([mailbox?.entry, mailbox?.events, mailbox?.members])
}

/** What lies behind what is seen of one address. */
function clothesOf({ contoso, tailspin, adatum }: World, address: string): string {
  return [behind(contoso, address), behind(tailspin, address), JSON.stringify(adatum.get(address) ?? null)].join('\n')
}

const isToldOf = ({ tells }: Asked['seen']): boolean => tells === 'calendar' || tells === 'group'

/** Whether something is hidden behind an answer that is none of the refusals: of a mailbox something is told of. */
export function isTelling({ scene, worlds: [one, other] }: Pair): boolean {
  return scene.asked.some(
    ({ address, seen }) => isToldOf(seen) && clothesOf(one, address) !== clothesOf(other, address),
  )
}

/** Mailboxes told of, by the answer; the scene says how many there have to be. */
export function answered({ visit }: Scene, { bytes }: Observed): number {
  if (visit !== null) return bytes.startsWith('HTTP/1.1 200 ') ? 1 : 0
  return bytes.split('<ResponseCode>NoError<').length - 1
}
/** A published calendar that cannot be read is told of: all of it is unknown. */
export const toldIn = ({ asked, visit }: Scene): number =>
  asked.filter(({ seen }) => isToldOf(seen) || (visit !== null && seen.tells === 'unreadable')).length
