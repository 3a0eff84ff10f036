import type { ServedGateway, ServedOptions } from '../scenarios/served-gateway.ts'
import type { Language, Reader } from './reader.ts'
import type { Walk } from './walk.ts'

/** What stands beside the gateway of one walk. */
export interface Surroundings {
  /** What the gateway is configured with because of it. */
  readonly served: ServedOptions
  /** Where its pages are; absent: at the gateway's public address. */
  readonly origin?: string
  /** Others whose pages the way leads over. */
  readonly others?: readonly string[]
  end(): Promise<void>
}

/** A way through the pages that somebody walks, with right input and wrong. One file each, under `flows/`. */
export interface Flow<Beside extends Surroundings = Surroundings> {
  /** Whose way it is and where to, as a test is called. */
  readonly name: string
  /** In which its pages come. */
  readonly languages: readonly Language[]
  /** Whether it can be walked without scripts too. */
  readonly scripts: readonly Reader['scripts'][]
  /** What its gateway is configured with, beside what `ServedGateway` has by itself. */
  readonly served?: ServedOptions
  /** What else there is in a walk of it, a mail server for one; begun before its gateway, which may be told of it. */
  readonly surroundings?: () => Promise<Beside>
  /**
   * @param gateway of its own, fresh; its `token` administers it
   * @throws whatever is not as it should be; chai's `expect` does
   */
  walk(walk: Walk, gateway: ServedGateway, beside: Beside): Promise<void>
}

/** Everybody who walks a flow. */
export function readersOf({ languages, scripts }: Flow): readonly Reader[] {
  return languages.flatMap((language) => scripts.map((each) => ({ language, scripts: each })))
}
