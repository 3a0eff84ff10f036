/** Randomness is handed in; cryptographically strong wherever it is real. */
export interface Randomness {
  bytes(count: number): Buffer
  /** A random UUID (RFC 9562, version 4). */
  uuid(): string
  /** From 0 inclusive to 1 exclusive; for pauses, not for secrets. */
  fraction(): number
}
