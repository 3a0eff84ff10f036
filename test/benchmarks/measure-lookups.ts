import process from 'node:process'
import { Child } from './child-process.ts'
import type { Usage } from './child-process.ts'
import type { Step } from './floors/single-steps.ts'
import type { LoadOrder, LoadResult, TokenOrder } from './load-client.ts'
import type { LookupCase } from './lookup-cases.ts'
import { bodyOf } from './lookup-cases.ts'
import { partnerAnswer } from './messages.ts'
import { median } from './report.ts'
import type { Ratio } from './report.ts'
import { CONTOSO, GATEWAY } from './world.ts'
import type { World } from './world.ts'

export interface Effort {
  readonly rounds: number
  /** Share of each case's requests and repetitions that is done. */
  readonly share: number
}

const CONNECTIONS = 32

interface Sample {
  /** CPU microseconds of the server's process for one request. */
  readonly cpu: number
  readonly p50: number
  readonly p99: number
}

interface Loaded {
  readonly result: LoadResult
  readonly before: Usage
  readonly after: Usage
}

/** Loads one server from one client and says what a request cost. */
export class Loader {
  readonly #client: Child

  constructor(client: Child) {
    this.#client = client
  }

  async load(server: Child, order: LoadOrder): Promise<Sample & { readonly answer: Buffer }> {
    const { result, before, after } = await this.#loaded(server, order)
    const sample = Buffer.from(result.sample, 'base64')
    if (result.wrong > 0)
      throw new Error(`${String(result.wrong)} wrong answers, such as ${sample.toString().slice(0, 900)}`)
    const spent = after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system
    const answer = sample.subarray(sample.indexOf('\n\n') + 2)
    return { cpu: spent / result.requests, p50: result.p50, p99: result.p99, answer }
  }

  /**
   * Once more where a connection failed: a machine that stands still for some seconds, as a shared one may, has the
   * server's patience run out with clients that are not to blame.
   */
  async #loaded(server: Child, order: LoadOrder, again = true): Promise<Loaded> {
    try {
      const before = await server.usage()
      const result = (await this.#client.ask(order)) as LoadResult
      return { result, before, after: await server.usage() }
    } catch (error) {
      if (!again) throw error
      process.stderr.write(`  measured once more: ${String(error)}\n`)
      return this.#loaded(server, order, false)
    }
  }
}

export interface Tools {
  readonly world: World
  readonly loader: Loader
  readonly steps: Child
  readonly monday: number
  readonly effort: Effort
  /** Takes lines for whoever watches. */
  readonly progress: (line: string) => void
}

export function orderFor(
  tools: Tools,
  lookup: Pick<LookupCase, 'addresses' | 'view' | 'brokered' | 'requests'>,
): LoadOrder {
  const requests = Math.max(CONNECTIONS * 2, Math.ceil(lookup.requests * tools.effort.share))
  return {
    url: tools.world.started.ewsUrl,
    body: bodyOf(lookup, tools.monday).toString('base64'),
    requests,
    connections: CONNECTIONS,
    token: tokenFor(tools.world, lookup.brokered),
  }
}

function tokenFor(world: World, brokered: boolean): TokenOrder {
  return world.token(brokered ? GATEWAY : CONTOSO)
}

/** Refuses to measure an answer that is not the one asked for: an error is answered sooner than a calendar. */
function check(lookup: LookupCase, answer: Buffer): void {
  const text = answer.toString()
  const count = (what: string): number => text.split(what).length - 1
  const right = count('NoError') === lookup.addresses.length
  const eventsEach = lookup.addresses.length === 100 && !lookup.brokered ? 50 : 10
  const events = lookup.view === 'MergedOnly' ? 0 : eventsEach * lookup.addresses.length
  if (!right || count('<CalendarEvent>') + count(':CalendarEvent>') / 2 < events) {
    throw new Error(`${lookup.name} did not get what it asked for: ${text.slice(0, 1_500)}`)
  }
}

interface StepCost {
  readonly step: Step['step']
  readonly cost: number
}

