/** Whom the pages of what waits for a second yes are for, written by hand. */
export const APPROVALS_ADMITTED: Readonly<Record<string, string>> = {
  'get /approvals': 'administrator auditor',
  'get /approvals/:approval/give': 'administrator fresh',
  'post /approvals/:approval/give': 'administrator fresh',
  'get /approvals/:approval/withdraw': 'administrator fresh',
  'post /approvals/:approval/withdraw': 'administrator fresh',
}
