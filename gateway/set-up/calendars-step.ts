import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileProblemCode } from '../../config/file-problem.ts'
import { parseDomain } from '../../protocols/availability/mailbox-address.ts'
import { openCalendarFolder } from '../../protocols/icalendar/icalendar-connector.ts'
import { printable, shortened } from '../cli/printable.ts'
import { calendarProblemIn } from '../console/set-up/calendar-problem-texts.ts'
import { fileProblemText } from '../console/set-up/file-problem-texts.ts'
import { good, note, right, wrong } from './set-up-step.ts'
import type { Finding, Reader, SetUpRoom, Step } from './set-up-step.ts'

export const USUAL_FOLDER = 'calendars'
/** Files and mailboxes that are named one by one. */
const MOST_NAMED = 5
const LONGEST_FILE_NAME = 60

const isCalendar = (name: string): boolean => /\.ics$/i.test(name)

/** Whether there is no calendar in it yet, so that a first one belongs there. @throws the system's error */
export function isWithoutCalendars(folder: string): boolean {
  return !existsSync(folder) || !readdirSync(folder).some(isCalendar)
}

/** The nearest folder above that is there. */
const nearest = (folder: string): string => (existsSync(folder) ? folder : nearest(dirname(folder)))

/** Why nothing can be written there; null where it can. */
function unwritable(folder: string): { readonly code: string | null } | null {
  try {
    const there = nearest(folder)
    if (!statSync(there).isDirectory()) return { code: 'ENOTDIR' }
    accessSync(there, constants.W_OK | constants.X_OK)
    return null
  } catch (error) {
    return { code: fileProblemCode(error) }
  }
}

/** Reads every calendar of the folder as the gateway will. */
async function findingsOf(
  folder: string,
  { answered, clock }: SetUpRoom,
  { texts, locale }: Reader,
): Promise<readonly Finding[]> {
  const [unread, misnamed]: [Finding[], Finding[]] = [[], []]
  const calendars = await openCalendarFolder({
    ...{ folder, clock, timeZone: answered.organization?.timeZone ?? 'UTC' },
    domain: parseDomain(answered.domain?.domain),
    log: (event, { file }, problem) => {
      const name = shortened(printable(String(file)), LONGEST_FILE_NAME)
      if (problem !== undefined) unread.push(note(texts.fileWrong(name, calendarProblemIn(locale, problem))))
      else if (event === 'calendar-name-refused') misnamed.push(note(texts.fileMisnamed(name)))
    },
  })
  const mailboxes = [...calendars.mailboxes()]
  await calendars.close()
  const [of, named, wrongs] = [mailboxes.length, mailboxes.slice(0, MOST_NAMED), [...unread, ...misnamed]]
  return [
    (of > unread.length ? good : note)(texts.calendarsRead(of - unread.length, of)),
    ...(of === 0 ? [] : [note(texts.calendarsOf(named, of - named.length))]),
    ...wrongs.slice(0, MOST_NAMED),
    ...(wrongs.length > MOST_NAMED ? [note(texts.filesMore(wrongs.length - MOST_NAMED))] : []),
  ]
}

/** Where the organization's calendars live: a folder of .ics files, one for each mailbox. */
export const CALENDARS_STEP: Step<'calendars'> = {
  fields: ['folder'],
  begin: ({ answered: { calendars } }) => calendars ?? { folder: USUAL_FOLDER },
  check: async ({ folder: typed = '' }, room, reader) => {
    const { texts, locale } = reader
    const { language } = locale
    const folder = typed === '' ? USUAL_FOLDER : typed
    if (printable(folder) !== folder) return wrong({ folder: texts.folderName })
    const path = resolve(room.folder, folder)
    try {
      if (existsSync(path) && !statSync(path).isDirectory()) return wrong({ folder: texts.folderNone })
      if (!isWithoutCalendars(path))
        return right({ folder }, [good(texts.folderRight(path)), ...(await findingsOf(path, room, reader))])
    } catch (error) {
      return wrong({ folder: texts.folderUnread(path, fileProblemText(language, fileProblemCode(error))) })
    }
    const why = unwritable(path)
    if (why !== null) return wrong({ folder: texts.folderUnmade(path, fileProblemText(language, why.code)) })
    const first = `first@${room.answered.domain?.domain ?? ''}`
    return right({ folder }, [good(texts.folderMade(path)), note(texts.folderFirst(first))])
  },
}
