import { inputField } from '../form-fields.ts'
import type { Faults } from '../form-fields.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import type { RECORD_TEXTS } from './record-texts.ts'

/** Characters of a field for words, an address, a time. */
export const LONGEST = { words: 200, address: 254, instant: 16 } as const

/** From when to when is looked for. */
export function timePair(
  texts: (typeof RECORD_TEXTS)['en'],
  typed: Readonly<Record<'since' | 'until', string>>,
  faults: Faults,
): Html {
  const time = (name: 'since' | 'until'): Html =>
    inputField({
      ...{ name, label: texts[name], wrong: faults[name] },
      ...{ type: 'datetime-local', value: typed[name], most: LONGEST.instant },
    })
  return html`<div class="pair">${time('since')}${time('until')}</div>`
}
