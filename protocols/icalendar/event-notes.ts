import { readCategory } from '../availability/category.ts'
import type { Organizer } from '../availability/free-busy-view.ts'
import { readMailboxAddress } from '../availability/mailbox-address.ts'
import { paramOf, propertiesOf, propertyOf, textOf } from './content-lines.ts'
import type { Component } from './content-lines.ts'

const MOST_DESCRIPTION_BYTES = 2048
const MOST_NAME = 255
const MOST_CATEGORIES = 50
const NONE: readonly string[] = []

/** DESCRIPTION (RFC 5545 3.8.1.5), cut to 2,048 bytes of UTF-8; null where there is none. */
export function descriptionOf(event: Component): string | null {
  const property = propertyOf(event, 'DESCRIPTION')
  const text = property === undefined ? '' : textOf(property).trim()
  if (text === '') return null
  const bytes = Buffer.from(text.slice(0, MOST_DESCRIPTION_BYTES))
  let end = Math.min(bytes.length, MOST_DESCRIPTION_BYTES)
  // The cut must not leave half a letter: a byte 10xxxxxx goes on with one before it.
  while (end < bytes.length && ((bytes[end] as number) & 0xc0) === 0x80) end--
  const cut = bytes.subarray(0, end).toString()
  return text.length > MOST_DESCRIPTION_BYTES ? cut.replace(/\uFFFD$/, '') : cut
}

/** ORGANIZER (RFC 5545 3.8.4.3): the name it goes by and the address, as far as there are. */
export function organizerOf(event: Component): Organizer | null {
  const property = propertyOf(event, 'ORGANIZER')
  if (property === undefined) return null
  const said = property.value.trim().replace(/^mailto:/i, '')
  const address = readMailboxAddress(said) ?? readMailboxAddress(paramOf(property, 'email')?.trim())
  const name = paramOf(property, 'cn')
    ?.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, MOST_NAME)
    .replace(/[\uD800-\uDBFF]$/, '')
  const known = name === undefined || name === '' ? null : name
  return known === null && address === null ? null : { name: known, address }
}

/**
 * CATEGORIES (RFC 5545 3.8.1.2), as they are compared; several properties count together. Null where one cannot be read, or
 * there are more than can be kept: by a category an owner hides an event, so what is not known may be hidden.
 */
export function categoriesOf(event: Component): readonly string[] | null {
  const properties = propertiesOf(event, 'CATEGORIES')
  if (properties.length === 0) return NONE
  const categories = new Set<string>()
  for (const property of properties) {
    if (property.broken === true) return null
    // Values stand between commas that no backslash precedes.
    for (const value of property.value.match(/(?:[^\\,]|\\[\s\S]|\\$)+/g) ?? []) {
      const text = textOf({ ...property, value })
      const category = readCategory(text)
      if (category !== null) categories.add(category)
      else if (text.trim() !== '') return null
    }
  }
  return categories.size > MOST_CATEGORIES ? null : [...categories].sort()
}
