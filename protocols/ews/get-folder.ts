import { createHash } from 'node:crypto'
import { parseMailboxAddress } from '../availability/mailbox-address.ts'
import type { MailboxAddress } from '../availability/mailbox-address.ts'
import { ChildSequence } from '../xml/child-sequence.ts'
import type { XmlReader } from '../xml/xml-reader.ts'
import { m, t } from './ews-vocabulary.ts'
import { writeResponseMessages } from './response-messages.ts'
import type { ResponseMessage } from './response-messages.ts'

const FOLDER_SHAPE = m('FolderShape')
const FOLDER_IDS = m('FolderIds')
const FOLDER_ID = t('FolderId')
const DISTINGUISHED_ID = t('DistinguishedFolderId')
const MAILBOX = t('Mailbox')
const EMAIL_ADDRESS = t('EmailAddress')
const REQUEST = new ChildSequence([FOLDER_SHAPE, 'once'], [FOLDER_IDS, 'once'])

/** The folders there are: a calendar, and the way to it. */
interface Folder {
  readonly distinguished: string
  readonly element: string
  readonly folderClass: string
  readonly displayName: string
  readonly children: number
}
const FOLDERS: readonly Folder[] = [
  { distinguished: 'root', element: 't:Folder', folderClass: 'IPF', displayName: 'Root', children: 1 },
  {
    distinguished: 'msgfolderroot',
    element: 't:Folder',
    folderClass: 'IPF',
    displayName: 'Top of Information Store',
    children: 1,
  },
  {
    distinguished: 'calendar',
    element: 't:CalendarFolder',
    folderClass: 'IPF.Appointment',
    displayName: 'Calendar',
    children: 0,
  },
]

/** A folder asked for: by its name, in a mailbox (empty: the caller's), or by an id. */
export type FolderAsked = { readonly distinguished: string; readonly mailbox: string } | { readonly id: string }

function readFolderId(reader: XmlReader): FolderAsked {
  const id = reader.attribute('Id') ?? reader.refuse('a folder id without an Id')
  const distinguished = reader.name === DISTINGUISHED_ID
  let mailbox = ''
  while (reader.child()) {
    if (reader.name !== MAILBOX) reader.refuse('not a Mailbox')
    while (reader.child()) {
      if (reader.name === EMAIL_ADDRESS) mailbox = reader.token()
      else reader.skip()
    }
  }
  return distinguished ? { distinguished: id, mailbox } : { id }
}

/** Reads a m:GetFolder; which properties are asked for makes no difference. */
export function readGetFolder(reader: XmlReader): readonly FolderAsked[] {
  const asked: FolderAsked[] = []
  let place = REQUEST.start
  while (reader.child()) {
    place = REQUEST.step(reader, place)
    if (reader.name === FOLDER_SHAPE) reader.skip()
    else {
      while (reader.child()) {
        if (reader.name !== FOLDER_ID && reader.name !== DISTINGUISHED_ID) reader.refuse('not a folder id')
        asked.push(readFolderId(reader))
      }
    }
  }
  REQUEST.end(reader, place)
  if (asked.length === 0) reader.refuse('no folder is asked for')
  return asked
}

function folderIdOf(caller: MailboxAddress, folder: Folder): string {
  return createHash('sha256').update(`${caller}\n${folder.distinguished}`).digest('base64url')
}

function isCaller(mailbox: string, caller: MailboxAddress): boolean {
  try {
    return mailbox === '' || parseMailboxAddress(mailbox) === caller
  } catch {
    return false
  }
}

function answerFor(asked: FolderAsked, caller: MailboxAddress): ResponseMessage {
  const folder = FOLDERS.find((candidate) =>
    'id' in asked
      ? asked.id === folderIdOf(caller, candidate)
      : asked.distinguished === candidate.distinguished && isCaller(asked.mailbox, caller),
  )
  if (folder === undefined) {
    const text = 'The specified folder could not be found in the store.'
    return { code: 'ErrorFolderNotFound', text, markup: '<m:Folders/>' }
  }
  const { element, folderClass, displayName, children } = folder
  return {
    markup:
      `<m:Folders><${element}><t:FolderId Id="${folderIdOf(caller, folder)}"/><t:FolderClass>${folderClass}` +
      `</t:FolderClass><t:DisplayName>${displayName}</t:DisplayName><t:TotalCount>0</t:TotalCount>` +
      `<t:ChildFolderCount>${children}</t:ChildFolderCount></${element}></m:Folders>`,
  }
}

export function writeGetFolderAnswer(asked: readonly FolderAsked[], caller: MailboxAddress): Buffer {
  return writeResponseMessages(
    'GetFolder',
    asked.map((folder) => answerFor(folder, caller)),
  )
}
