import type { Browser } from 'playwright-core'
import { ServedGateway } from '../scenarios/served-gateway.ts'
import type { LookOptions } from './look.ts'
import type { Flow, Surroundings } from './flow.ts'
import type { Reader } from './reader.ts'
import { Walk } from './walk.ts'

/** What one walk came to. */
export interface Walked {
  /** Pages looked at, each in each scheme and width. */
  readonly pages: number
  /** Kinds of pages of the console among them. */
  readonly kinds: ReadonlySet<string>
  readonly axeViolations: readonly string[]
  /** What else is wrong, the end of the walk where it did not get through last; empty: nothing. */
  readonly problems: readonly string[]
}

const told = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))

/** Walks one flow as one reader, with a gateway process of its own. */
export async function walkFlow(browser: Browser, flow: Flow, reader: Reader, looks: LookOptions = {}): Promise<Walked> {
  const gateway = new ServedGateway()
  const beside: Surroundings = (await flow.surroundings?.()) ?? {
    served: flow.served ?? {},
    end: () => Promise.resolve(),
  }
  try {
    await gateway.configure(beside.served)
    await gateway.start()
    const others = [gateway.url, ...(beside.others ?? [])]
    const walk = new Walk(browser, beside.origin ?? gateway.url, reader, { ...looks, others })
    const stopped: string[] = []
    try {
      await flow.walk(walk, gateway, beside)
    } catch (error) {
      stopped.push(told(error))
    } finally {
      await walk.close()
    }
    const { looks: pages, kinds, axeViolations, problems } = walk
    return { pages, kinds, axeViolations, problems: [...problems, ...stopped] }
  } finally {
    await gateway.remove()
    await beside.end()
  }
}
