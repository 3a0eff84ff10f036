import { PublishedLinks } from '../../trust/sharing/link-store.ts'
import { linkSecretHash, newLinkSecret } from '../../trust/sharing/published-link.ts'
import { BY_ITSELF } from '../../trust/stores/cause.ts'
import { MemoryEngine, MemoryWorld } from '../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../trust/stores/state-store.ts'
import { calendarOf, PublishedWorld, random } from '../gateway/sharing/published-world.ts'
import type { Answered } from '../gateway/sharing/published-world.ts'
import { Dice } from './dice.ts'

export interface LinkReport {
  readonly seed: number
  /** Wrong addresses tried. */
  tried: number
  /** Of those, over HTTP. */
  triedOverHttp: number
  /** Over HTTP, those the limiter answered. */
  limited: number
  /** Wrong addresses that showed something. */
  hits: number
  /** Different answers over HTTP, to the byte: "nothing here" and "too many". */
  distinctAnswers: number
  /** Real addresses, one for nine wrong ones; all have to be found. */
  controls: number
  controlsFound: number
}

export interface LinkSoak {
  readonly count: number
  readonly seed: number
  readonly progress: (line: string) => void
}

const LINKS = 1_000
const OVER_HTTP_EVERY = 100
const CONTROL_EVERY = 9
const TELL_EVERY = 1_000_000
const ONE_PLACE = '127.0.0.2'
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
/** What the configuration has where nothing is said. */
const LIMITS = { requestsPerAddress: 600, missesPerAddress: 60, requestsPerLink: 6_000 }

const replaced = (text: string, at: number, by: string): string => text.slice(0, at) + by + text.slice(at + by.length)

/** Ways to come near a real address. */
const WAYS: readonly ((real: string, other: string, dice: Dice) => string)[] = [
  (real, _, dice) => replaced(real, dice.throw(real.length), dice.pick([...ALPHABET])),
  // The last character has two bits that no byte has: other spellings of the same 256 bits.
  (real, _, dice) =>
    replaced(real, 42, ALPHABET[(ALPHABET.indexOf(real[42] as string) & ~3) | dice.throw(4)] as string),
  (real, _, dice) => {
    const at = dice.throw(real.length - 1)
    return replaced(real, at, `${real[at + 1]}${real[at]}`)
  },
  (real, _, dice) => {
    const at = dice.throw(real.length)
    const letter = real[at] as string
    return replaced(real, at, letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase())
  },
  (real, _, dice) => {
    const bytes = Buffer.from(real, 'base64url')
    const at = dice.throw(bytes.length)
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << dice.throw(8)), at)
    return bytes.toString('base64url')
  },
  (real, other, dice) => {
    const at = 1 + dice.throw(real.length - 1)
    return real.slice(0, at) + other.slice(at)
  },
  (real, _, dice) => real.slice(1) + dice.pick([...ALPHABET]),
  (real) => linkSecretHash(real),
  () => newLinkSecret(random),
]

async function openLinks(world: PublishedWorld): Promise<PublishedLinks> {
  const clock = { now: () => world.now }
  const state = new StateStore(new MemoryEngine(new MemoryWorld()), { clock, random, checksumKey: null })
  await state.open()
  const links = new PublishedLinks(state)
  await state.follow(links)
  return links
}

class Guessing {
  readonly report: LinkReport
  readonly #dice: Dice
  readonly #world: PublishedWorld
  readonly #secrets: readonly string[]
  readonly #known: ReadonlySet<string>
  readonly #answers = new Set<string>()

  constructor(seed: number, world: PublishedWorld, secrets: readonly string[]) {
    const none = { tried: 0, triedOverHttp: 0, limited: 0, hits: 0, distinctAnswers: 0, controls: 0, controlsFound: 0 }
    this.report = { seed, ...none }
    this.#dice = new Dice(seed)
    this.#world = world
    this.#secrets = secrets
    this.#known = new Set(secrets)
  }

  #guess(): string {
    for (;;) {
      const [real, other] = [this.#dice.pick(this.#secrets), this.#dice.pick(this.#secrets)]
      const guess = this.#dice.pick(WAYS)(real, other, this.#dice)
      if (!this.#known.has(guess)) return guess
    }
  }

  /** One guess, and after nine of them a real address. */
  async turn(): Promise<void> {
    const { report } = this
    const overHttp = report.tried % OVER_HTTP_EVERY === 0
    if (overHttp) await this.#tryOverHttp(this.#guess())
    else if (this.#world.calendars.open(linkSecretHash(this.#guess())) !== null) report.hits++
    report.tried++
    if (report.tried % CONTROL_EVERY !== 0) return
    const real = this.#dice.pick(this.#secrets)
    report.controls++
    const found = overHttp
      ? (await this.#ask(real, this.#spread())).status === 200
      : this.#world.calendars.open(linkSecretHash(real)) !== null
    if (found) report.controlsFound++
  }

  /** An address of this machine that hardly anybody else asks from. */
  #spread(): string {
    return `127.${1 + this.#dice.throw(250)}.${this.#dice.throw(250)}.${1 + this.#dice.throw(250)}`
  }

  #ask(secret: string, from: string): Promise<Answered> {
    this.#world.now++
    return this.#world.ask(`/published/${secret}/calendar.ifb`, { from })
  }

  /** Half of them from everywhere, half from one address, which is soon not heard any more. */
  async #tryOverHttp(guess: string): Promise<void> {
    const from = this.#dice.throw(2) === 0 ? this.#spread() : ONE_PLACE
    const { status, headers, body } = await this.#ask(guess, from)
    if (status === 200 || status === 304) this.report.hits++
    if (status === 429) this.report.limited++
    this.#answers.add(JSON.stringify([status, { ...headers, date: undefined }, body]))
    this.report.triedOverHttp++
    this.report.distinctAnswers = this.#answers.size
  }
}

/** Guesses addresses near real ones, in process and over HTTP. */
export async function guessLinks({ count, seed, progress }: LinkSoak): Promise<LinkReport> {
  const world = await PublishedWorld.open(calendarOf(), LIMITS)
  try {
    const links = await openLinks(world)
    const secrets = Array.from({ length: LINKS }, () => world.addLink())
    for (const link of world.links.values()) {
      await links.write({ link, before: 0, event: 'link.opened' }, BY_ITSELF)
    }
    world.directory = links
    const guessing = new Guessing(seed, world, secrets)
    for (let i = 1; i <= count; i++) {
      await guessing.turn()
      if (i % TELL_EVERY === 0) progress(`${i} tried, ${guessing.report.hits} hits`)
    }
    return guessing.report
  } finally {
    await world.close()
  }
}
