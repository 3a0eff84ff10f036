import { join, resolve } from 'node:path'
import type { Locale } from '../console/locale.ts'
import { donePage, reviewPage } from '../console/set-up/review-page.ts'
import type { DoneState, ReviewState } from '../console/set-up/review-page.ts'
import { plainSetUpPage, SET_UP_BASE } from '../console/set-up/set-up-frame.ts'
import type { SetUpPlace } from '../console/set-up/set-up-frame.ts'
import { saidOf } from '../console/set-up/start-problem-texts.ts'
import { SET_UP_TEXTS } from '../console/set-up/set-up-texts.ts'
import { stepPage } from '../console/set-up/step-page.ts'
import { STEP_TEXTS } from '../console/set-up/step-texts.ts'
import { seeOther, shown } from '../pages/page-answer.ts'
import type { PageAnswer } from '../pages/page-answer.ts'
import { CONFIGURATION, FIRST_CALENDAR, POLICY } from './first-files.ts'
import { isWithoutCalendars } from './calendars-step.ts'
import { STEPS } from './progress.ts'
import type { Answers, Progress, StepName } from './progress.ts'
import { SET_UP_STEPS } from './set-up-steps.ts'
import type { Checked, Reader, SetUpRoom, Step, Typed } from './set-up-step.ts'

/** One request of whoever sets up. */
export interface Asked {
  readonly locale: Locale
  readonly form: URLSearchParams
  readonly formToken: string
}

export interface QuestionParts {
  readonly progress: Progress
  readonly room: Omit<SetUpRoom, 'answered'>
  readonly zones: readonly string[]
  readonly consoleUrl: string
  /** Writes the files and runs the gateway. */
  readonly finish: (answers: Answers, room: SetUpRoom) => Promise<DoneState>
}

type Found = Pick<Checked<unknown>, 'faults' | 'findings'>
const NOTHING_FOUND: Found = { faults: {}, findings: [] }

const readerOf = ({ locale }: Pick<Asked, 'locale'>): Reader => ({ locale, texts: STEP_TEXTS[locale.language] })

/** The questions of one set-up: shown, checked, kept, looked over, and carried out once. */
export class Questions {
  readonly #parts: QuestionParts
  #finishing = false

  constructor(parts: QuestionParts) {
    this.#parts = parts
  }

  /** Where whoever comes back goes on. */
  get next(): StepName | 'review' {
    return this.#parts.progress.next ?? 'review'
  }

  get #room(): SetUpRoom {
    return { ...this.#parts.room, answered: this.#parts.progress.answered }
  }

  show(step: StepName, asked: Asked): PageAnswer {
    if (!this.#isReached(step)) return seeOther(`${SET_UP_BASE}${this.next}`)
    return shown(this.#page(step, SET_UP_STEPS[step].begin(this.#room), NOTHING_FOUND, asked))
  }

  /** An answer that is right is kept, also where it was only to be checked; one that is not is shown again, as it was typed. */
  async answer<Name extends StepName>(step: Name, asked: Asked): Promise<PageAnswer> {
    if (!this.#isReached(step)) return seeOther(`${SET_UP_BASE}${this.next}`)
    const { fields, check } = SET_UP_STEPS[step] as Step<Name>
    const typed = Object.fromEntries(fields.map((field) => [field, typedIn(asked.form, field)]))
    const checked = await check(typed, this.#room, readerOf(asked))
    if (checked.answer !== null) this.#parts.progress.keep({ [step]: checked.answer })
    const isRight = checked.answer !== null
    if (isRight && asked.form.get('act') !== 'check') return seeOther(`${SET_UP_BASE}${this.#after(step)}`)
    return shown(this.#page(step, typed, checked, asked), isRight ? 200 : 422)
  }

  review(asked: Asked, wrong: ReviewState['wrong'] = []): PageAnswer {
    const { progress, room, consoleUrl } = this.#parts
    const { answers } = progress
    if (answers === null) return seeOther(`${SET_UP_BASE}${this.next}`)
    const files = filesOf(answers, room.folder)
    const state = { formToken: asked.formToken, answers, files, consoleUrl, wrong }
    return shown(reviewPage(this.#place(asked, null), state), wrong.length > 0 ? 422 : 200)
  }

  /** Everything is looked at once more: a port can be taken by now. */
  async finish(asked: Asked): Promise<PageAnswer> {
    const { answers } = this.#parts.progress
    const { language } = asked.locale
    if (answers === null) return seeOther(`${SET_UP_BASE}${this.next}`)
    if (this.#finishing) {
      const { doneTitle, under } = SET_UP_TEXTS[language]
      return shown(plainSetUpPage(asked.locale, doneTitle, under), 409)
    }
    this.#finishing = true
    try {
      const wrong = await this.#wrongNow(asked)
      if (wrong.length > 0) return this.review(asked, wrong)
      return shown(donePage(asked.locale, await this.#parts.finish(answers, this.#room)))
    } catch (error) {
      return this.review(asked, [{ step: null, ...saidOf(error, asked.locale) }])
    } finally {
      this.#finishing = false
    }
  }

  /** But for the partner, who may be away without being in the way. */
  async #wrongNow(asked: Asked): Promise<ReviewState['wrong']> {
    const room = this.#room
    const wrong: { step: StepName; sentence: string; quoted: null }[] = []
    for (const step of STEPS.filter((one) => one !== 'partner')) {
      const { begin, check } = SET_UP_STEPS[step]
      const { faults } = await check(begin(room), room, readerOf(asked))
      for (const sentence of Object.values(faults))
        if (sentence !== undefined) wrong.push({ step, sentence, quoted: null })
    }
    return wrong
  }

  /** The question after it, or the first open one where that comes sooner or all after it are answered. */
  #after(step: StepName): StepName | 'review' {
    return STEPS[STEPS.indexOf(step) + 1] ?? this.next
  }

  /** Whether all before it are answered. */
  #isReached(step: StepName): boolean {
    const { next } = this.#parts.progress
    return next === null || STEPS.indexOf(step) <= STEPS.indexOf(next)
  }

  #place({ locale }: Asked, step: StepName | null): SetUpPlace {
    const { progress, room } = this.#parts
    const answered = new Set(STEPS.filter((one) => progress.answered[one] !== undefined))
    return { locale, folder: room.folder, answered, step }
  }

  #page(step: StepName, typed: Typed, { faults, findings }: Found, asked: Asked): string {
    const { progress, zones } = this.#parts
    const hasPassword = progress.answered.administrator !== undefined
    const state = { formToken: asked.formToken, typed, faults, findings, zones, hasPassword }
    return stepPage(this.#place(asked, step), step, state)
  }
}

const SECRETS: ReadonlySet<string> = new Set(['password', 'again'])

/** Of a password every character counts. */
function typedIn(form: URLSearchParams, field: string): string {
  const text = (form.get(field) ?? '').slice(0, 2_048)
  return SECRETS.has(field) ? text : text.trim()
}

function filesOf({ calendars }: Answers, folder: string): readonly string[] {
  const first = isWithoutCalendars(resolve(folder, calendars.folder)) ? [join(calendars.folder, FIRST_CALENDAR)] : []
  return [CONFIGURATION, POLICY, ...first]
}
