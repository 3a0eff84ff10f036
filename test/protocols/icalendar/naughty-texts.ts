import { readFileSync } from 'node:fs'
import { sharedPath } from '../../shared-material.ts'

/** What people and attackers write where a text is expected: line ends of every kind, components, directions, halves of pairs. */
export const NAUGHTY_TEXTS: readonly string[] = [
  'plain',
  '',
  ' ',
  '\r\nATTENDEE:mailto:evil@evil.example',
  'a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:b',
  'a\nBEGIN:VALARM',
  'a\rX-EVIL:1',
  'a\u0085X-EVIL:1',
  'a\u2028X-EVIL:1',
  'a\u2029X-EVIL:1',
  'a\\nb\\;c\\,d\\\\e',
  'semi;colon,comma:colon"quote\\backslash',
  '\u0000\u0007\u001b[31m\u007f\u009b',
  '\u202egpj.exe\u202c',
  '\u2066isolate\u2069',
  '\ud800 half of a pair \udc00',
  '😀'.repeat(60),
  'å'.repeat(200),
  'x'.repeat(1_000),
  '\t\ttabs\t',
  '=HYPERLINK("http://evil.example")',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  'END:VCALENDAR',
  '\r\n \r\n folded',
]

/** The same, and the Big List of Naughty Strings where it is at hand. */
export function allNaughtyTexts(): readonly string[] {
  const path = sharedPath('attacks/blns/blns.json')
  return path === null ? NAUGHTY_TEXTS : [...NAUGHTY_TEXTS, ...(JSON.parse(readFileSync(path, 'utf8')) as string[])]
}
