/** What waits for a second yes. */
export const APPROVALS_STYLE = `
.approvals .acts{margin-top:.75rem}
.approvals h2,.card h2+dl{margin-top:0}
`
