import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { buildProduct } from '../built-product.ts'
import { Child } from '../benchmarks/child-process.ts'
import type { FloodOrder, FloodResult } from '../benchmarks/flood-client.ts'
import type { LoadOrder, LoadResult } from '../benchmarks/load-client.ts'
import { question, nextMonday } from '../benchmarks/messages.ts'
import { median, thisMachine } from '../benchmarks/report.ts'
import { CONTOSO, World } from '../benchmarks/world.ts'
import { floodVerifier } from './flood-verifier.ts'
import type { VerifierReport } from './flood-verifier.ts'

/** Milliseconds of good lookups, quietly and while bad tokens come: medians over the rounds. */
export interface Times {
  readonly quietP50: number
  readonly quietP99: number
  /** While the flood goes to somebody who never reads: what the machine loses by making one. */
  readonly elsewhereP50: number
  readonly elsewhereP99: number
  readonly floodP50: number
  readonly floodP99: number
  /** Median of the rounds' quotients. */
  readonly ratioP50: number
  readonly ratioP99: number
  /** Over the same with the flood elsewhere. */
  readonly ratioElsewhereP99: number
  /** The longest that a lookup took in a second in whose midst the flood begins. */
  readonly onsetWorst: number
}

interface Told {
  /** Bad tokens that were due, and those that a connection had room for. */
  offered: number
  sent: number
  /** Answers by status. */
  readonly answered: Record<string, number>
  /** Answered with something else than a lookup. */
  refused: number
  /** Connections the gateway ended, or would not take. */
  closed: number
  badAccepted: number
}

export type BareTimes = Pick<Times, 'quietP50' | 'quietP99' | 'floodP50' | 'floodP99'> & { readonly unanswered: number }

export interface FloodReport extends Times, Told {
  readonly seconds: number
  readonly rate: number
  readonly good: number
  readonly goodFailed: number
  /** Cores the gateway's process took, quietly and under the flood. */
  readonly quietCores: number
  readonly floodCores: number
  /** One round at a bare `node:http` server that answers everything with what was ready before; null where not asked for. */
  readonly bareServer: BareTimes | null
  readonly verifier: VerifierReport
  /** Good tokens offered as bad ones are, on the flood's own address: what counts accepted ones has to see them. */
  readonly controls: number
  readonly controlsSeen: number
  readonly machine: ReturnType<typeof thisMachine>
}

export interface FloodSoak {
  readonly seconds: number
  readonly rate: number
  readonly sockets: number
  readonly bare: boolean
  readonly progress: (line: string) => void
}

const GOOD_PER_SECOND = 200
const GOOD_CONNECTIONS = 2
const GOOD_FROM = '127.0.0.2'
const BAD_FROM = '127.0.0.1'
const VERA = 'vera@contoso.example'
/** Of one phase; a longer run has more rounds. */
const LONGEST_PHASE_SECONDS = 3
const BARE_SECONDS = 2
const VERIFIER_SECONDS = 1
/** Lookups before anything is measured. */
const WARMING = 100
/** The flood has been on for so long when it is measured how long lookups take meanwhile. */
const MARGIN_MS = 500
/** What an address is held up for after the last of it was refused. */
const RECOVERY_MS = 1_500
/** A lookup that has not been answered by then has failed. */
const PATIENCE_MS = 5_000
/** As many as may be sent ahead of their answers. */
const CONTROLS = 16

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

interface Place {
  readonly name: string
  readonly server: Child
  readonly good: LoadOrder
  readonly flood: FloodOrder
}

interface Phase {
  readonly result: LoadResult
  readonly cores: number
}

class Clients {
  readonly #good: Child
  readonly #bad: Child

  private constructor(good: Child, bad: Child) {
    this.#good = good
    this.#bad = bad
  }

  static async start(): Promise<Clients> {
    return new Clients(await Child.start('load-client.ts'), await Child.start('flood-client.ts'))
  }

