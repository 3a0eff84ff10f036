const PLACE = '/sharing/:organization'

/** Whom the pages about sharing are for, written by hand. */
export const SHARING_ADMITTED: Readonly<Record<string, string>> = {
  'get /sharing/': 'administrator auditor',
  [`get ${PLACE}`]: 'administrator auditor',
  [`get ${PLACE}/document`]: 'administrator auditor',
  [`get ${PLACE}/mailboxes`]: 'administrator auditor',
  [`get ${PLACE}/group`]: 'administrator auditor',
  [`get ${PLACE}/relationship`]: 'administrator',
  [`post ${PLACE}/relationship`]: 'administrator',
  [`post ${PLACE}/relationship/switch`]: 'administrator',
  [`post ${PLACE}/relationship/remove`]: 'administrator',
  [`post ${PLACE}/relationship/back`]: 'administrator',
  [`get ${PLACE}/policy`]: 'administrator',
  [`post ${PLACE}/policy`]: 'administrator',
  [`post ${PLACE}/policy/switch`]: 'administrator',
  [`post ${PLACE}/policy/remove`]: 'administrator',
  [`post ${PLACE}/policy/back`]: 'administrator',
  [`get ${PLACE}/mailbox`]: 'administrator',
  [`post ${PLACE}/mailbox`]: 'administrator',
  [`post ${PLACE}/mailbox/back`]: 'administrator',
  [`get ${PLACE}/organization`]: 'administrator',
  [`post ${PLACE}/organization`]: 'administrator',
  [`post ${PLACE}/organization/back`]: 'administrator',
  [`get ${PLACE}/settings`]: 'administrator',
  [`post ${PLACE}/settings`]: 'administrator',
}
