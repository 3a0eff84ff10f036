import { NO_ENTRY } from '../audit/audit-entry.ts'
import {
  isOfSchema,
  MigrationPath,
  MIGRATIONS,
  newestSchema,
  refuseUnknownSchema,
} from './migrations/schema-migrations.ts'
import type { MigrationMeans, SchemaMigration } from './migrations/schema-migrations.ts'
import { migrationEntry } from './migrate-store.ts'
import type { DumpedItem, StateContent } from './state-dump.ts'

/**
 * A content on its way to another place, in the newest schema, with an entry of its migration after its own entries. One
 * that is of the newest schema comes back as it is.
 *
 * @throws FederationError `ERR_STORE_LOCKED` for a content of a newer release; while it is read: `ERR_STORE_DAMAGED` naming a record that cannot be migrated
 */
export function migratedContent(
  content: StateContent,
  means: MigrationMeans,
  migrations: readonly SchemaMigration[] = MIGRATIONS,
): StateContent {
  const to = newestSchema(migrations)
  if (isOfSchema(content, to)) return content
  refuseUnknownSchema(content, to)
  const path = new MigrationPath(content, migrations, means)
  async function* items(): AsyncIterable<DumpedItem> {
    let records = content.migration?.changed ?? 0
    let place = { size: 0, last: NO_ENTRY }
    for await (const item of content.items()) {
      if ('entry' in item) {
        place = { size: item.entry.index + 1, last: item.entry.leaf }
        yield item
        continue
      }
      const record = path.follow(item.record, to)
      if (record !== item.record) records++
      if (record !== null) yield { record }
    }
    yield { entry: migrationEntry({ from: path.from, to, records }, place, means.now) }
  }
  return { ...content, schema: to, migration: null, items }
}
