/** Where pages find their script. */
export const ZONE_SCRIPT = '/published/zone.js'

/**
 * The one script of a published calendar: where no zone was chosen it chooses the reader's own in the list and says so. It
 * sends nothing, keeps nothing and changes no text but by showing one that is there.
 */
export const ZONE_SCRIPT_TEXT = `'use strict'
{
  const list = document.getElementById('zone')
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone
  if (list && list.dataset.chosen === 'no' && own && list.value !== own) {
    const before = list.value
    list.value = own
    if (list.value === own) document.getElementById('device').hidden = false
    else list.value = before
  }
}
`
