/** Time as libvirt writes it in guests' logs: `2026-01-31 12:00:00.123+0000`. @param now milliseconds since 1970 */
export function logTime(now: number): string {
  return new Date(now).toISOString().replace('T', ' ').replace('Z', '+0000')
}
