import { randomBytes } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { hashPassword } from '../../trust/credentials/password-hash.ts'
import { freePort } from '../conformance/redis-server.ts'
import { ServedGateway } from '../scenarios/served-gateway.ts'

const PASSWORD = 'a password of the soak'
/** Whoever guesses, and whoever signs in meanwhile. */
const [GUESSER, OTHER, CROWD] = ['127.0.0.2', '127.0.0.3', '127.0.0.4']
const AT_ONCE = 64
const LOOKUPS = 100
const SIGN_INS = 5
const MINUTE = 60_000
const TRIES = 15
const PAUSE_MS = 1_000

export interface GuessReport {
  readonly guesses: number
  readonly seconds: number
  /** Of one address, for one name: passwords that were hashed and compared. */
  readonly hashed: number
  /** Most that may be hashed in the minutes it took: twenty each (threats AD1). */
  readonly mostHashed: number
  readonly guessed: number
  /** Sign-ins with the right password from another address meanwhile, and how many of them were refused. */
  readonly signIns: number
  readonly signInsFailed: number
  /** Sign-ins sent at once (threats AD2), how many were let in, and what else was answered to them. */
  readonly crowd: number
  readonly crowdIn: number
  readonly crowdOther: number
  /** Lookups quietly and while the crowd signs in: the slowest but one in a hundred, milliseconds; and how many failed. */
  readonly quietP99Ms: number
  readonly crowdP99Ms: number
  readonly lookupsFailed: number
  /** Guesses that are right, to see that such are told. */
  readonly controls: number
  readonly controlsSeen: number
}

export interface GuessOrder {
  readonly guesses: number
  readonly crowd: number
  readonly progress: (line: string) => void
}

/** A sign-in from an address of this machine; the status of its answer, and whether it led to the first page. */
function signIn(
  origin: string,
  agent: Agent,
  password: string,
): Promise<{ readonly status: number; readonly isIn: boolean }> {
  const body = new URLSearchParams({ name: 'karin', password, to: '/console/' }).toString()
  const headers = { origin, 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(body.length) }
  return new Promise((resolve, reject) => {
    const sent = request(`${origin}/console/sign-in`, { method: 'POST', headers, agent }, (answer) => {
      answer.resume()
      answer.once('end', () => {
        const status = answer.statusCode ?? 0
        resolve({ status, isIn: status === 303 && answer.headers.location === '/console/' })
      })
    })
    sent.once('error', reject)
    sent.end(body)
  })
}

const agentAt = (localAddress: string, maxSockets: number): Agent =>
  new Agent({ keepAlive: true, localAddress, maxSockets })

function p99(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b)
  return Number((sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0).toFixed(1))
}

/** Lookups one after the other, each with its time. */
async function lookups(
  gateway: ServedGateway,
  count: number,
): Promise<{ readonly p99Ms: number; readonly failed: number }> {
  const times: number[] = []
  let failed = 0
  for (let i = 0; i < count; i++) {
    const begun = performance.now()
    if ((await gateway.lookup()) !== 'NoError') failed++
    times.push(performance.now() - begun)
  }
  return { p99Ms: p99(times), failed }
}

/** As a person does who is told to wait a little. */
async function signInPatiently(origin: string, agent: Agent): Promise<boolean> {
  for (let tries = 0; tries < TRIES; tries++) {
    if ((await signIn(origin, agent, PASSWORD)).isIn) return true
    await setTimeout(PAUSE_MS)
  }
  return false
}

async function guess(origin: string, { guesses, progress }: GuessOrder) {
  const [guesser, other] = [agentAt(GUESSER, AT_ONCE), agentAt(OTHER, 1)]
  const begun = Date.now()
  let [sent, hashed, guessed, signIns, signInsFailed] = [0, 0, 0, 0, 0]
  const one = async (): Promise<void> => {
    while (sent < guesses) {
      const { status, isIn } = await signIn(origin, guesser, `guess ${sent++}`)
      // Only what was hashed is told to be wrong; the rest was put off before.
      if (status === 422) hashed++
      if (isIn) guessed++
      if (sent % 20_000 === 0) progress(`${sent} guesses, ${hashed} of them hashed`)
    }
  }
  const guessing = Promise.all(Array.from({ length: AT_ONCE }, one))
  for (; signIns < SIGN_INS; signIns++) if (!(await signInPatiently(origin, other))) signInsFailed++
  await guessing
  for (const agent of [guesser, other]) agent.destroy()
  const ms = Date.now() - begun
  const mostHashed = 20 * (Math.floor(ms / MINUTE) + 1)
  return { guesses: sent, seconds: Math.round(ms / 1_000), hashed, mostHashed, guessed, signIns, signInsFailed }
}

async function crowd(gateway: ServedGateway, origin: string, count: number) {
  const quiet = await lookups(gateway, LOOKUPS)
  const agent = agentAt(CROWD, Infinity)
  const signing = Promise.all(Array.from({ length: count }, () => signIn(origin, agent, PASSWORD)))
  const meanwhile = await lookups(gateway, LOOKUPS)
  const answers = await signing
  agent.destroy()
  const crowdIn = answers.filter(({ isIn }) => isIn).length
  const crowdOther = answers.filter(({ status, isIn }) => !isIn && status !== 429).length
  const times = { quietP99Ms: quiet.p99Ms, crowdP99Ms: meanwhile.p99Ms, lookupsFailed: quiet.failed + meanwhile.failed }
  return { crowd: count, crowdIn, crowdOther, ...times }
}

/** Guesses passwords at a gateway of its own, and signs in many at once, while others go on with their work. */
export async function guessPasswords(order: GuessOrder): Promise<GuessReport> {
  const gateway = new ServedGateway()
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  try {
    await gateway.configure({ more: { console: { publicUrl: origin, listen: { host: '127.0.0.1', port } } } })
    await gateway.start()
    const passwordHash = await hashPassword(PASSWORD, randomBytes(16))
    await gateway.ask('PUT', '/administrators/karin', { role: 'administrator', passwordHash })
    const control = agentAt(OTHER, 1)
    const controlsSeen = (await signIn(origin, control, PASSWORD)).isIn ? 1 : 0
    control.destroy()
    order.progress('many sign in at once')
    const many = await crowd(gateway, origin, order.crowd)
    order.progress('somebody guesses')
    return { ...(await guess(origin, order)), ...many, controls: 1, controlsSeen }
  } finally {
    await gateway.remove()
  }
}
