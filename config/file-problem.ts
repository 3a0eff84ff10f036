export const FILE_PROBLEM_WORDS = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'whoever runs this may not',
  EPERM: 'whoever runs this may not',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  EEXIST: 'it is there already',
  ENOSPC: 'the disk is full',
  EROFS: 'nothing can be written there',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links lead in a circle',
}

/** System errors there are words for. */
export type FileProblemCode = keyof typeof FILE_PROBLEM_WORDS

/** The system's own name of what went wrong with a file; null where it has none. */
export const fileProblemCode = (error: unknown): string | null => (error as NodeJS.ErrnoException | null)?.code ?? null

export const hasFileProblemWords = (code: string | null): code is FileProblemCode =>
  code !== null && Object.hasOwn(FILE_PROBLEM_WORDS, code)

/** Why a file could not be read or written, in words: who reads it need not know the names of system errors. */
export function fileProblem(error: unknown): string {
  const code = fileProblemCode(error)
  return hasFileProblemWords(code) ? FILE_PROBLEM_WORDS[code] : (code ?? 'of an unknown error')
}
