/** The views one may ask for (EWS FreeBusyViewType without None), from the least telling to the most. */
export const VIEWS = ['MergedOnly', 'FreeBusy', 'FreeBusyMerged', 'Detailed', 'DetailedMerged'] as const
export type View = (typeof VIEWS)[number]

export const hasStream = (view: View): boolean =>
  view === 'MergedOnly' || view === 'FreeBusyMerged' || view === 'DetailedMerged'
export const hasEvents = (view: View): boolean => view !== 'MergedOnly'
export const hasDetails = (view: View): boolean => view === 'Detailed' || view === 'DetailedMerged'
