import { isUtf8 } from 'node:buffer'

/**
 * The least a strict reading of an EWS free/busy message can cost: one pass over the bytes, well-formedness and
 * namespaces checked, values taken out as numbers. Frozen, and imports nothing of the product: what the product costs is
 * divided by what this costs. It reads this one vocabulary and is no use for another.
 */

const MESSAGES = 'http://schemas.microsoft.com/exchange/services/2006/messages'
const TYPES = 'http://schemas.microsoft.com/exchange/services/2006/types'
const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'
const INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance'
const SCHEMA = 'http://www.w3.org/2001/XMLSchema'
const NAMESPACES = [SOAP, MESSAGES, TYPES, INSTANCE, SCHEMA].map((name) => Buffer.from(name))

const S = 0
const M = 1
const T = 2
/** Every element that may stand in a message: its namespace, its name. The index is its number. */
const ELEMENTS: readonly (readonly [namespace: number, name: string])[] = [
  [S, 'Envelope'],
  [S, 'Header'],
  [S, 'Body'],
  [T, 'RequestServerVersion'],
  [T, 'ServerVersionInfo'],
  [M, 'GetUserAvailabilityRequest'],
  [M, 'MailboxDataArray'],
  [T, 'TimeZone'],
  [T, 'Bias'],
  [T, 'StandardTime'],
  [T, 'DaylightTime'],
  [T, 'Time'],
  [T, 'DayOrder'],
  [T, 'Month'],
  [T, 'DayOfWeek'],
  [T, 'MailboxData'],
  [T, 'Email'],
  [T, 'Address'],
  [T, 'AttendeeType'],
  [T, 'ExcludeConflicts'],
  [T, 'FreeBusyViewOptions'],
  [T, 'TimeWindow'],
  [T, 'StartTime'],
  [T, 'EndTime'],
  [T, 'MergedFreeBusyIntervalInMinutes'],
  [T, 'RequestedView'],
  [M, 'GetUserAvailabilityResponse'],
  [M, 'FreeBusyResponseArray'],
  [M, 'FreeBusyResponse'],
  [M, 'ResponseMessage'],
  [M, 'ResponseCode'],
  [M, 'FreeBusyView'],
  [T, 'FreeBusyViewType'],
  [T, 'MergedFreeBusy'],
  [T, 'CalendarEventArray'],
  [T, 'CalendarEvent'],
  [T, 'BusyType'],
  [T, 'CalendarEventDetails'],
  [T, 'ID'],
  [T, 'Subject'],
  [T, 'Location'],
  [T, 'IsMeeting'],
  [T, 'IsRecurring'],
  [T, 'IsException'],
  [T, 'IsReminderSet'],
  [T, 'IsPrivate'],
  [T, 'WorkingHours'],
  [T, 'WorkingPeriodArray'],
  [T, 'WorkingPeriod'],
  [T, 'StartTimeInMinutes'],
  [T, 'EndTimeInMinutes'],
]
const numberOf = (name: string): number => ELEMENTS.findIndex((element) => element[1] === name)
const ADDRESS = numberOf('Address')
const START_TIME = numberOf('StartTime')
const END_TIME = numberOf('EndTime')
const INTERVAL = numberOf('MergedFreeBusyIntervalInMinutes')
const VIEW = numberOf('RequestedView')
const BUSY_TYPE = numberOf('BusyType')
const MERGED = numberOf('MergedFreeBusy')
const RESPONSE = numberOf('FreeBusyResponse')

const NAME_START = 1
const NAME = 2
const SPACE = 4
const TEXT = 8
const CLASS = new Uint8Array(256)
for (let byte = 0; byte < 256; byte++) {
  const letter = (byte | 32) >= 97 && (byte | 32) <= 122
  const digit = byte >= 48 && byte <= 57
  if (letter || byte === 95) CLASS[byte] = NAME_START | NAME | TEXT
  else if (digit || byte === 45 || byte === 46) CLASS[byte] = NAME | TEXT
  else if (byte === 32 || byte === 9 || byte === 10 || byte === 13) CLASS[byte] = SPACE | TEXT
  else if (byte >= 33 && byte !== 38 && byte !== 60 && byte !== 62 && byte !== 127) CLASS[byte] = TEXT
}

