import { readMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { VIEWS } from '../../../protocols/availability/view.ts'
import type { View } from '../../../protocols/availability/view.ts'
import { LONGEST } from '../../console/explain/explain-form.ts'
import type { TypedQuestion } from '../../console/explain/explain-form.ts'
import { EXPLAIN_TEXTS } from '../../console/explain/explain-texts.ts'
import type { Faults } from '../../console/form-fields.ts'
import type { Locale } from '../../console/locale.ts'
import { readTypedInstant } from '../typed-instant.ts'

/** As `lookup.explain` takes it. */
const LONGEST_WINDOW = 62 * DAY

/** What was typed, no more of it than a field takes; `form` may be that of an address. */
export function typedIn(form: URLSearchParams): TypedQuestion {
  const said = (name: string, most: number): string => (form.get(name) ?? '').trim().slice(0, most)
  return {
    ...{ from: said('from', LONGEST.address), about: said('about', LONGEST.address) },
    view: said('view', LONGEST.instant) || 'Detailed',
    ...{ start: said('start', LONGEST.instant), end: said('end', LONGEST.instant), at: said('at', LONGEST.instant) },
    how: form.get('how') === 'real' ? 'real' : 'dry',
  }
}

/** What `lookup.explain` is asked with. */
export interface QuestionOrder {
  readonly from: string
  readonly about: string
  readonly view: View
  readonly dry: boolean
  readonly at?: string
  readonly window?: { readonly start: string; readonly end: string }
}

export type QuestionReading =
  { readonly read: true; readonly order: QuestionOrder } | { readonly read: false; readonly faults: Faults }

interface Times {
  readonly start: number | null
  readonly end: number | null
  readonly at: number | null
}

function timeFaults({ language }: Locale, typed: TypedQuestion, { start, end, at }: Times): Faults {
  const texts = EXPLAIN_TEXTS[language]
  const wrong = (name: 'start' | 'end' | 'at', read: number | null) => typed[name] !== '' && read === null
  if (wrong('start', start) || wrong('end', end) || wrong('at', at)) {
    const said = (name: 'start' | 'end' | 'at', read: number | null) =>
      wrong(name, read) ? texts.noInstant : undefined
    return { start: said('start', start), end: said('end', end), at: said('at', at) }
  }
  if ((start === null) !== (end === null)) return { [start === null ? 'start' : 'end']: texts.halfWindow }
  if (start !== null && end !== null && end <= start) return { end: texts.endsFirst }
  if (start !== null && end !== null && end - start > LONGEST_WINDOW) return { end: texts.tooLong }
  return at !== null && typed.how === 'real' ? { at: texts.onlyDry } : {}
}

/** Reads a question; every field that is not right at once. */
export function readQuestion(locale: Locale, typed: TypedQuestion): QuestionReading {
  const texts = EXPLAIN_TEXTS[locale.language]
  const [from, about] = [readMailboxAddress(typed.from), readMailboxAddress(typed.about)]
  const view = VIEWS.find((one) => one === typed.view)
  const [start, end, at] = [readTypedInstant(typed.start), readTypedInstant(typed.end), readTypedInstant(typed.at)]
  const faults: Faults = {
    from: from === null ? texts.noAddress : undefined,
    about: about === null ? texts.noAddress : undefined,
    view: view === undefined ? texts.noView : undefined,
    ...timeFaults(locale, typed, { start, end, at }),
  }
  const sound = Object.values(faults).every((one) => one === undefined)
  if (!sound || from === null || about === null || view === undefined) return { read: false, faults }
  const iso = (instant: number): string => new Date(instant).toISOString()
  const window = start === null || end === null ? {} : { window: { start: iso(start), end: iso(end) } }
  const order = { from, about, view, dry: typed.how === 'dry', ...(at !== null && { at: iso(at) }), ...window }
  return { read: true, order }
}
