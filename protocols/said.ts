import type { Instant } from './availability/time-window.ts'

/** An instant as its reader has it. */
type InstantText = (at: Instant) => string

/** One of what can be said, to be put into any language: its name, and what is told of it beside the words. */
export interface SaidAs<Values, Name extends keyof Values> {
  readonly says: Name
  readonly values: Values[Name]
}

export type Said<Values> = { readonly [Name in keyof Values]: SaidAs<Values, Name> }[keyof Values]

/** One language's words for everything that can be said: a missing one does not compile. */
export type SaidWords<Values> = { readonly [Name in keyof Values]: (values: Values[Name], at: InstantText) => string }

/** Makes what is said, of one family, out of a name and what belongs to it. */
export const sayer =
  <Values>() =>
  <Name extends keyof Values>(says: Name, values: Values[Name]): SaidAs<Values, Name> => ({ says, values })

const iso: InstantText = (at) => new Date(at).toISOString()

/** What is said, in the words of one language. @param at absent: ISO 8601, UTC */
export const saidText = <Values>(words: SaidWords<Values>, { says, values }: Said<Values>, at = iso): string =>
  (words[says] as (values: unknown, at: InstantText) => string)(values, at)
