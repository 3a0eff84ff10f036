/** Whom the pages that explain lookups are for, by hand. */
export const EXPLAIN_ADMITTED: Readonly<Record<string, string>> = {
  'get /explain/': 'administrator auditor',
  'post /explain/': 'administrator',
  'get /explain/lookup': 'administrator auditor',
}
