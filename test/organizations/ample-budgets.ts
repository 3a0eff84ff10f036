/** Budgets (`limits` of a configuration) that a test which asks all the time does not use up. */
export const AMPLE_BUDGETS = {
  partnerMailboxesPerMinute: 1e9,
  partnerMailboxesPerHour: 1e9,
  partnerPeoplePerDay: 1e9,
  partnerSlotsPerDay: 1e12,
  requesterMailboxesPerHour: 1e9,
  requesterPeoplePerDay: 1e9,
  requesterSlotsPerDay: 1e12,
  targetMailboxesPerHour: 1e9,
  targetSlotsPerDay: 1e12,
  pairMailboxesPerHour: 1e9,
  pairSlotsPerDay: 1e12,
} as const
