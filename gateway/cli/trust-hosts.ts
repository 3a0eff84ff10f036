export interface ShownHost {
  readonly host: string
  readonly endpoints: readonly string[]
  /** Why it may be asked there; null: it may not. */
  readonly ground: 'domain' | 'metadata' | 'confirmed' | null
}

interface ShownHosts {
  readonly state: string
  readonly partner: {
    readonly hosts: readonly ShownHost[]
    /** Null: an address space, which publishes no metadata; where it is, an administrator said. */
    readonly fingerprint?: object | null
  }
}

const GROUNDS = {
  domain: '',
  metadata: ', where its metadata is, outside its proven domains',
  confirmed: ', outside its proven domains, confirmed',
} as const

function groundInWords({ ground }: ShownHost, state: string): string {
  if (ground !== null) return GROUNDS[ground]
  if (state === 'proposed') return ', outside its proven domains: your yes confirms it'
  return ', OUTSIDE its proven domains and NOT ASKED: --host confirms it'
}

/** Every host the partner says it is at, a line each, with what is there and on what ground it is asked. */
export function hostLines({ state, partner: { hosts, fingerprint } }: ShownHosts): string[] {
  const ground = (shown: ShownHost): string => (fingerprint === null ? ', as you said' : groundInWords(shown, state))
  return hosts.map(
    (shown, i) =>
      `  ${(i === 0 ? 'is at' : '').padEnd(14)}${shown.host} (${shown.endpoints.join(', ')})${ground(shown)}`,
  )
}
