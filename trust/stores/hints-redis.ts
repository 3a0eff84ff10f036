import { connectMaster } from './connection-redis.ts'
import type { LinkParts } from './link-redis.ts'

/**
 * Listens for news of changes on a connection of its own. News may be lost: whoever listens also asks by himself.
 *
 * @param heard is told which instance wrote, null where that is not known
 */
export function listenForHints(
  parts: LinkParts,
  channel: string,
  heard: (from: string | null) => void,
): { close(): void } {
  const redis = connectMaster(parts.place, parts.slot, parts)
  redis.on('message', (_channel: string, from: string) => heard(from))
  // What was published while it was away is not told: it may have missed something.
  redis.on('ready', () => {
    redis.subscribe(channel).then(
      () => heard(null),
      () => undefined,
    )
  })
  redis.connect().catch(() => undefined)
  return { close: () => redis.disconnect() }
}
