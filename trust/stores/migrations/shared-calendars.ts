import type { SchemaMigration } from './schema-migrations.ts'

/**
 * Schema 3 to 4: there are records of published links, owners' sessions, invitations and their budgets, and of last looks,
 * which a release of schema 3 would not know and so must not open. No value changes.
 */
export const SHARED_CALENDARS: SchemaMigration = {}
