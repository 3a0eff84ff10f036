import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from './console-accounts.ts'

/** Different signs a password has at least: fifteen times the same letter is one guess. */
const FEWEST_SIGNS = 5

/** Why a password is not taken: its length, that it is guessed at once, or that it was typed in two ways. */
export type PasswordProblem = 'length' | 'guessed' | 'other'

/** What is wrong with a password that somebody chose; null where it may be one. */
export function passwordProblem(password: string, again: string, name: string): PasswordProblem | null {
  if ([...password].length < SHORTEST_PASSWORD || password.length > LONGEST_PASSWORD) return 'length'
  if (new Set(password).size < FEWEST_SIGNS || password.toLowerCase() === name.toLowerCase()) return 'guessed'
  return password === again ? null : 'other'
}
