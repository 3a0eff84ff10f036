import { setPriority } from 'node:os'
import process from 'node:process'
import { signIn } from './console-sign-in.ts'
import type { ConsoleSignIn, SignInOutcome } from './console-sign-in.ts'

/** A process of its own in which many sign in at the same moment, each once, each from an address of this machine of its own. */
export interface CrowdOrder extends ConsoleSignIn {
  /** 65,000 at most. */
  readonly count: number
  /** Second byte of the addresses, from 1: another one is another crowd. */
  readonly network: number
}

export type CrowdResult = Readonly<Record<SignInOutcome, number>>

/** The lowest there is: in life the crowd's own work is done by other machines. */
const PRIORITY = 19

async function crowd(order: CrowdOrder): Promise<CrowdResult> {
  const result = { in: 0, wrong: 0, 'put off': 0, other: 0 }
  const one = async (who: number): Promise<void> => {
    const localAddress = `127.${order.network}.${who >> 8}.${who & 255}`
    result[await signIn(order, { agent: false, localAddress })]++
  }
  await Promise.all(Array.from({ length: order.count }, (_, i) => one(i + 1)))
  return result
}

setPriority(PRIORITY)
process.on('message', (order: CrowdOrder) => void crowd(order).then((result) => process.send?.(result)))
process.on('disconnect', () => process.exit())
process.send?.('ready')
