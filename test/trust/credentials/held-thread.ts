import type { PasswordThread } from '../../../trust/credentials/password-thread.ts'

/** A thread that answers when the test says so. */
export class HeldThread implements Pick<PasswordThread, 'matches'> {
  /** What is being checked, the first asked first. */
  readonly held: { readonly password: string; readonly answer: (matches: boolean) => void }[] = []
  /** How many it was asked for, and how many of them at once. */
  asked = 0
  most = 0

  matches(password: string): Promise<boolean> {
    this.asked++
    return new Promise((answer) => {
      this.held.push({ password, answer })
      this.most = Math.max(this.most, this.held.length)
    })
  }

  /** Ends what was asked first. */
  answer(matches: boolean): void {
    this.held.shift()?.answer(matches)
  }
}
