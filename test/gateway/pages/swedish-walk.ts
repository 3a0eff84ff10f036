import type { Fields } from './browser-at.ts'
import { englishLeft } from './english-left.ts'
import { formsIn } from './forms-in.ts'
import type { ShownForm } from './forms-in.ts'
import { quotedIn, unescaped } from './page-texts.ts'

/** What came back. */
export interface ReadPage {
  readonly status: number
  readonly text: string
  /** A page is taken for one without a type too. */
  readonly headers?: Readonly<Record<string, string>>
}

/** How pages are asked for by somebody signed in, in one language. */
export interface Reader {
  get(path: string, language: string): Promise<ReadPage>
  post(path: string, fields: Fields, language: string): Promise<ReadPage>
}

export interface PageWalk {
  /** Where it begins; every other page is one that a link leads to. */
  readonly from: readonly string[]
  /** Below which pages are looked at. */
  readonly base: string
  /** What is not looked at, and not sent. */
  readonly except: RegExp
  /** English of the catalogues. */
  readonly texts: ReadonlySet<string>
}

const [EN, SV] = ['en-GB', 'sv-SE']
/** More pages than a console has with little in it: a walk that goes on and on ends. */
const MOST = 600
const LINK = /<a\b[^>]*\shref="([^"#]*)/g
const linksIn = (page: string): readonly string[] => [...page.matchAll(LINK)].map(([, to = '']) => unescaped(to))

/** What a form sends that nobody typed. */
const OURS = ['token', 'version', 'once', 'do']
/** A form with nothing typed, to see what is said of that. */
const emptied = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, OURS.includes(name) ? value : '']))
const filled = (fields: Fields): string =>
  Object.keys(fields)
    .filter((name) => String(fields[name]) !== '')
    .join(' ')

/** Somebody who reads Swedish, at every page there is. */
export class SwedishWalk {
  readonly #reader: Reader
  readonly #walk: PageWalk
  readonly #questions: ShownForm[] = []
  /** Pages by their address, forms by where they go and which fields are filled. */
  readonly seen = new Set<string>()
  /** What was not in Swedish, each text once with the first page it stands on. */
  readonly english = new Map<string, string>()
  /** What is said to be in English. */
  readonly quoted = new Set<string>()

  constructor(reader: Reader, walk: PageWalk) {
    this.#reader = reader
    this.#walk = walk
  }

  /** Looks at every page that links lead to, in both languages, and sends every form as it is, empty, changed and wrong, short of a yes. */
  async look(...more: readonly string[]): Promise<void> {
    const waiting = [...this.#walk.from, ...more]
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      if (!path.startsWith(this.#walk.base) || !this.#isNew(path)) continue
      const [swedish, english] = [await this.#reader.get(path, SV), await this.#reader.get(path, EN)]
      if (!/html/.test(swedish.headers?.['content-type'] ?? 'html')) continue
      this.read(`${path} ${swedish.status}`, swedish, english)
      waiting.push(...linksIn(swedish.text))
      for (const form of formsIn(swedish.text)) await this.#try(form)
    }
  }

  /** Says yes to every question it was asked on the way. What was asked first may be in the way of what was asked later. */
  async sayYes(): Promise<void> {
    for (let form = this.#questions.shift(); form !== undefined; form = this.#questions.shift()) {
      const { action, fields } = form
      if (!this.#isNew(`yes to ${action} ${filled(fields)}`)) continue
      const answer = await this.#reader.post(action, fields, SV)
      this.read(`yes to ${action} ${answer.status}`, answer, null)
      this.#keepQuestions(answer)
    }
  }

  #isNew(name: string): boolean {
    if (this.seen.has(name) || this.#walk.except.test(name) || this.seen.size >= MOST) return false
    this.seen.add(name)
    return true
  }

  async #try(form: ShownForm): Promise<void> {
    const { action, fields, changed, wrong } = form
    if ('confirmed' in fields) return void this.#questions.push(form)
    await this.send(action, fields, 'as it is')
    await this.send(action, emptied(fields), 'empty')
    await this.send(action, changed, 'changed')
    await this.send(action, wrong, 'wrong')
  }

  /** Sends a form, in both languages where it does nothing yet. */
  async send(action: string, fields: Fields, how = 'typed'): Promise<void> {
    if (!this.#isNew(`POST ${action} ${how}: ${how === 'typed' ? JSON.stringify(fields) : filled(fields)}`)) return
    const swedish = await this.#reader.post(action, fields, SV)
    const asks = this.#keepQuestions(swedish)
    // What was done at once is not done again.
    const english = swedish.status === 200 && !asks ? null : await this.#reader.post(action, fields, EN)
    this.read(`POST ${action} ${how}: ${swedish.status}`, swedish, english)
  }

  #keepQuestions({ text }: ReadPage): boolean {
    const questions = formsIn(text).filter(({ fields }) => 'confirmed' in fields)
    this.#questions.push(...questions)
    return questions.length > 0
  }

  /** Reads one page, and the same in English where there is one. */
  read(name: string, swedish: ReadPage, english: ReadPage | null): void {
    for (const text of englishLeft(swedish.text, english?.text ?? null, this.#walk.texts)) {
      if (!this.english.has(text)) this.english.set(text, name)
    }
    for (const text of quotedIn(swedish.text)) this.quoted.add(text)
  }
}
