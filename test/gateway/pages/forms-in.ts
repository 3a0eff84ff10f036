import { unescaped } from './page-texts.ts'

/** A form of a page as a browser would send it: what is in its fields already. */
export interface ShownForm {
  readonly action: string
  readonly fields: Readonly<Record<string, string | readonly string[]>>
  /** The same with another choice wherever there is one. */
  readonly changed: ShownForm['fields']
  /** The same with something typed that hardly any field takes. */
  readonly wrong: ShownForm['fields']
}

type How = 'as it is' | 'changed' | 'wrong'

const attribute = (tag: string, name: string): string | null => {
  const [, value] = new RegExp(`\\s${name}="([^"]*)"`).exec(tag) ?? []
  return value === undefined ? null : unescaped(value)
}
const has = (tag: string, name: string): boolean => new RegExp(`\\s${name}(?=[\\s>=/])`).test(tag)

const WRONG = 'zz \u00a7 zz'
const PART = /<input\b((?:"[^"]*"|[^">])*)>|<(button|select|textarea)\b((?:"[^"]*"|[^">])*)>(.*?)<\/\2>/gs
const OPTION = /<option\b((?:"[^"]*"|[^">])*)>([^<]*)/g

function chosen(options: string, how: How): string {
  const all = [...options.matchAll(OPTION)].map(([tag, , text = '']) => ({
    tag,
    value: attribute(tag, 'value') ?? text,
  }))
  if (how === 'changed') return all.at(-1)?.value ?? ''
  return (all.find(({ tag }) => has(tag, 'selected')) ?? all[0])?.value ?? ''
}

/** The value of one control; null where a browser sends none. */
function valueOf(kind: string, tag: string, inside: string, how: How): string | null {
  if (kind === 'select') return chosen(inside, how)
  if (kind === 'textarea') return how === 'wrong' ? WRONG : unescaped(inside)
  const type = attribute(tag, 'type') ?? 'text'
  if (type === 'submit' || type === 'button') return null
  if (type === 'checkbox' && has(tag, 'checked') === (how === 'changed')) return null
  if (type === 'radio' && !has(tag, 'checked')) return null
  if (how === 'wrong' && type !== 'hidden' && type !== 'checkbox' && type !== 'radio') return WRONG
  return attribute(tag, 'value') ?? ''
}

function fieldsIn(form: string, how: How): ShownForm['fields'] {
  const fields: Record<string, string[]> = {}
  for (const [, input, kind = 'input', attributes = input, inside = ''] of form.matchAll(PART)) {
    const tag = `<${kind}${attributes}>`
    const name = attribute(tag, 'name')
    // A form is sent by its first button that has a name, as by Enter.
    const value = kind === 'button' ? (attribute(tag, 'value') ?? '') : valueOf(kind, tag, inside, how)
    if (name === null || value === null || (kind === 'button' && name in fields)) continue
    ;(fields[name] ??= []).push(value)
  }
  return fields
}

/** The forms of a page that are sent by POST. */
export const formsIn = (page: string): readonly ShownForm[] =>
  [...page.matchAll(/<form\b((?:"[^"]*"|[^">])*)>(.*?)<\/form>/gs)]
    .filter(([, attributes = '']) => /method="post"/.test(attributes))
    .map(([, attributes = '', inside = '']) => ({
      action: attribute(attributes, 'action') ?? '',
      fields: fieldsIn(inside, 'as it is'),
      changed: fieldsIn(inside, 'changed'),
      wrong: fieldsIn(inside, 'wrong'),
    }))
