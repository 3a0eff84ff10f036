import type { ChainableCommander } from 'ioredis'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Clock } from '../clock.ts'
import { unavailable } from './connection-redis.ts'
import { addBatch, placeOf } from './layout-redis.ts'
import type { RedisLayout } from './layout-redis.ts'
import type { RedisLink } from './link-redis.ts'
import type { StateBatch, StateHead } from './state-engine.ts'
import { headText, readHead } from './state-head.ts'
import type { RecordName } from './state-record.ts'

const READ_MS = 500
/** A write waits for the disk. */
const WRITE_MS = 3_000
const REPLICA_MS = 1_000
const READ_AT_ONCE = 2_000

interface Round {
  readonly generation: number
  /** Of this release's form, whichever wrote it. */
  readonly head: string | null
  readonly read: Map<string, string | null>
}

/** Reads texts of records over any connection. */
export async function readTexts(
  link: RedisLink,
  layout: RedisLayout,
  names: readonly RecordName[],
): Promise<(string | null)[]> {
  const texts = new Map<string, string | null>()
  for (const kind of new Set(names.map((name) => name.kind))) {
    const keys = names.filter((name) => name.kind === kind).map(({ key }) => key)
    for (let at = 0; at < keys.length; at += READ_AT_ONCE) {
      const page = keys.slice(at, at + READ_AT_ONCE)
      const found = await link.within(link.redis.hmget(layout.records(kind), ...page), READ_MS)
      page.forEach((key, i) => texts.set(placeOf({ kind, key }), found[i] ?? null))
    }
  }
  return names.map((name) => texts.get(placeOf(name)) ?? null)
}

/** Rounds of read and write on a connection of their own, which watches the head in between. */
export class RedisRounds {
  readonly #link: RedisLink
  readonly #layout: RedisLayout
  readonly #clock: Clock
  readonly #instance: string
  #round: Round | null = null

  /** @param instance named in the news of its writes */
  constructor(link: RedisLink, layout: RedisLayout, clock: Clock, instance: string) {
    this.#link = link
    this.#layout = layout
    this.#clock = clock
    this.#instance = instance
  }

  /** Whether a round has begun and not ended. */
  get open(): boolean {
    return this.#round !== null
  }

  async begin(): Promise<StateHead | null> {
    const { redis, generation } = this.#link
    const asked = redis.pipeline().watch(this.#layout.head).get(this.#layout.head)
    const [, text] = (await this.#link.ask(asked, READ_MS)) as [string, string | null]
    const head = readHead(text)
    this.#round = { generation, head: head === null ? null : headText(head), read: new Map() }
    return head
  }

  async read(names: readonly RecordName[]): Promise<readonly (string | null)[]> {
    const texts = await readTexts(this.#link, this.#layout, names)
    names.forEach((name, i) => this.#round?.read.set(placeOf(name), texts[i] ?? null))
    return texts
  }

  async abandon(): Promise<void> {
    this.#round = null
    // A connection that is gone watches nothing.
    await this.#link.within(this.#link.redis.unwatch(), READ_MS).catch(() => undefined)
  }

  /**
   * @returns what the instances said of themselves in the moment of the write
   * @throws FederationError `ERR_STORE_UNAVAILABLE`, `ERR_OUTCOME_UNKNOWN`
   */
  async write(batch: StateBatch): Promise<{ readonly instances: Readonly<Record<string, string>> } | 'raced'> {
    const round = this.#round
    if (round === null) throw unavailable('the round is over')
    const expected = batch.before === null ? null : headText(batch.before)
    await this.#readTouched(batch, round)
    this.#round = null
    // Only the connection that watches may write: another would write over whatever came since.
    const { redis, generation } = this.#link
    if (generation !== round.generation) throw unavailable('the connection to Redis was lost within the round')
    if (expected !== round.head) {
      await this.abandon()
      return 'raced'
    }
    const commands = redis.multi().info('replication').hgetall(this.#layout.instances)
    addBatch(commands, this.#layout, batch, round.read)
    for (const { id, text, until } of batch.answers) {
      const remaining = Math.ceil(until - this.#clock.now())
      if (remaining > 0) commands.set(this.#layout.answer(id), JSON.stringify({ until, text }), 'PX', remaining)
    }
    commands.publish(this.#layout.hints, this.#instance)
    const replies = await this.#execute(commands)
    if (replies === null) return 'raced'
    await waitForReplica(this.#link, generation, String(replies[0]))
    return { instances: replies[1] as Record<string, string> }
  }

  /** What the touched records held, for those who read everything meanwhile; most were read in the round already. */
  async #readTouched({ changes }: StateBatch, { read }: Round): Promise<void> {
    const missing = changes.flatMap(({ names }) => names).filter((name) => !read.has(placeOf(name)))
    if (missing.length > 0) await this.read(missing)
  }

  /** Null: the head was changed since `begin`. */
  async #execute(commands: ChainableCommander): Promise<readonly unknown[] | null> {
    let replies
    try {
      replies = await this.#link.within(commands.exec(), WRITE_MS)
    } catch (error) {
      throw fateOf(error)
    }
    const failed = replies?.find(([error]) => error !== null)?.[0]
    if (failed) {
      const message = 'Redis holds something else under a name of the store; a change may be written in part'
      throw new FederationError('ERR_STORE_DAMAGED', message, { store: 'redis' }, { cause: failed })
    }
    return replies === null ? null : replies.map(([, reply]) => reply)
  }
}

/** A refusal by the server is before anything was done; anything else leaves the write's fate open. */
function fateOf(error: unknown): FederationError {
  const cause = error instanceof FederationError ? error.cause : error
  if (cause instanceof Error && cause.name === 'ReplyError') return unavailable('Redis refused the write', cause)
  return outcomeUnknown('the connection to Redis was lost while a change was being written', cause)
}

function outcomeUnknown(message: string, cause?: unknown): FederationError {
  return new FederationError('ERR_OUTCOME_UNKNOWN', message, { store: 'redis' }, { cause })
}

/**
 * Waits until a replica has what was written before on this connection, where there are replicas: a failover keeps it.
 *
 * @param info what INFO said of replication at the time of the write
 * @throws FederationError `ERR_OUTCOME_UNKNOWN`
 */
export async function waitForReplica(link: RedisLink, generation: number, info: string): Promise<void> {
  // One that still loads its first copy cannot take over.
  if (!/^slave\d+:.*\bstate=online\b/m.test(info)) return
  let acknowledged: number
  try {
    if (generation !== link.generation) throw unavailable('the connection to Redis was lost')
    acknowledged = await link.within(link.redis.wait(1, REPLICA_MS), REPLICA_MS + READ_MS)
  } catch (cause) {
    throw outcomeUnknown('whether a replica has the change is not known', cause)
  }
  if (acknowledged < 1) throw outcomeUnknown('no replica has the change yet: a failover could lose it')
}