  async end(): Promise<void> {
    await Promise.all([this.#good.end(), this.#bad.end()])
  }

  async quietly({ server, good }: Place): Promise<Phase> {
    const [before, began] = [server.processorSeconds(), performance.now()]
    const result = (await this.#good.ask(good)) as LoadResult
    const seconds = (performance.now() - began) / 1_000
    return { result, cores: (server.processorSeconds() - before) / seconds }
  }

  /** The flood begins before the first good lookup and goes on until the last was answered. */
  async underFlood(place: Place, at = place.flood.url): Promise<Phase & { readonly flood: FloodResult }> {
    await this.#bad.ask({ ...place.flood, at })
    await pause(MARGIN_MS)
    const phase = await this.quietly(place)
    return { ...phase, flood: (await this.#bad.ask('stop')) as FloodResult }
  }

  /** One second of lookups, in the midst of which the flood begins. */
  async onset({ flood, good }: Place): Promise<LoadResult> {
    const asking = this.#good.ask({ ...good, requests: GOOD_PER_SECOND }) as Promise<LoadResult>
    await pause(MARGIN_MS)
    await this.#bad.ask(flood)
    const result = await asking
    await this.#bad.ask('stop')
    await pause(RECOVERY_MS)
    return result
  }

  /** Good tokens in the place of bad ones: how many of them are seen to be accepted. */
  async control({ flood }: Place): Promise<number> {
    const { answered } = (await this.#bad.ask({ ...flood, controls: CONTROLS })) as FloodResult
    return answered['200'] ?? 0
  }
}

interface Round {
  readonly quiet: Phase
  readonly elsewhere: Phase
  readonly onset: LoadResult
  readonly loud: Phase & { readonly flood: FloodResult }
}

function timesOf(rounds: readonly Round[]): Times {
  const over = (what: (round: Round) => number): number => median(rounds.map(what))
  return {
    quietP50: over(({ quiet }) => quiet.result.p50),
    quietP99: over(({ quiet }) => quiet.result.p99),
    elsewhereP50: over(({ elsewhere }) => elsewhere.result.p50),
    elsewhereP99: over(({ elsewhere }) => elsewhere.result.p99),
    floodP50: over(({ loud }) => loud.result.p50),
    floodP99: over(({ loud }) => loud.result.p99),
    ratioP50: over(({ quiet, loud }) => loud.result.p50 / quiet.result.p50),
    ratioP99: over(({ quiet, loud }) => loud.result.p99 / quiet.result.p99),
    ratioElsewhereP99: over(({ elsewhere, loud }) => loud.result.p99 / elsewhere.result.p99),
    onsetWorst: over(({ onset }) => onset.worst),
  }
}

function toldOf(floods: readonly FloodResult[]): Told {
  const told: Told = { offered: 0, sent: 0, answered: {}, refused: 0, closed: 0, badAccepted: 0 }
  for (const { offered, sent, answered, closed } of floods) {
    told.offered += offered
    told.sent += sent
    told.closed += closed
    for (const [status, count] of Object.entries(answered)) {
      told.answered[status] = (told.answered[status] ?? 0) + count
      if (status === '200') told.badAccepted += count
      else told.refused += count
    }
  }
  return told
}

/** Orders for one server: a question of Fabrikam's about one mailbox, with good tokens and with bad ones. */
function placeAt(name: string, server: Child, url: string, world: World, soak: FloodSoak, phase: number): Place {
  const body = question([VERA], nextMonday(Date.now()), 'DetailedMerged').toString('base64')
  const token = world.token(CONTOSO)
  const requests = Math.ceil(GOOD_PER_SECOND * phase)
  const pace = { perSecond: GOOD_PER_SECOND, connections: GOOD_CONNECTIONS, from: GOOD_FROM, patienceMs: PATIENCE_MS }
  return {
    ...{ name, server },
    good: { url, body, requests, token, ...pace },
    flood: { url, body, token, perSecond: soak.rate, sockets: soak.sockets, from: BAD_FROM },
  }
}

async function openBare(answer: string): Promise<{ readonly server: Child; readonly url: string }> {
  const server = await Child.start('floors/bare-server.ts')
  const body = Buffer.from(answer, 'base64').toString().split('\n\n').slice(1).join('\n\n')
  const { url } = (await server.ask({ answer: Buffer.from(body).toString('base64') })) as { url: string }
  return { server, url }
}

/** Takes connections and never reads from them. */
async function openSink(): Promise<{ readonly url: string; close(): void }> {
  const sockets: Socket[] = []
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    sockets.push(socket.on('error', () => undefined))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = (): void => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close }
}

async function measureRound(clients: Clients, place: Place, soak: FloodSoak): Promise<Round> {
  const sink = await openSink()
  const quiet = await clients.quietly(place)
  const elsewhere = await clients.underFlood(place, sink.url)
  sink.close()
  const onset = await clients.onset(place)
  const loud = await clients.underFlood(place)
  const p99 = [quiet, elsewhere, loud].map(({ result }) => result.p99.toFixed(2))
  soak.progress(`${place.name}: p99 ${p99[0]} ms quietly, ${p99[1]} with the flood elsewhere, ${p99[2]} under it`)
  return { quiet, elsewhere, onset, loud }
}

interface Means {
  readonly clients: Clients
  readonly world: World
  readonly soak: FloodSoak
  readonly phase: number
}

async function measureBare(answer: string, { clients, world, soak, phase }: Means): Promise<BareTimes> {
  const { server, url } = await openBare(answer)
  try {
    const place = placeAt('bare server', server, url, world, soak, Math.min(phase, BARE_SECONDS))
    await clients.quietly({ ...place, good: { ...place.good, requests: WARMING } })
    const round = await measureRound(clients, place, soak)
    const { quietP50, quietP99, floodP50, floodP99 } = timesOf([round])
    return { quietP50, quietP99, floodP50, floodP99, unanswered: round.loud.result.unanswered }
  } finally {
    await server.end()
  }
}

async function measureGateway(clients: Clients, world: World, soak: FloodSoak) {
  const rounds = Math.ceil(soak.seconds / LONGEST_PHASE_SECONDS)
  const phase = soak.seconds / rounds
  const gateway = placeAt('gateway', world.gateway, world.started.ewsUrl, world, soak, phase)
  const warm = await clients.quietly({ ...gateway, good: { ...gateway.good, requests: WARMING } })
  const controlsSeen = await clients.control(gateway)
  const measured: Round[] = []
  for (let round = 0; round < rounds; round++) measured.push(await measureRound(clients, gateway, soak))
  const bareServer = soak.bare ? await measureBare(warm.result.sample, { clients, world, soak, phase }) : null
  return { measured, bareServer, controlsSeen, phase }
}

/** How long good lookups take while bad tokens are offered (threats TK13). */
export async function floodGateway(soak: FloodSoak): Promise<FloodReport> {
  const machine = thisMachine()
  Child.built = buildProduct()
  const clients = await Clients.start()
  const monday = nextMonday(Date.now())
  const world = await World.open(new Map([['vera', { inside: 10, outside: 90 }]]), monday)
  try {
    await world.befriend(monday)
    const { measured: gateway, bareServer, controlsSeen, phase } = await measureGateway(clients, world, soak)
    const verifier = await floodVerifier(GOOD_PER_SECOND, soak.rate, Math.min(phase, VERIFIER_SECONDS))
    const over = (what: (round: Round) => number): number => median(gateway.map(what))
    const results = gateway.flatMap(({ quiet, elsewhere, onset, loud }) =>
      [quiet, elsewhere, loud].map(({ result }) => result).concat(onset),
    )
    const sum = (what: (result: LoadResult) => number): number => results.reduce((all, one) => all + what(one), 0)
    return {
      ...{ seconds: soak.seconds, rate: soak.rate },
      ...timesOf(gateway),
      ...toldOf(gateway.map(({ loud }) => loud.flood)),
      good: sum(({ requests }) => requests),
      goodFailed: sum(({ wrong, unanswered }) => wrong + unanswered),
      quietCores: over(({ quiet }) => quiet.cores),
      floodCores: over(({ loud }) => loud.cores),
      ...{ bareServer, verifier },
      ...{ controls: CONTROLS, controlsSeen, machine },
    }
  } finally {
    await Promise.all([world.end(), clients.end()])
  }
}
