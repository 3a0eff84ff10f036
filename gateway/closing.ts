/** What was opened, to be closed in the opposite order: when the gateway stops, or when it could not start. */
export class Closing {
  readonly #steps: (() => Promise<void> | void)[] = []

  /** Keeps what was opened and hands it on. */
  add<T>(opened: T, close: (opened: T) => Promise<void> | void): T {
    this.#steps.push(() => close(opened))
    return opened
  }

  /** Closes everything, whatever fails on the way; rejects with the first failure. A second call closes nothing. */
  async all(): Promise<void> {
    const failures: unknown[] = []
    for (const step of this.#steps.splice(0).reverse()) {
      try {
        await step()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }
}