/** Open addressing by length and three letters; a found entry is compared byte for byte. */
const SLOTS = 512
const TABLE = new Int16Array(SLOTS).fill(-1)
const ENTRIES = ELEMENTS.map(([namespace, name]) => ({ namespace, name: Buffer.from(name) }))
const slotOf = (bytes: Uint8Array, start: number, end: number, namespace: number): number => {
  const length = end - start
  const mixed =
    (bytes[start] as number) * 31 + (bytes[start + (length >> 1)] as number) * 7 + (bytes[end - 1] as number)
  return (mixed + length * 57 + namespace * 101) & (SLOTS - 1)
}
for (const [number, { namespace, name }] of ENTRIES.entries()) {
  let slot = slotOf(name, 0, name.length, namespace)
  while (TABLE[slot] !== -1) slot = (slot + 1) & (SLOTS - 1)
  TABLE[slot] = number
}

const DEPTH = 32
const BINDINGS = 64

export interface ReadMessage {
  readonly addresses: readonly string[]
  /** Of a question the window; of an answer the events, in the order told. Milliseconds since 1970, offset applied. */
  readonly starts: Float64Array
  readonly ends: Float64Array
  /** Length and first letter tell the five words apart. */
  readonly statuses: Uint8Array
  readonly events: number
  readonly responses: number
  readonly interval: number
  readonly view: string
  readonly mergedLength: number
}

const same = (bytes: Uint8Array, a: number, aEnd: number, other: Uint8Array, b: number, bEnd: number): boolean => {
  if (aEnd - a !== bEnd - b) return false
  for (let i = a, j = b; i < aEnd; i++, j++) if (bytes[i] !== other[j]) return false
  return true
}

/** Reads one message at a time; its tables are used again. */
export class StrictReader {
  #bytes: Uint8Array = new Uint8Array(0)
  #at = 0
  readonly #elements = new Int16Array(DEPTH)
  readonly #nameStarts = new Int32Array(DEPTH)
  readonly #nameEnds = new Int32Array(DEPTH)
  readonly #boundAt = new Int32Array(DEPTH)
  readonly #prefixStarts = new Int32Array(BINDINGS)
  readonly #prefixEnds = new Int32Array(BINDINGS)
  readonly #prefixes = new Int8Array(BINDINGS)
  #bound = 0
  #depth = 0
  #selfClosed = false
  #rooted = false
  #starts = new Float64Array(64)
  #ends = new Float64Array(64)
  #statuses = new Uint8Array(64)
  #started = 0
  #ended = 0
  #told = 0
  #addresses: string[] = []
  #responses = 0
  #interval = 0
  #view = ''
  #merged = 0

