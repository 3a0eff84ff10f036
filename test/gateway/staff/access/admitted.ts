/** Whom the page of who can see what is for, by hand. */
export const ACCESS_ADMITTED: Readonly<Record<string, string>> = { 'get /access/': 'administrator auditor' }
