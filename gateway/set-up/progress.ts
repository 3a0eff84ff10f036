import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { fileProblem } from '../../config/file-problem.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { problemContext } from './start-problem.ts'

/** Beside the configuration that it leads to. */
const FILE = 'ledig.set-up.json'

const text = z.string().max(4_096)

const PROGRESS = z.strictObject({
  version: z.literal(1),
  organization: z.strictObject({ name: text, timeZone: text }).optional(),
  domain: z.strictObject({ domain: text }).optional(),
  administrator: z.strictObject({ name: text, passwordHash: text }).optional(),
  calendars: z.strictObject({ folder: text }).optional(),
  place: z
    .strictObject({
      reach: z.enum(['here', 'beyond']),
      ...{ port: text, host: text, publicUrl: text, certificate: text, key: text },
    })
    .optional(),
  /** An empty address: no partner for now. */
  partner: z.strictObject({ metadataUrl: text }).optional(),
  /** What the files are made of beside the answers, once they are begun: the same bytes whenever they are written. */
  writing: z
    .strictObject({
      ...{ gatewayId: text, organizationId: text, consolePort: z.int() },
      first: z.strictObject({ passwordHash: text, uid: text, at: z.int() }).nullable(),
    })
    .optional(),
})

/** How far a set-up has come: what was answered, and found right when it was. */
export type Answered = Omit<z.infer<typeof PROGRESS>, 'version'>

/** The same once every question is answered. */
export type Answers = { readonly [Name in StepName]: NonNullable<Answered[Name]> }

/** The questions of the set-up, in their order. */
export const STEPS = ['organization', 'domain', 'administrator', 'calendars', 'place', 'partner'] as const

export type StepName = (typeof STEPS)[number]

/**
 * The progress of one set-up, in a file of the folder it is for: whoever ends the program goes on there. The file is for its
 * owner alone, holds no password but hashes, is replaced as a whole with each answer, and is gone at the end.
 */
export class Progress {
  readonly #file: string
  #answered: Answered

  private constructor(file: string, answered: Answered) {
    this.#file = file
    this.#answered = answered
  }

  /** @throws FederationError `ERR_CONFIG_INVALID` naming a file that is there and cannot be gone on from */
  static open(folder: string): Progress {
    const file = join(folder, FILE)
    if (!existsSync(file)) return new Progress(file, {})
    try {
      const { version: _, ...answered } = PROGRESS.parse(JSON.parse(readFileSync(file, 'utf8')))
      return new Progress(file, answered)
    } catch (cause) {
      const why = cause instanceof Error && 'code' in cause ? fileProblem(cause) : 'it is not what a set-up writes'
      const message = `${file}: cannot go on from here: ${why}; remove it to begin anew`
      throw new FederationError('ERR_CONFIG_INVALID', message, {}, { cause })
    }
  }

  get answered(): Answered {
    return this.#answered
  }

  /** The first question without an answer; null where there is none. */
  get next(): StepName | null {
    return STEPS.find((step) => this.#answered[step] === undefined) ?? null
  }

  /** Null while a question is open. */
  get answers(): Answers | null {
    const { organization, domain, administrator, calendars, place, partner } = this.#answered
    if (!organization || !domain || !administrator || !calendars || !place || !partner) return null
    return { organization, domain, administrator, calendars, place, partner }
  }

  /** @throws FederationError `ERR_CONFIG_INVALID` where the folder takes no file */
  keep(more: Answered): void {
    const answered = { ...this.#answered, ...more }
    const [made, document] = [`${this.#file}.new`, { version: 1, ...answered }]
    try {
      rmSync(made, { force: true })
      writeFileSync(made, `${JSON.stringify(document, null, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true })
      renameSync(made, this.#file)
    } catch (cause) {
      const message = `${this.#file}: cannot be written: ${fileProblem(cause)}`
      const context = problemContext('unwritten', this.#file, cause)
      throw new FederationError('ERR_CONFIG_INVALID', message, context, { cause })
    }
    this.#answered = answered
  }

  remove(): void {
    rmSync(this.#file, { force: true })
  }
}
