import ICAL from 'ical.js'
import { unreadable } from './calendar-problem.ts'

/** One content line (RFC 5545 3.1) as it stands: name in upper case, parameter names in lower case, value undecoded. */
export interface Property {
  readonly name: string
  readonly params: Readonly<Record<string, unknown>>
  readonly value: string
  /** Only of a guarding property: there is more of it, or all of it, that cannot be read. */
  readonly broken?: true
}

/** A component with the properties and parts that were wanted; `name` in upper case. */
export interface Component {
  readonly name: string
  readonly properties: readonly Property[]
  readonly parts: readonly Component[]
}

/**
 * What of each component is kept. `decisive` properties say when somebody is busy: one that cannot be read makes the
 * whole calendar unreadable. `guarding` ones say what is to be hidden: one that cannot be read stays, as broken. The others
 * are left out where they cannot be read. Components not named here are skipped.
 */
export type Selection = Readonly<
  Record<
    string,
    {
      readonly decisive: ReadonlySet<string>
      readonly descriptive: ReadonlySet<string>
      readonly guarding?: ReadonlySet<string>
    }
  >
>

export interface LineLimits {
  /** Characters of one unfolded line that is kept. */
  readonly lineLength: number
  readonly depth: number
  readonly components: number
}

interface OpenComponent {
  readonly name: string
  readonly properties: Property[]
  readonly parts: OpenComponent[]
  readonly wanted: Selection[string] | undefined
}

// Every value stays text: ical.js' own reading of dates and rules is lenient where we must refuse.
const RAW = { value: emptyTable(), param: emptyTable(), property: emptyTable(), propertyGroups: false }
// Beside the letters of RFC 5545 3.1 two that some programs put into names of their own.
const PROPERTY = /^([A-Za-z0-9_.-]+)[;:]/
/** What tells of busy time stands directly in a VCALENDAR (RFC 5545 3.4): elsewhere it would be skipped unseen. */
const TIMES: ReadonlySet<string> = new Set(['VEVENT', 'VFREEBUSY', 'VTIMEZONE'])
const BOUNDARY = /^(BEGIN|END):([A-Za-z0-9-]+)[ \t]*$/i

function emptyTable(): object {
  return Object.create(null) as object
}

/**
 * The VCALENDAR objects of a file. Lines may end in LF alone; a byte order mark is skipped; folds are undone on octets, as
 * RFC 5545 3.1 says, so that a letter cut in two is whole again. A line that is no property is taken for the rest of a
 * badly folded text, unless a decisive property stands before it or its own name is one.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED`; context `line` counts unfolded lines from 1
 */
export function readComponents(file: Uint8Array, selection: Selection, limits: LineLimits): readonly Component[] {
  const folded = Buffer.from(file.buffer, file.byteOffset, file.byteLength).toString('latin1')
  const text = Buffer.from(folded.replace(/\r*\n[ \t]/g, ''), 'latin1').toString('utf8')
  const lines = text.replace(/^\uFEFF/, '').split('\n')
  const root: OpenComponent = { name: '', properties: [], parts: [], wanted: undefined }
  const stack = [root]
  let components = 0
  let before: Selection[string] | undefined
  let beforeName = ''
  for (let i = 0; i < lines.length; i++) {
    const line = (lines[i] as string).replace(/[\r\0]+$/, '')
    if (line === '' || line.trim() === '') continue
    const boundary = BOUNDARY.exec(line)
    const open = stack[stack.length - 1] as OpenComponent
    if (boundary === null) {
      if (open === root) throw unreadable('outside', {}, { line: i + 1 })
      const name = keepProperty(open, line, { wanted: before, name: beforeName }, limits, i + 1)
      before = open.wanted
      beforeName = name
      continue
    }
    before = undefined
    const name = (boundary[2] as string).toUpperCase()
    if (boundary[1]?.toUpperCase() === 'BEGIN') {
      if (++components > limits.components || stack.length > limits.depth)
        throw unreadable('manyComponents', {}, { line: i + 1 })
      stack.push(begin(open, name, open === root, selection, i + 1))
    } else if (open.name === name) stack.pop()
    else throw unreadable('endUnopened', {}, { line: i + 1 })
  }
  if (stack.length !== 1 || root.parts.length === 0) throw unreadable('notWhole', {}, { line: lines.length })
  return root.parts
}

function begin(open: OpenComponent, name: string, top: boolean, selection: Selection, line: number): OpenComponent {
  if (top !== (name === 'VCALENDAR')) throw unreadable('wrongPlace', { name: name.slice(0, 20) }, { line })
  const wanted = top || open.wanted !== undefined ? selection[name] : undefined
  if (TIMES.has(name) && open.name !== 'VCALENDAR') throw unreadable('wrongPlace', { name }, { line })
  const component = { name, properties: [], parts: [], wanted }
  if (wanted !== undefined) open.parts.push(component)
  return component
}

/** Keeps the property if it is wanted, and returns the name of the property that the line belongs to. */
function keepProperty(
  open: OpenComponent,
  line: string,
  before: { readonly wanted: Selection[string] | undefined; readonly name: string },
  limits: LineLimits,
  at: number,
): string {
  const wanted = open.wanted
  if (wanted === undefined) return ''
  const name = PROPERTY.exec(line)?.[1]?.toUpperCase()
  if (name === undefined) {
    const own = /^[A-Za-z0-9-]*/.exec(line)?.[0].toUpperCase() ?? ''
    if (before.wanted?.decisive.has(before.name) || wanted.decisive.has(own))
      throw unreadable('brokenLine', {}, { line: at })
    for (const guarding of [before.name, own]) {
      if (wanted.guarding?.has(guarding) === true) open.properties.push(brokenProperty(guarding))
    }
    return before.name
  }
  const decisive = wanted.decisive.has(name)
  const guarding = wanted.guarding?.has(name) === true
  if (!decisive && !guarding && !wanted.descriptive.has(name)) return name
  const property = line.length > limits.lineLength ? null : parseLine(line)
  if (property !== null) open.properties.push(property)
  else if (decisive) throw unreadable('unreadProperty', { name }, { line: at })
  else if (guarding) open.properties.push(brokenProperty(name))
  return name
}

const brokenProperty = (name: string): Property => ({ name, params: {}, value: '', broken: true })

function parseLine(line: string): Property | null {
  try {
    const [name, params, , value] = ICAL.parse.property(line, RAW) as [string, Record<string, unknown>, string, unknown]
    return typeof value === 'string' ? { name: name.toUpperCase(), params, value } : null
  } catch {
    return null
  }
}

/** The first property of that name. */
export function propertyOf(component: Component, name: string): Property | undefined {
  return component.properties.find((property) => property.name === name)
}

export function propertiesOf(component: Component, name: string): readonly Property[] {
  return component.properties.filter((property) => property.name === name)
}

/** A parameter's value; undefined where it is absent or not one text. */
export function paramOf(property: Property, name: string): string | undefined {
  const value = Object.hasOwn(property.params, name) ? property.params[name] : undefined
  return typeof value === 'string' ? value : undefined
}

/** A TEXT value (RFC 5545 3.3.11) as it was before it was escaped. */
export function textOf(property: Property): string {
  return property.value.replace(/\\([\\;,nN])/g, (_, letter: string) => (letter.toLowerCase() === 'n' ? '\n' : letter))
}

/** The values of a property that may list several; an empty one, which some programs leave behind, is none. */
export function valuesOf(property: Property): readonly string[] {
  return property.value
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '')
}
