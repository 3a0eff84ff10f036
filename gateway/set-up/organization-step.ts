import { ianaZone } from '../../protocols/time-zone/iana-zone.ts'
import { printable } from '../cli/printable.ts'
import { instantText } from '../console/owner-frame.ts'
import { good, right, wrong } from './set-up-step.ts'
import type { Step } from './set-up-step.ts'

const LONGEST_NAME = 100

const isName = (name: string): boolean => name !== '' && name.length <= LONGEST_NAME && printable(name) === name

/** What the organization is called, and in which zone its people are. */
export const ORGANIZATION_STEP: Step<'organization'> = {
  fields: ['name', 'timeZone'],
  begin: ({ answered: { organization }, systemZone }) => organization ?? { name: '', timeZone: systemZone },
  check: ({ name = '', timeZone = '' }, { clock }, { locale, texts }) => {
    const zone = ianaZone(timeZone)
    const faults = {
      name: isName(name) ? undefined : texts.nameWrong(LONGEST_NAME),
      timeZone: zone === null ? texts.zoneWrong : undefined,
    }
    if (zone === null || faults.name !== undefined) return Promise.resolve(wrong(faults))
    const now = instantText({ locale, zone }, clock.now())
    const findings = [good(texts.nameRight(name)), good(texts.zoneRight(timeZone, now))]
    return Promise.resolve(right({ name, timeZone }, findings))
  },
}
