import type { AuditEvent } from '../../trust/audit/audit-entry.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'
import { GROUP_MEMBER } from '../broker/lookup-trace.ts'
import type { KeptLookup, KeptPlace } from '../broker/lookup-trace.ts'
import type { RefusedRequest } from '../broker/refused-request.ts'
import type { Requester } from '../broker/requester.ts'
import type { Log } from '../log.ts'
import type { IssuedToken } from '../credentials/outgoing-credentials.ts'
import { traceWords } from './recorded-trace.ts'
import { RefusedRequests } from './refused-requests.ts'

const WRITTEN_EVERY_MS = 250
/** Mailboxes asked about that wait to be written; what comes beyond them is counted instead. */
const MOST_WAITING = 20_000
/** So many lookups at most share a write: what a disk is asked to keep costs by the times, and hardly by the bytes. */
const WRITTEN_AT_ONCE = 2_000

/** What was decided of one mailbox; whose it is stands apart, where it can be erased. */
function decided({ ruling: { decision }, view, reason, member }: KeptPlace): readonly string[] {
  if (decision.outcome === 'refuse') return ['refuse', decision.decidedBy, decision.side]
  if (view === null) return ['unknown', decision.decidedBy, decision.side, reason]
  return ['answer', member ? GROUP_MEMBER : decision.decidedBy, decision.side, decision.level, view]
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((word, i) => word === b[i])

/** What was decided of each mailbox in its turn: for how many of them, and what. */
function decisionsOf(places: readonly KeptPlace[]): Json {
  const runs: { count: number; readonly of: readonly string[] }[] = []
  for (const place of places) {
    const of = decided(place)
    const last = runs.at(-1)
    if (last !== undefined && isSame(last.of, of)) last.count++
    else runs.push({ count: 1, of })
  }
  return runs.map(({ count, of }) => [count, ...of])
}

/**
 * A lookup as it goes on record: who asked about whom, for which time, and what decided; never what was answered.
 *
 * @param trace null leaves it out
 */
export function lookupEvent(kept: KeptLookup, trace: Json | null = traceWords(kept)): AuditEvent {
  const { requestId, at, requester, window, view, blockMinutes, short, places, tokens } = kept
  const personal = { from: requester.person, about: places.map(({ about }) => about) }
  const by = organizationOf(requester)
  const mailboxes = decisionsOf(places)
  const asked = {
    by,
    kind: requester.kind,
    view,
    window: [window.start, window.end],
    mailboxes,
    ...(blockMinutes !== null && { blockMinutes }),
    ...(short !== null && { short }),
    ...(trace !== null && { trace }),
  }
  const facts = tokens.length === 0 ? asked : { ...asked, tokens: tokens.map(shown) }
  return { event: 'lookup', at, actor: 'lookup', requestId, facts, personal }
}

/** Of a token or a password, and not of what was sent or of our own state. */
const isOfCredentials = (because: string): boolean => !/^(?:ERR_|HTTP_|NO_CREDENTIALS$)/.test(because)

const organizationOf = (requester: Requester): string =>
  requester.kind === 'partner' ? requester.organization : requester.organization.identity.id

/** Whom a token of ours is for and its id; who asks stands in `from`. */
const shown = ({ audience, tokenId }: IssuedToken): Json => [audience, tokenId]

/**
 * Puts lookups on record, together and a moment later, so that none waits for the disk. Whatever could not be written is
 * counted and told in the log itself once it can.
 */
export class AuditLog {
  readonly #state: StateStore
  readonly #log: Log
  readonly #timer: NodeJS.Timeout
  /** Apart, so that strangers leave partners' refusals their place. */
  readonly #refused = [new RefusedRequests('credentials.refused'), new RefusedRequests('requests.refused')] as const
  /** Few: each is an administrator's doing. */
  #events: AuditEvent[] = []
  #closing = false
  #waiting: KeptLookup[] = []
  #mailboxes = 0
  #lost = 0
  #writing: Promise<void> | null = null

  constructor(state: StateStore, log: Log) {
    this.#state = state
    this.#log = log
    this.#timer = setInterval(() => void this.flush(), WRITTEN_EVERY_MS).unref()
  }

  /** How many lookups are not on record because they could not be written in time. */
  get lost(): number {
    return this.#lost
  }

  lookup(lookup: KeptLookup): void {
    if (this.#mailboxes > MOST_WAITING) this.#lost++
    else {
      this.#waiting.push(lookup)
      this.#mailboxes += lookup.places.length + 1
    }
  }

  /** Tokens that were made outside of a lookup: by an administrator's examination of a partner. */
  issued(requestId: string, requester: Requester, tokens: readonly IssuedToken[]): void {
    if (tokens.length === 0) return
    const facts = { by: organizationOf(requester), tokens: tokens.map(shown) }
    const at = this.#state.now()
    const personal = { from: requester.person }
    this.#events.push({ event: 'token.issued', at, actor: 'gateway', requestId, facts, personal })
  }

  /**
   * Of a request that was refused as a whole: every one is counted whose credentials were not accepted, or who asked in
   * which is known. What a stranger sends without credentials, or without reading ours, is not.
   */
  refused({ requestId, because, found, requester }: Omit<RefusedRequest, 'at'>): void {
    const [credentials, requests] = this.#refused
    const now = this.#state.now()
    if (requester !== null) {
      const sample = [requestId, because, organizationOf(requester)] as const
      // Words may name somebody, who could not be taken out of here; what was found names nobody.
      requests.add(found === null ? sample : [...sample, null, found], now)
    } else if (isOfCredentials(because)) credentials.add([requestId, because], now)
  }

  /** What is written of a lookup; a method so that a bench can leave the trace out. */
  eventOf(lookup: KeptLookup): AuditEvent {
    return lookupEvent(lookup)
  }

  /** Writes what waits; never throws. */
  flush(): Promise<void> {
    this.#writing ??= this.#write().finally(() => (this.#writing = null))
    return this.#writing
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#closing = true
    await this.flush()
    await this.flush()
  }

  async #write(): Promise<void> {
    for (;;) {
      const now = this.#state.now()
      const refused = this.#refused.map((counts) => ({ counts, due: counts.due(now, this.#closing) }))
      const events = [...this.#events]
      if (this.#waiting.length + events.length === 0 && this.#lost === 0 && refused.every(({ due }) => due === null))
        return
      const lookups = this.#waiting.slice(0, WRITTEN_AT_ONCE)
      const lost = this.#lost
      const audit = [...events, ...lookups.map((lookup) => this.eventOf(lookup))]
      if (lost > 0) audit.push(this.#gap(lost))
      audit.push(...refused.flatMap(({ counts, due }) => (due === null ? [] : [counts.eventOf(due, now)])))
      try {
        await this.#state.commit({ writes: [], audit })
      } catch (error) {
        this.#log.warn('lookups not put on record yet', { waiting: this.#waiting.length, detail: String(error) })
        return
      }
      this.#events = this.#events.slice(events.length)
      this.#waiting = this.#waiting.slice(lookups.length)
      this.#mailboxes -= lookups.reduce((sum, { places }) => sum + places.length + 1, 0)
      this.#lost -= lost
      for (const { counts, due } of refused) if (due !== null) counts.told(due)
    }
  }

  #gap(lookups: number): AuditEvent {
    const rest = { actor: 'gateway', requestId: null, personal: {} }
    return { event: 'audit.lost', at: this.#state.now(), facts: { lookups }, ...rest }
  }
}
