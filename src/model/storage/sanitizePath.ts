/** The path with runs of slashes made one and without a slash at the end; two slashes in front stay, as POSIX has it. */
export function sanitizePath(path: string): string {
  const front = /^\/\/(?!\/)/.test(path) ? '//' : path.startsWith('/') ? '/' : ''
  return (
    front +
    path
      .split('/')
      .filter(part => part !== '')
      .join('/')
  )
}
