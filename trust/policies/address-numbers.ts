import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'

/**
 * A number for every address that a policy names, counted from zero. Who is in a group is kept as numbers: an address is
 * looked for once in a decision, wherever it is asked about, and a number is compared without reading it from somewhere
 * else. Numbers are not given back; a policy that is read anew counts anew.
 */
export class AddressNumbers {
  readonly #numbers = new Map<MailboxAddress, number>()

  /** Undefined for an address that the policy does not name. */
  find(address: MailboxAddress): number | undefined {
    return this.#numbers.get(address)
  }

  of(address: MailboxAddress): number {
    const known = this.#numbers.get(address)
    if (known !== undefined) return known
    const number = this.#numbers.size
    this.#numbers.set(address, number)
    return number
  }

  /** Every address with its number, in their order. */
  [Symbol.iterator](): IterableIterator<[MailboxAddress, number]> {
    return this.#numbers.entries()
  }
}

/** What is kept by address, over numbers that others share: to ask of several is to look for an address once. */
export class ByAddress<Value> {
  readonly #numbers: AddressNumbers
  readonly #values: (Value | undefined)[] = []

  constructor(numbers: AddressNumbers) {
    this.#numbers = numbers
  }

  get(address: MailboxAddress): Value | undefined {
    const number = this.#numbers.find(address)
    return number === undefined ? undefined : this.#values[number]
  }

  set(address: MailboxAddress, value: Value): void {
    this.#values[this.#numbers.of(address)] = value
  }

  delete(address: MailboxAddress): void {
    const number = this.#numbers.find(address)
    if (number !== undefined) this.#values[number] = undefined
  }

  *keys(): IterableIterator<MailboxAddress> {
    for (const [address] of this) yield address
  }

  *[Symbol.iterator](): IterableIterator<[MailboxAddress, Value]> {
    for (const [address, number] of this.#numbers) {
      const value = this.#values[number]
      if (value !== undefined) yield [address, value]
    }
  }
}
