import type { ChainableCommander } from 'ioredis'
import { ENTRIES_IN_CHUNK } from './layout-redis.ts'
import type { KeptEntry, RedisLayout } from './layout-redis.ts'
import type { RedisLink } from './link-redis.ts'
import type { PersonalLeft } from './state-engine.ts'
import { waitForReplica } from './write-redis.ts'

const WRITE_MS = 3_000

async function writeDurably(link: RedisLink, add: (commands: ChainableCommander) => void): Promise<void> {
  const { redis, generation } = link
  const commands = redis.multi().info('replication')
  add(commands)
  const [info] = await link.ask(commands, WRITE_MS)
  await waitForReplica(link, generation, String(info))
}

/** Takes personal values out of one entry; what is left stands in their place. */
export async function eraseValues(
  link: RedisLink,
  layout: RedisLayout,
  index: number,
  left: PersonalLeft,
): Promise<void> {
  const known = await namesOf(link, layout, index)
  const fields = known
    .filter((name) => Object.hasOwn(left, name))
    .map((name) => [`${index} ${name}`, left[name]] as const)
  const gone = fields.flatMap(([field, personal]) => (personal ? [] : [field]))
  const kept = fields.flatMap(([field, personal]) => (personal ? [field, JSON.stringify(personal)] : []))
  if (fields.length === 0) return
  await writeDurably(link, (commands) => {
    if (gone.length > 0) commands.hdel(layout.personal(index), ...gone)
    if (kept.length > 0) commands.hset(layout.personal(index), ...kept)
  })
  // Pruned meanwhile: then what was put back here is of no entry, and nobody would ever take it out.
  const orphans = fields.map(([field]) => field)
  if ((await namesOf(link, layout, index)).length === 0) {
    await writeDurably(link, (commands) => commands.hdel(layout.personal(index), ...orphans))
  }
}

async function namesOf(link: RedisLink, layout: RedisLayout, index: number): Promise<readonly string[]> {
  const text = await link.within(link.redis.hget(layout.entries(index), String(index)), WRITE_MS)
  return text === null ? [] : (JSON.parse(text) as KeptEntry).names
}

/** Takes texts and personal values of all entries below `before` out, a thousand at a time. */
export async function pruneEntries(link: RedisLink, layout: RedisLayout, before: number): Promise<void> {
  const done = Number((await link.within(link.redis.get(layout.pruned), WRITE_MS)) ?? 0)
  for (let from = done; from < before;) {
    const until = Math.min(before, (Math.floor(from / ENTRIES_IN_CHUNK) + 1) * ENTRIES_IN_CHUNK)
    const indexes = Array.from({ length: until - from }, (_, i) => String(from + i))
    const texts = await link.within(link.redis.hmget(layout.entries(from), ...indexes), WRITE_MS)
    const kept = texts.flatMap((text, i) =>
      text === null ? [] : [[indexes[i] ?? '', JSON.parse(text) as KeptEntry] as const],
    )
    const bare = kept.flatMap(([index, { leaf }]) => [index, JSON.stringify({ leaf, text: null, names: [] })])
    const fields = kept.flatMap(([index, { names }]) => names.map((name) => `${index} ${name}`))
    const at = from
    await writeDurably(link, (commands) => {
      if (bare.length > 0) commands.hset(layout.entries(at), ...bare)
      if (fields.length > 0) commands.hdel(layout.personal(at), ...fields)
      // Never beyond the last entry: those to come are kept.
      if (kept.length > 0) commands.set(layout.pruned, String(Number(kept.at(-1)?.[0]) + 1))
    })
    if (kept.length < indexes.length) return
    from = until
  }
}
