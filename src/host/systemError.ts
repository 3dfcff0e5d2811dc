// What the kernel refuses, in libvirt's form: the detail, a colon, and glibc's text of the error.
import { constants } from 'node:os'
import { LibvirtError, type LibvirtErrorOptions } from '../api/LibvirtError.js'

/** glibc's strerror for what file and process calls run into; Node's own texts differ, and clients match on these. */
const texts: Readonly<Record<string, string>> = {
  E2BIG: 'Argument list too long',
  EACCES: 'Permission denied',
  EADDRINUSE: 'Address already in use',
  EAGAIN: 'Resource temporarily unavailable',
  EBADF: 'Bad file descriptor',
  EBUSY: 'Device or resource busy',
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  EDQUOT: 'Disk quota exceeded',
  EEXIST: 'File exists',
  EINVAL: 'Invalid argument',
  EIO: 'Input/output error',
  EISDIR: 'Is a directory',
  ELOOP: 'Too many levels of symbolic links',
  EMFILE: 'Too many open files',
  ENAMETOOLONG: 'File name too long',
  ENFILE: 'Too many open files in system',
  ENODEV: 'No such device',
  ENOENT: 'No such file or directory',
  ENOEXEC: 'Exec format error',
  ENOMEM: 'Cannot allocate memory',
  ENOSPC: 'No space left on device',
  ENOTDIR: 'Not a directory',
  ENOTEMPTY: 'Directory not empty',
  ENXIO: 'No such device or address',
  EPERM: 'Operation not permitted',
  EPIPE: 'Broken pipe',
  EROFS: 'Read-only file system',
  ESRCH: 'No such process',
  ETIMEDOUT: 'Connection timed out',
  ETXTBSY: 'Text file busy',
}

/** `ENOENT` and the like of a failed system call; undefined for any other failure. */
export function errorCodeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Whether a failure is that of a system call with this name of errno. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  const code = errorCodeOf(error)
  return code !== undefined && codes.includes(code)
}

/** glibc's text of an errno name, the name itself when it is a rare one. */
export function errorText(code: string): string {
  return texts[code] ?? code
}

/**
 * A SYSTEM_ERROR about a failed system call. What is no system call's failure is a bug and comes back as it is.
 * @param detail what was tried, as libvirt words it: `cannot create file '/…'`
 */
export function systemError(detail: string, error: unknown, options: LibvirtErrorOptions = {}): Error {
  const code = errorCodeOf(error)
  if (code === undefined) return error instanceof Error ? error : new Error(String(error))
  const errno = Object.entries(constants.errno).find(([name]) => name === code)?.[1]
  const facts = errno === undefined ? { cause: error } : { errno, cause: error }
  return new LibvirtError('SYSTEM_ERROR', `${detail}: ${errorText(code)}`, { ...options, ...facts })
}
