import type { OutboundHttp } from '../../protocols/http/outbound-http.ts'
import type { Clock } from '../../trust/clock.ts'
import type { Randomness } from '../../trust/randomness.ts'
import type { Faults } from '../console/form-fields.ts'
import type { Locale } from '../console/locale.ts'
import type { StepTexts } from '../console/set-up/step-texts.ts'
import type { Answered, StepName } from './progress.ts'

/** What stands in the fields of a question, by their names; no password ever. */
export type Typed = Readonly<Record<string, string>>

/** What the questions are checked against. */
export interface SetUpRoom {
  /** Where the files go. */
  readonly folder: string
  readonly answered: Answered
  readonly clock: Clock
  readonly random: Randomness
  /** IANA name, as the system has it. */
  readonly systemZone: string
  /** On which the set-up listens, and the console will. */
  readonly ownPort: number
  /** Tries to listen. @returns the code of the system's error; null where it can be had */
  readonly tryPort: (host: string, port: number) => Promise<string | null>
  /** A way to partners that is open for one question. @param loopback whether they may be on this machine */
  readonly openHttp: (loopback: boolean) => OutboundHttp
}

/** How what is found is told. */
export interface Reader {
  readonly locale: Locale
  readonly texts: StepTexts
}

/** What was found of an answer beside what is wrong; a note is to be known, and stands in nobody's way. */
export interface Finding {
  readonly how: 'right' | 'note'
  readonly text: string
}

export interface Checked<Answer> {
  /** A sentence to each field that is not right. */
  readonly faults: Faults
  readonly findings: readonly Finding[]
  /** Null where something is not right. */
  readonly answer: Answer | null
}

/** One question of the set-up. */
export interface Step<Name extends StepName> {
  readonly fields: readonly string[]
  /** What stands in its fields at first: what was answered, or what is usual. */
  readonly begin: (room: SetUpRoom) => Typed
  /** @param typed text of each of `fields`, without spaces around */
  readonly check: (typed: Typed, room: SetUpRoom, reader: Reader) => Promise<Checked<NonNullable<Answered[Name]>>>
}

export const wrong = (faults: Faults, findings: readonly Finding[] = []): Checked<never> => ({
  ...{ faults, findings, answer: null },
})

export const right = <Answer>(answer: Answer, findings: readonly Finding[]): Checked<Answer> => ({
  ...{ faults: {}, findings, answer },
})

export const good = (text: string): Finding => ({ how: 'right', text })
export const note = (text: string): Finding => ({ how: 'note', text })