  /** @throws Error where the bytes are not a message of this vocabulary, strictly read */
  read(message: Buffer): ReadMessage {
    if (!isUtf8(message)) this.#refuse('not UTF-8')
    this.#begin(message)
    const { length } = message
    this.#declaration()
    for (;;) {
      this.#text(length)
      if (this.#at >= length) break
      if (message[this.#at + 1] === 47) this.#endTag()
      else this.#startTag()
    }
    if (this.#depth !== 0 || !this.#rooted) this.#refuse('an element is not closed')
    if (this.#started !== this.#ended) this.#refuse('a start without an end')
    return {
      addresses: this.#addresses,
      starts: this.#starts,
      ends: this.#ends,
      statuses: this.#statuses,
      events: this.#started,
      responses: this.#responses,
      interval: this.#interval,
      view: this.#view,
      mergedLength: this.#merged,
    }
  }

  #begin(message: Uint8Array): void {
    this.#bytes = message
    this.#at = this.#bound = this.#depth = 0
    this.#started = this.#ended = this.#told = this.#responses = this.#interval = this.#merged = 0
    this.#view = ''
    this.#rooted = false
    this.#addresses = []
  }

  #refuse(what: string): never {
    throw new Error(`${what} at byte ${String(this.#at)}`)
  }

  #declaration(): void {
    const bytes = this.#bytes
    if (bytes[0] !== 60 || bytes[1] !== 63) return
    const end = bytes.indexOf(62)
    const text = String.fromCharCode(...bytes.subarray(0, end + 1))
    if (!/^<\?xml version="1\.0"(?: encoding="utf-8")?\s*\?>$/i.test(text)) this.#refuse('another declaration')
    this.#at = end + 1
  }

  /** Up to the next `<`; outside elements that hold text, only space may stand. */
  #text(length: number): void {
    const bytes = this.#bytes
    const start = this.#at
    let i = start
    let blank = true
    while (i < length) {
      const byte = bytes[i] as number
      if (byte === 60) break
      const kind = CLASS[byte] as number
      if ((kind & TEXT) === 0) {
        if (byte !== 38) this.#refuse('a character that may not stand here')
        i = this.#reference(i)
      }
      if ((kind & SPACE) === 0) blank = false
      i++
    }
    this.#at = i
    if (blank) return
    if (this.#depth === 0 || bytes[i + 1] !== 47) this.#refuse('text between elements')
    this.#value(this.#elements[this.#depth - 1] as number, start, i)
  }

  /** @returns where its `;` stands */
  #reference(from: number): number {
    const end = this.#bytes.indexOf(59, from)
    const name = end < 0 || end - from > 8 ? '' : String.fromCharCode(...this.#bytes.subarray(from + 1, end))
    if (!/^(?:amp|lt|gt|quot|apos|#\d{1,6}|#x[0-9a-fA-F]{1,5})$/.test(name)) this.#refuse('an unknown reference')
    return end
  }

  #value(element: number, start: number, end: number): void {
    if (element === START_TIME) {
      if (this.#started !== this.#ended) this.#refuse('two starts')
      if (this.#started === this.#starts.length) this.#grow()
      this.#starts[this.#started++] = this.#time(start, end)
    } else if (element === END_TIME) {
      if (this.#ended + 1 !== this.#started) this.#refuse('an end without a start')
      this.#ends[this.#ended++] = this.#time(start, end)
    } else if (element === BUSY_TYPE) {
      this.#statuses[this.#told++] = ((end - start) << 4) ^ (this.#bytes[start] as number)
    } else if (element === ADDRESS) {
      this.#addresses.push(String.fromCharCode.apply(null, this.#bytes.subarray(start, end) as never))
    } else if (element === MERGED) {
      for (let i = start; i < end; i++) if (((this.#bytes[i] as number) & 0xf8) !== 48) this.#refuse('not a digit')
      this.#merged += end - start
    } else if (element === INTERVAL) {
      this.#interval = this.#digits(start, end)
    } else if (element === VIEW) {
      this.#view = String.fromCharCode(...this.#bytes.subarray(start, end))
    }
  }

  #grow(): void {
    const [starts, ends, statuses] = [this.#starts, this.#ends, this.#statuses]
    this.#starts = new Float64Array(starts.length * 2)
    this.#ends = new Float64Array(starts.length * 2)
    this.#statuses = new Uint8Array(starts.length * 2)
    this.#starts.set(starts)
    this.#ends.set(ends)
    this.#statuses.set(statuses)
  }

  #digits(start: number, end: number): number {
    let value = 0
    for (let i = start; i < end; i++) {
      const digit = (this.#bytes[i] as number) - 48
      if (digit < 0 || digit > 9) this.#refuse('not a digit')
      value = value * 10 + digit
    }
    return value
  }

  /** `2026-11-23T09:30:00`, with or without `Z` or an offset; days by the civil calendar's own arithmetic. */
  #time(start: number, end: number): number {
    const bytes = this.#bytes
    if (end - start < 19 || bytes[start + 4] !== 45 || bytes[start + 10] !== 84 || bytes[start + 13] !== 58) {
      this.#refuse('not a time')
    }
    const year = this.#digits(start, start + 4)
    const month = this.#digits(start + 5, start + 7)
    const day = this.#digits(start + 8, start + 10)
    if (month < 1 || month > 12 || day < 1 || day > 31) this.#refuse('not a date')
    const shifted = month > 2 ? year : year - 1
    const era = Math.floor(shifted / 400)
    const ofEra = shifted - era * 400
    const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
    const days = era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468
    const hours = this.#digits(start + 11, start + 13)
    const minutes = this.#digits(start + 14, start + 16)
    const seconds = this.#digits(start + 17, start + 19)
    const wall = ((days * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1000
    if (end - start !== 25) return wall
    const offset = this.#digits(start + 20, start + 22) * 60 + this.#digits(start + 23, start + 25)
    return wall + (bytes[start + 19] === 45 ? offset : -offset) * 60_000
  }

  #endTag(): void {
    const bytes = this.#bytes
    const start = this.#at + 2
    const depth = --this.#depth
    if (depth < 0) this.#refuse('an end too many')
    const from = this.#nameStarts[depth] as number
    const end = start + (this.#nameEnds[depth] as number) - from
    if (!same(bytes, start, end, bytes, from, this.#nameEnds[depth] as number)) this.#refuse('another end')
    let i = end
    while (((CLASS[bytes[i] as number] as number) & SPACE) !== 0) i++
    if (bytes[i] !== 62) this.#refuse('an end not closed')
    this.#bound = this.#boundAt[depth] as number
    this.#at = i + 1
  }

  #name(from: number): number {
    const bytes = this.#bytes
    if (((CLASS[bytes[from] as number] as number) & NAME_START) === 0) this.#refuse('not a name')
    let i = from + 1
    while (((CLASS[bytes[i] as number] as number) & NAME) !== 0) i++
    return i
  }

  #startTag(): void {
    const bytes = this.#bytes
    const start = this.#at + 1
    const depth = this.#depth
    if (depth === DEPTH) this.#refuse('too deep')
    if (depth === 0 && this.#rooted) this.#refuse('a second root')
    this.#rooted = true
    let local = start
    let end = this.#name(start)
    if (bytes[end] === 58) {
      local = end + 1
      end = this.#name(local)
    }
    this.#boundAt[depth] = this.#bound
    const after = this.#attributes(end)
    const namespace = this.#resolve(start, local === start ? start : local - 1)
    const element = this.#element(local, end, namespace)
    if (element === RESPONSE) this.#responses++
    if (this.#selfClosed) {
      this.#bound = this.#boundAt[depth]
    } else {
      this.#elements[depth] = element
      this.#nameStarts[depth] = start
      this.#nameEnds[depth] = end
      this.#depth = depth + 1
    }
    this.#at = after
  }

  #element(start: number, end: number, namespace: number): number {
    let slot = slotOf(this.#bytes, start, end, namespace)
    for (;;) {
      const number = TABLE[slot] as number
      if (number < 0) return this.#refuse('an unknown element')
      const entry = ENTRIES[number] as { namespace: number; name: Buffer }
      if (entry.namespace === namespace && same(this.#bytes, start, end, entry.name, 0, entry.name.length))
        return number
      slot = (slot + 1) & (SLOTS - 1)
    }
  }

  #resolve(start: number, end: number): number {
    const bytes = this.#bytes
    for (let i = this.#bound - 1; i >= 0; i--) {
      const from = this.#prefixStarts[i] as number
      if (same(bytes, start, end, bytes, from, this.#prefixEnds[i] as number)) return this.#prefixes[i] as number
    }
    return this.#refuse('a prefix without a namespace')
  }

  /** @returns the place after `>` */
  #attributes(from: number): number {
    const bytes = this.#bytes
    const names: number[] = []
    let i = from
    for (;;) {
      const before = i
      while (((CLASS[bytes[i] as number] as number) & SPACE) !== 0) i++
      const byte = bytes[i]
      if (byte === 62) {
        this.#selfClosed = false
        return i + 1
      }
      if (byte === 47) {
        if (bytes[i + 1] !== 62) this.#refuse('a stray slash')
        this.#selfClosed = true
        return i + 2
      }
      if (before === i) this.#refuse('no space before an attribute')
      i = this.#attribute(i, names)
    }
  }

  #attribute(start: number, names: number[]): number {
    const bytes = this.#bytes
    let end = this.#name(start)
    let colon = -1
    if (bytes[end] === 58) {
      colon = end
      end = this.#name(end + 1)
    }
    for (let i = 0; i < names.length; i += 2) {
      if (same(bytes, start, end, bytes, names[i] as number, names[i + 1] as number)) this.#refuse('an attribute twice')
    }
    names.push(start, end)
    const quote = bytes[end + 1]
    if (bytes[end] !== 61 || (quote !== 34 && quote !== 39)) this.#refuse('an attribute without a quoted value')
    const from = end + 2
    let i = from
    while (bytes[i] !== quote) {
      if (((CLASS[bytes[i] as number] as number) & TEXT) === 0) this.#refuse('a character that may not stand here')
      i++
    }
    const isDeclaration = bytes[start] === 120 && (colon < 0 ? end : colon) - start === 5 && bytes[start + 4] === 115
    if (isDeclaration) this.#bind(colon < 0 ? end : colon + 1, end, from, i)
    return i + 1
  }

  #bind(start: number, end: number, from: number, to: number): void {
    if (this.#bound === BINDINGS) this.#refuse('too many namespaces')
    const found = NAMESPACES.findIndex((name) => same(this.#bytes, from, to, name, 0, name.length))
    if (found < 0) this.#refuse('an unknown namespace')
    this.#prefixStarts[this.#bound] = start
    this.#prefixEnds[this.#bound] = end
    this.#prefixes[this.#bound] = found
    this.#bound++
  }
}
