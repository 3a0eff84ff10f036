import { randomBytes } from 'node:crypto'
import { Agent } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { hashPassword } from '../../trust/credentials/password-hash.ts'
import { freePort } from '../conformance/redis-server.ts'
import { AMPLE_BUDGETS } from '../organizations/ample-budgets.ts'
import { ServedGateway } from '../scenarios/served-gateway.ts'
import { signIn } from './console-sign-in.ts'
import type { ConsoleSignIn } from './console-sign-in.ts'
import { lookupsInCrowd } from './lookups-in-crowd.ts'
import type { CrowdReport } from './lookups-in-crowd.ts'

const NAME = 'karin'
const PASSWORD = 'a password of the soak'
/** Whoever guesses, and whoever signs in meanwhile. */
const [GUESSER, OTHER] = ['127.0.0.2', '127.0.0.3']
const AT_ONCE = 64
const LEAST_SIGN_INS = 5
const MINUTE = 60_000
const TRIES = 15
const PAUSE_MS = 1_000
/** Else whoever is refused so often is held up before, and few of its guesses arrive where they are counted. */
const NOBODY_WAITS = 1_000_000

export interface GuessReport extends CrowdReport {
  readonly guesses: number
  readonly seconds: number
  /** Of one address, for one name: passwords that were hashed and compared. */
  readonly hashed: number
  /** Most that may be hashed in the minutes it took: twenty each (threats AD1). */
  readonly mostHashed: number
  readonly guessed: number
  /** Guesses that were answered neither as wrong nor as too many. */
  readonly unclear: number
  /** Sign-ins with the right password from another address meanwhile, how often they were put off, how many of them failed. */
  readonly signIns: number
  readonly signInsPutOff: number
  readonly signInsFailed: number
  /** Of those that were let in, the slowest, with everything it was put off for. */
  readonly slowestSignInMs: number
  /** Guesses that are right, to see that such are told. */
  readonly controls: number
  readonly controlsSeen: number
}

export interface GuessOrder {
  readonly guesses: number
  readonly crowd: number
  /** Crowds, one after the other. */
  readonly rounds: number
  readonly progress: (line: string) => void
}

const agentAt = (localAddress: string, maxSockets: number): Agent =>
  new Agent({ keepAlive: true, localAddress, maxSockets })

/** As a person does who is told to wait a little. @returns how often she was told so; null where she gave up */
async function signInPatiently(sign: ConsoleSignIn, agent: Agent): Promise<number | null> {
  for (let putOff = 0; putOff < TRIES; putOff++) {
    if ((await signIn(sign, { agent })) === 'in') return putOff
    await setTimeout(PAUSE_MS)
  }
  return null
}

/** Somebody who signs in once a second for as long as others guess. */
async function signInMeanwhile(sign: ConsoleSignIn, guessing: Promise<unknown>) {
  const agent = agentAt(OTHER, 1)
  const told = { signIns: 0, signInsPutOff: 0, signInsFailed: 0, slowestSignInMs: 0 }
  let over = false
  void guessing.then(() => (over = true))
  while (!over || told.signIns < LEAST_SIGN_INS) {
    const begun = performance.now()
    const putOff = await signInPatiently(sign, agent)
    told.signIns++
    told.signInsPutOff += putOff ?? 0
    if (putOff === null) told.signInsFailed++
    else told.slowestSignInMs = Math.max(told.slowestSignInMs, Math.round(performance.now() - begun))
    await setTimeout(PAUSE_MS)
  }
  agent.destroy()
  return told
}

async function guess(sign: ConsoleSignIn, { guesses, progress }: GuessOrder) {
  const agent = agentAt(GUESSER, AT_ONCE)
  const outcomes = { in: 0, wrong: 0, 'put off': 0, other: 0 }
  let [sent, answered] = [0, 0]
  const one = async (): Promise<void> => {
    while (sent < guesses) {
      const password = `guess ${sent++}`
      // Only what was hashed is told to be wrong; the rest was put off before.
      outcomes[await signIn({ ...sign, password }, { agent })]++
      if (++answered % 20_000 === 0) progress(`${answered} guesses, ${outcomes.wrong} of them hashed`)
    }
  }
  const begun = Date.now()
  const guessing = Promise.all(Array.from({ length: AT_ONCE }, one)).then(() => Date.now() - begun)
  const meanwhile = await signInMeanwhile(sign, guessing)
  const ms = await guessing
  agent.destroy()
  const mostHashed = 20 * (Math.floor(ms / MINUTE) + 1)
  const told = { guesses: sent, seconds: Math.round(ms / 1_000), hashed: outcomes.wrong, mostHashed }
  return { ...told, guessed: outcomes.in, unclear: outcomes.other, ...meanwhile }
}

/** Guesses passwords at a gateway of its own, and signs in many at once, while others go on with their work. */
export async function guessPasswords(order: GuessOrder): Promise<GuessReport> {
  const { crowd, rounds, progress } = order
  const gateway = new ServedGateway()
  const port = await freePort()
  const sign = { origin: `http://127.0.0.1:${port}`, name: NAME, password: PASSWORD }
  try {
    const console = { publicUrl: sign.origin, listen: { host: '127.0.0.1', port } }
    await gateway.configure({ more: { console, limits: { ...AMPLE_BUDGETS, refusedPerSecond: NOBODY_WAITS } } })
    await gateway.start()
    const passwordHash = await hashPassword(PASSWORD, randomBytes(16))
    await gateway.ask('PUT', `/administrators/${NAME}`, { role: 'administrator', passwordHash })
    const controlsSeen = (await signIn(sign, { agent: false, localAddress: OTHER })) === 'in' ? 1 : 0
    progress('many sign in at once')
    const many = await lookupsInCrowd(gateway.url, { count: crowd, rounds, sign, progress })
    progress('somebody guesses')
    return { ...(await guess(sign, order)), ...many, controls: 1, controlsSeen }
  } finally {
    await gateway.remove()
  }
}
