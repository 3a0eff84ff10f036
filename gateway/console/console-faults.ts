import type { Viewer } from './console-frame.ts'
import { CONSOLE_TEXTS } from './console-texts.ts'
import { faultList } from './form-fields.ts'
import type { Faults } from './form-fields.ts'
import type { Part } from './html.ts'

/** What is wrong with a form of the console, before it: how many things, and each with the way to its field. */
export function consoleFaults({ locale }: Pick<Viewer, 'locale'>, faults: Faults): Part {
  const count = Object.values(faults).filter((fault) => fault !== undefined).length
  return faultList(CONSOLE_TEXTS[locale.language].errors(count), faults)
}
