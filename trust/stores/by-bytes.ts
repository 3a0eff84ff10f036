/** Orders texts by their UTF-8 bytes, as every place of state does. */
export const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))
