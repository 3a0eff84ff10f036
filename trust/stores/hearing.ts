import { FederationError } from '../../protocols/federation-error.ts'

/** Time for news of somebody else's change to come here. */
const LONGEST_MS = 2_000
const STEP_MS = 5

/** Up to which change somebody has heard. */
export class Hearing {
  #sequence = 0

  get sequence(): number {
    return this.#sequence
  }

  heard(sequence: number): void {
    this.#sequence = Math.max(this.#sequence, sequence)
  }

  /** @throws FederationError `ERR_STORE_UNAVAILABLE` where no news come */
  async until(sequence: number): Promise<void> {
    for (let waited = 0; this.#sequence < sequence; waited += STEP_MS) {
      if (waited >= LONGEST_MS) throw new FederationError('ERR_STORE_UNAVAILABLE', 'no news of other changes came')
      await new Promise((resolve) => setTimeout(resolve, STEP_MS))
    }
  }
}
