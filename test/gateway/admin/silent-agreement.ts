import type { Administration } from '../../../gateway/admin/administration.ts'

/** What is told to partners, for administrations that have none. */
export const SILENT_AGREEMENT: Pick<Administration, 'exchange' | 'ownMetadata' | 'approvals'> = {
  exchange: {
    lastTelling: () => null,
    statement: () => '',
    take: () => Promise.resolve({ taken: false, because: 'TRUST_NONE' }),
  },
  ownMetadata: () => '',
  approvals: 1,
}
