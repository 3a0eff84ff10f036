/** Whom the pages of the record are for, by hand. */
export const RECORD_ADMITTED: Readonly<Record<string, string>> = {
  'get /record/': 'administrator auditor',
  'get /record/lookups.csv': 'administrator auditor',
  'get /record/entries': 'administrator auditor',
  'get /record/entries.csv': 'administrator auditor',
  'get /record/budgets': 'administrator auditor',
  'get /record/budgets/of': 'administrator auditor',
  'get /record/whole': 'administrator auditor',
  'post /record/whole': 'administrator auditor',
}
