import { ADMINISTRATOR_STEP } from './administrator-step.ts'
import { CALENDARS_STEP } from './calendars-step.ts'
import { DOMAIN_STEP } from './domain-step.ts'
import { ORGANIZATION_STEP } from './organization-step.ts'
import { PARTNER_STEP } from './partner-step.ts'
import { PLACE_STEP } from './place-step.ts'
import type { StepName } from './progress.ts'
import type { Step } from './set-up-step.ts'

/** Every question there is. */
export const SET_UP_STEPS: { readonly [Name in StepName]: Step<Name> } = {
  organization: ORGANIZATION_STEP,
  domain: DOMAIN_STEP,
  administrator: ADMINISTRATOR_STEP,
  calendars: CALENDARS_STEP,
  place: PLACE_STEP,
  partner: PARTNER_STEP,
}
