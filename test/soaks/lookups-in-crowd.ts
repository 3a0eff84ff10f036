import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { loadavg } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { questionAbout, VERAS } from '../scenarios/served-gateway.ts'
import type { ConsoleSignIn } from './console-sign-in.ts'
import type { CrowdOrder, CrowdResult } from './sign-in-crowd.ts'

const PER_SECOND = 100
const CONNECTIONS = 4
const LEAST_SECONDS = 3
/** Networks of this machine from which the crowds come. */
const FIRST_NETWORK = 10
const PAUSE_MS = 1_000

export interface CrowdReport {
  /** Sign-ins sent at once, each from its own address; rounds of that. */
  readonly crowd: number
  readonly rounds: number
  /** Of all rounds: let in, put off, and what else was answered. */
  readonly crowdIn: number
  readonly crowdPutOff: number
  readonly crowdOther: number
  /** Milliseconds of lookups that are begun a hundred a second whatever is answered: quietly, and from the crowd's first
   * sign-in until all of it is answered, three seconds at least; the second of all rounds together. */
  readonly quietP50Ms: number
  readonly quietP99Ms: number
  readonly crowdP50Ms: number
  readonly crowdP99Ms: number
  readonly crowdWorstMs: number
  /** Of the p99 (threats AD2). */
  readonly ratio: number
  readonly lookups: number
  readonly lookupsFailed: number
  /** One minute's average, before and after: what else was going on. */
  readonly load: readonly [number, number]
}

interface Times {
  /** Milliseconds since each was due, in the order in which they were answered. */
  readonly times: readonly number[]
  readonly failed: number
}

const round = (value: number): number => Number(value.toFixed(1))
const loadNow = (): number => round(loadavg()[0] ?? 0)

function share(times: readonly number[], part: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return round(sorted[Math.ceil(sorted.length * part) - 1] ?? 0)
}

/** Asks what vera is told of herself, and says whether it was answered. */
function lookUp(url: string, agent: Agent): Promise<boolean> {
  const body = questionAbout('vera@contoso.example')
  const headers = { ...VERAS, 'content-length': String(Buffer.byteLength(body)) }
  return new Promise((resolve) => {
    const sent = request(`${url}/EWS/Exchange.asmx`, { method: 'POST', headers, agent })
    sent.once('response', (answer) => answer.resume().once('end', () => resolve(answer.statusCode === 200)))
    sent.once('error', () => resolve(false))
    sent.end(body)
  })
}

/** Lookups at their due times, which do not wait for an answer: what holds up one holds up those that come meanwhile. */
async function lookups(url: string, agent: Agent, until: Promise<unknown>): Promise<Times> {
  const times: number[] = []
  const under: Promise<void>[] = []
  let [failed, over] = [0, false]
  void until.then(() => (over = true))
  const begun = performance.now()
  for (let i = 0; !over || i < LEAST_SECONDS * PER_SECOND; i++) {
    const due = begun + (i * 1_000) / PER_SECOND
    const early = due - performance.now()
    if (early > 0) await setTimeout(early)
    const one = async (): Promise<void> => {
      if (!(await lookUp(url, agent))) failed++
      times.push(performance.now() - due)
    }
    under.push(one())
  }
  await Promise.all(under)
  return { times, failed }
}

const ask = async (child: ChildProcess, order: CrowdOrder): Promise<CrowdResult> => {
  child.send(order)
  const [result] = (await once(child, 'message')) as [CrowdResult]
  return result
}

/** How long lookups take, quietly and while many sign in at once. @param url of the lookups */
export async function lookupsInCrowd(
  url: string,
  {
    count,
    rounds,
    sign,
    progress,
  }: { count: number; rounds: number; sign: ConsoleSignIn; progress: (line: string) => void },
): Promise<CrowdReport> {
  const before = loadNow()
  const child = fork(fileURLToPath(new URL('./sign-in-crowd.ts', import.meta.url)))
  await once(child, 'message')
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const [quiet, loud, crowds]: [Times[], Times[], CrowdResult[]] = [[], [], []]
  await lookups(url, agent, Promise.resolve())
  for (let i = 0; i < rounds; i++) {
    quiet.push(await lookups(url, agent, Promise.resolve()))
    const crowd = ask(child, { ...sign, count, network: FIRST_NETWORK + i })
    loud.push(await lookups(url, agent, crowd))
    crowds.push(await crowd)
    const [still, meanwhile] = [quiet, loud].map((all) => share(all[i]?.times ?? [], 0.99))
    progress(`p99 of lookups: ${still} ms quietly, ${meanwhile} ms while ${count} sign in`)
    await setTimeout(PAUSE_MS)
  }
  child.disconnect()
  agent.destroy()
  const [still, meanwhile] = [quiet, loud].map((all) => all.flatMap(({ times }) => times)) as [number[], number[]]
  const sum = (of: (one: CrowdResult) => number): number => crowds.reduce((all, one) => all + of(one), 0)
  return {
    ...{ crowd: count, rounds, crowdIn: sum((one) => one.in), crowdPutOff: sum((one) => one['put off']) },
    crowdOther: sum((one) => one.wrong + one.other),
    ...{ quietP50Ms: share(still, 0.5), quietP99Ms: share(still, 0.99) },
    ...{ crowdP50Ms: share(meanwhile, 0.5), crowdP99Ms: share(meanwhile, 0.99), crowdWorstMs: share(meanwhile, 1) },
    ratio: round(share(meanwhile, 0.99) / share(still, 0.99)),
    lookups: still.length + meanwhile.length,
    lookupsFailed: [...quiet, ...loud].reduce((all, { failed }) => all + failed, 0),
    load: [before, loadNow()],
  }
}
