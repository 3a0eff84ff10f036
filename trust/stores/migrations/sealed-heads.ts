import type { SchemaMigration } from './schema-migrations.ts'

/**
 * Schema 2 to 3: the digest in the head is sealed together with the head, its terms are kept secret, and every record has
 * its checksum under another key, so that no head of schema 2 fits records of schema 3. No value changes.
 */
export const SEALED_HEADS: SchemaMigration = {}
