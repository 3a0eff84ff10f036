import type { Viewer } from '../console-frame.ts'

/**
 * Path of a page about sharing. What a part is called stands behind a question mark: names of relationships and groups may
 * have anything in them, also what would be another page in a path.
 */
export function sharingPlace(
  { base }: Pick<Viewer, 'base'>,
  organization: string,
  page = '',
  query: Readonly<Record<string, string>> = {},
): string {
  const asked = new URLSearchParams(query).toString()
  const path = `${base}sharing/${encodeURIComponent(organization)}${page === '' ? '' : `/${page}`}`
  return asked === '' ? path : `${path}?${asked}`
}
