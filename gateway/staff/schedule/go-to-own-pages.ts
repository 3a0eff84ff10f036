import { noMailboxPage, ownPagesPage } from '../../console/schedule/own-pages-page.ts'
import { shown } from '../../pages/page-answer.ts'
import type { RoleRoute } from '../console-door.ts'
import { ownMailbox } from './own-mailbox.ts'

/**
 * The way to her own pages, which are at the public address and have a session of their own: by an address that opens them
 * once, as an administrator would hand it to her. It is made whenever it is asked for, and kept nowhere.
 */
export const OWN_PAGES_ROUTES: readonly RoleRoute[] = [
  {
    ...{ method: 'get', path: '/my-calendar', admits: ['administrator', 'auditor', 'owner'] },
    handle: ({ asking }, { viewer }) => {
      const own = ownMailbox(asking, viewer.session.mailbox)
      if (own === null) return shown(noMailboxPage(viewer, 'mine'))
      const { address } = asking.ownerLinks.make(own)
      return { kind: 'page', status: 200, text: ownPagesPage(viewer, address), onTo: address }
    },
  },
]
