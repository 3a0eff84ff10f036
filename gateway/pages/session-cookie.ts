/** Every value a request's `Cookie` has under a name. */
export function cookiesIn(header: string | undefined, name: string): readonly string[] {
  return (header ?? '').split(';').flatMap((pair) => {
    const end = pair.indexOf('=')
    return end > 0 && pair.slice(0, end).trim() === name ? [pair.slice(end + 1).trim()] : []
  })
}

/** 256 bits in base64url. */
const FORM = /^[A-Za-z0-9_-]{43}$/

/**
 * The cookie that carries the id of a session. RFC 6265bis 4.1.3.2: under a name with `__Host-` no other host, and no page
 * without TLS, can have set it.
 */
export class SessionCookie {
  readonly #name: string
  readonly #attributes: string
  readonly #lastsMs: number

  /** @param secure whether our pages have TLS; without it a browser takes neither the attribute nor the prefix */
  constructor(name: string, lastsMs: number, secure: boolean) {
    this.#name = secure ? `__Host-${name}` : name
    this.#attributes = `Path=/; ${secure ? 'Secure; ' : ''}HttpOnly; SameSite=Strict`
    this.#lastsMs = lastsMs
  }

  with(id: string): string {
    return `${this.#name}=${id}; ${this.#attributes}; Max-Age=${this.#lastsMs / 1_000}`
  }

  get gone(): string {
    return `${this.#name}=; ${this.#attributes}; Max-Age=0`
  }

  /** Null also where there are several: which of them is meant, nobody knows. */
  in(header: string | undefined): string | null {
    const ids = cookiesIn(header, this.#name).filter((value) => FORM.test(value))
    return ids.length === 1 ? (ids[0] ?? null) : null
  }
}
