import type { StateStore } from '../../trust/stores/state-store.ts'
import type { Log } from '../log.ts'
import { Budget } from '../sharing/visitor-budget.ts'

/** Entries in a minute, of this process; what is beyond is counted and told with the next. */
const ENTRIES = 30

export interface RefusedSignIn {
  readonly by: 'password' | 'openid'
  readonly because: 'wrong' | 'locked' | 'busy' | 'not taken' | 'no role'
  /** Only of somebody there is: what else was typed may be a password in the wrong field. */
  readonly name: string | null
  readonly source: string
}

/** Puts refused sign-ins on record: a flood of them must not become a flood of entries (threats AU5). */
export class RefusedSignIns {
  readonly #state: StateStore
  readonly #log: Log
  readonly #entries = new Budget(ENTRIES)
  #untold = 0

  constructor(state: StateStore, log: Log) {
    this.#state = state
    this.#log = log
  }

  async add({ by, because, name, source }: RefusedSignIn): Promise<void> {
    const at = this.#state.now()
    if (!this.#entries.take('all', at)) return void this.#untold++
    const before = this.#untold
    this.#untold = 0
    const facts = { by, because, ...(before > 0 && { unlistedBefore: before }) }
    const event = { event: 'console.sign-in-refused', at, actor: 'gateway', requestId: null, facts }
    try {
      await this.#state.commit({
        writes: [],
        audit: [{ ...event, personal: { ...(name !== null && { name }), source } }],
      })
    } catch (error) {
      this.#untold += before + 1
      this.#log.warn('refused sign-in not on record', {
        detail: error instanceof Error ? error.message : String(error),
      })
    }
  }
}
