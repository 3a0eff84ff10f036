import { neutralLines } from '../../protocols/mail/neutral-text.ts'
import { looksReachable } from '../../trust/organization/domain-claim.ts'

export type NoteRefusal =
  | 'NOTE_TOO_LONG'
  /** It names a place on the net, which mail programs turn into a link. */
  | 'NOTE_WITH_ADDRESS'

export type NoteReading =
  { readonly taken: true; readonly lines: readonly string[] } | { readonly taken: false; readonly because: NoteRefusal }

/** Characters of a note, as people count them. */
export const LONGEST_NOTE = 300
/** Even what is not seen has an end. */
const LONGEST_INPUT = 4 * LONGEST_NOTE

const SCHEME = /[a-z][a-z0-9+.-]*:\/\/|\b(?:mailto|tel|sms|callto|javascript|data|file):|\bwww\./i
/** Dots as browsers take them (UTS #46). */
const DOTS = /[.\u3002\uff0e\uff61]/u
const HOST_LIKE = /[\p{L}\p{N}_-]+(?:[.\u3002\uff0e\uff61][\p{L}\p{N}_-]+)+/gu

/**
 * The owner's own words in an invitation: plain text of at most 300 characters that leads nowhere. An invitation comes
 * from a sender people trust, so an address in it would be believed (ML3); it is refused, not blunted, so that its author
 * knows.
 */
export function readNote(text: string): NoteReading {
  if (text.length > LONGEST_INPUT) return { taken: false, because: 'NOTE_TOO_LONG' }
  const lines = neutralLines(text)
  const whole = lines.join('\n')
  if ([...whole].length > LONGEST_NOTE) return { taken: false, because: 'NOTE_TOO_LONG' }
  return leadsSomewhere(whole.normalize('NFKC')) || leadsSomewhere(whole)
    ? { taken: false, because: 'NOTE_WITH_ADDRESS' }
    : { taken: true, lines }
}

function leadsSomewhere(text: string): boolean {
  if (SCHEME.test(text)) return true
  return (text.match(HOST_LIKE) ?? []).some((host) => looksReachable(host.split(DOTS).join('.')))
}
