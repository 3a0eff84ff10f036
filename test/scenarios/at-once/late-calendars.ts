import { FolderConnector } from '../../../protocols/icalendar/icalendar-connector.ts'

/**
 * Has the next question to a folder of calendars, of any gateway in this process, wait for `meanwhile` once its calendar was
 * read: what is asked is under way until that is over. All else is as it runs.
 *
 * @throws Error where no calendar was asked
 */
export async function whileRead<T>(ask: () => Promise<T>, meanwhile: () => Promise<unknown>): Promise<T> {
  const { prototype } = FolderConnector
  const own = Object.getOwnPropertyDescriptor(prototype, 'lookUp') as PropertyDescriptor
  const restore = (): void => void Object.defineProperty(prototype, 'lookUp', own)
  let asked = false
  prototype.lookUp = async function late(question, context) {
    restore()
    asked = true
    const found = await this.lookUp(question, context)
    await meanwhile()
    return found
  }
  try {
    const answer = await ask()
    if (!asked) throw new Error('no calendar was asked')
    return answer
  } finally {
    restore()
  }
}
