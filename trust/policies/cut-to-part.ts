import { packBusyTimes } from '../../protocols/availability/busy-times.ts'
import type { FreeBusyView } from '../../protocols/availability/free-busy-view.ts'
import type { VisiblePart } from './visible-part.ts'

/** A view of which only `part` is left: what is outside is unknown. */
export function cutToPart(view: FreeBusyView, _part: VisiblePart): FreeBusyView {
  const times = packBusyTimes([{ ...view.window, status: 'NoData', reason: 'DATA_WITHHELD' }])
  return { ...view, times, details: null, categories: null }
}
