/** Whom the pages of partners' health are for, written by hand. */
export const HEALTH_ADMITTED: Readonly<Record<string, string>> = {
  'get /health': 'administrator auditor',
  'get /health/:trust': 'administrator auditor',
  'get /health/:trust/test': 'administrator',
  'post /health/:trust/test': 'administrator',
}
