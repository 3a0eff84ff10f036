import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Json } from '../stores/state-record.ts'
import type { PolicySurroundings } from './compile-policy.ts'
import { setPart } from './fit-policy.ts'
import { ListedMailbox, LivePolicy } from './live-policy.ts'
import { readKeptPart, readPartKey } from './policy-parts.ts'
import type { PolicyKind } from './policy-store.ts'

const MOST_SHAPES = 10_000

/** The live policies of all organizations, fed with records. */
export class LivePolicies {
  readonly #surroundings: (organization: string) => PolicySurroundings
  #byName = new Map<string, LivePolicy>()
  /** Organizations whose own record is there: before that, nothing of them counts. */
  #complete = new Set<string>()
  /** Mailboxes that say the same of different people are one object: most are, and a million have to fit. */
  #shapes = new Map<string, ListedMailbox>()

  constructor(surroundings: (organization: string) => PolicySurroundings) {
    this.#surroundings = surroundings
  }

  get(organization: string): LivePolicy | undefined {
    return this.#complete.has(organization) ? this.#byName.get(organization) : undefined
  }

  /** Empty ones, to be filled and then put in the place of these. */
  renewal(): LivePolicies {
    return new LivePolicies(this.#surroundings)
  }

  renew(filled: LivePolicies): void {
    this.#byName = filled.#byName
    this.#complete = filled.#complete
    this.#shapes = filled.#shapes
  }

  /** @param value null where the part was taken out */
  set(kind: PolicyKind, key: string, value: Json | null): void {
    const { organization, name } = readPartKey(kind, key)
    const policy = this.#byName.get(organization) ?? new LivePolicy(this.#surroundings(organization))
    this.#byName.set(organization, policy)
    if (kind === 'mailbox' && value !== null) {
      policy.setMailbox(parseMailboxAddress(name), this.#mailbox(organization, policy, name, value))
      return
    }
    setPart(policy, readKeptPart({ kind, name }, value))
    if (kind !== 'organization') return
    if (value === null) this.#complete.delete(organization)
    else this.#complete.add(organization)
  }

  #mailbox(organization: string, policy: LivePolicy, name: string, value: Json): ListedMailbox {
    const { address: _address, ...rest } = value as Readonly<Record<string, Json>>
    const shape = `${organization} ${JSON.stringify(rest)}`
    const known = this.#shapes.get(shape)
    if (known !== undefined) return known
    const part = readKeptPart({ kind: 'mailbox', name }, value)
    if (part.kind !== 'mailbox' || part.entry === null)
      throw new FederationError('ERR_INTERNAL', 'a mailbox that is none')
    const made = new ListedMailbox(part.entry, policy)
    if (this.#shapes.size < MOST_SHAPES) this.#shapes.set(shape, made)
    return made
  }
}