/** What the steps of one lookup cost at least, in CPU microseconds, beside the serving itself. */
async function stepFloors(tools: Tools, lookup: LookupCase, answer: Buffer): Promise<readonly StepCost[]> {
  const { steps, world, monday, effort } = tools
  const body = bodyOf(lookup, monday).toString('base64')
  const times = (full: number): number => Math.max(20, Math.ceil(full * effort.share))
  const many = lookup.addresses.length
  const orders: Step[] = [
    { step: 'verify', times: times(2_000) },
    { step: 'read', times: times(20_000 / many), message: body },
    { step: 'write', times: times(20_000 / many), message: answer.toString('base64'), parts: many },
  ]
  if (lookup.brokered) {
    const theirs = partnerAnswer(monday, 10, many).toString('base64')
    orders.push({ step: 'sign', times: times(4_000) })
    orders.push({ step: 'exchange', times: times(lookup.requests), message: body, url: world.partnerUrl })
    orders.push({ step: 'read', times: times(10_000 / many), message: theirs })
  }
  const costs: StepCost[] = []
  for (const order of orders)
    costs.push({ step: order.step, cost: ((await steps.ask(order)) as { cost: number }).cost })
  return costs
}

interface Round {
  readonly actual: Sample
  readonly http: Sample
  /** The same connections through a bare server that also asks a partner; for local lookups the bare server itself. */
  readonly tail: Sample
  readonly floors: number
}

/** Measures one kind of lookup against its floors: gateway, bare server, single steps, and again from the beginning. */
export async function measureLookup(tools: Tools, lookup: LookupCase): Promise<readonly Ratio[]> {
  const { world, loader, effort } = tools
  const order = orderFor(tools, lookup)
  const { answer } = await loader.load(world.gateway, order)
  check(lookup, answer)
  const fixed = { ...order, answerBytes: answer.length }
  const bare = await bareServer(answer, null)
  const relay = lookup.brokered ? await bareServer(answer, world.partnerUrl) : bare
  try {
    const plain = ({ token: _, ...rest }: LoadOrder, url: string): LoadOrder => ({ ...rest, url })
    for (const server of new Set([bare, relay])) await loader.load(server.child, plain(fixed, server.url))
    const rounds: Round[] = []
    for (let i = 0; i < effort.rounds; i++) {
      const actual = await loader.load(world.gateway, fixed)
      const http = await loader.load(bare.child, plain(fixed, bare.url))
      const tail = relay === bare ? http : await loader.load(relay.child, plain(fixed, relay.url))
      const steps = await stepFloors(tools, lookup, answer)
      rounds.push({ actual, http, tail, floors: steps.reduce((sum, { cost }) => sum + cost, http.cpu) })
      tools.progress(`  ${told(actual, http, steps)}`)
    }
    return ratiosOf(lookup, rounds)
  } finally {
    await Promise.all([bare.child.end(), relay.child.end()])
  }
}

function told(actual: Sample, http: Sample, steps: readonly StepCost[]): string {
  const parts = steps.map(({ step, cost }) => `${step} ${cost.toFixed(0)}`).join(' + ')
  return `${actual.cpu.toFixed(0)} µs of CPU; floors: http ${http.cpu.toFixed(0)} + ${parts}`
}

async function bareServer(
  answer: Buffer,
  upstream: string | null,
): Promise<{ readonly child: Child; readonly url: string }> {
  const child = await Child.start('floors/bare-server.ts')
  const settings = { answer: answer.toString('base64'), ...(upstream === null ? {} : { upstream }) }
  const { url } = (await child.ask(settings)) as { url: string }
  return { child, url }
}

function ratiosOf(lookup: LookupCase, rounds: readonly Round[]): readonly Ratio[] {
  const over = (quotient: (round: Round) => number): number => median(rounds.map(quotient))
  const tailOf = (sample: Sample): number => sample.p99 / sample.p50
  return [
    {
      name: `${lookup.name}-efficiency`,
      value: over((round) => round.floors / round.actual.cpu),
      target: lookup.efficiency,
      better: 'higher',
    },
    {
      name: `${lookup.name}-tail`,
      value: over((round) => tailOf(round.actual) / tailOf(round.tail)),
      target: 1.5,
      better: 'lower',
    },
    {
      name: `${lookup.name}-cpu-over-http`,
      value: over((r) => r.actual.cpu / r.http.cpu),
      target: null,
      better: 'lower',
    },
    {
      name: `${lookup.name}-p50-over-http`,
      value: over((r) => r.actual.p50 / r.http.p50),
      target: null,
      better: 'lower',
    },
    {
      name: `${lookup.name}-p99-over-http`,
      value: over((r) => r.actual.p99 / r.http.p99),
      target: null,
      better: 'lower',
    },
  ]
}
