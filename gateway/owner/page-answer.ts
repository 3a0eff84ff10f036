/** What a request for an owner's page comes to. */
export type PageAnswer =
  | { readonly kind: 'page'; readonly status: number; readonly text: string; readonly setCookie?: string }
  /** To another of her pages. */
  | { readonly kind: 'see-other'; readonly to: string; readonly setCookie?: string }

export const shown = (text: string, status = 200): PageAnswer => ({ kind: 'page', status, text })

export const seeOther = (to: string): PageAnswer => ({ kind: 'see-other', to })
