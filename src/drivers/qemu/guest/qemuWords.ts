/** What QEMU says in a text of its log: line by line, without times, and without what is no complaint. */
export function qemuWords(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z\s+/, '').trim())
    .filter(line => line !== '' && !isNoise(line))
}

/** Where terminals are, that we ended it, and our own notes of beginning and end. */
function isNoise(line: string): boolean {
  return (
    line.startsWith('char device redirected to ') ||
    /^qemu-\S+: terminating on signal \d+ from pid/.test(line) ||
    /^\d{4}-\d\d-\d\d [\d:.]+\+0000: (starting up|shutting down)/.test(line)
  )
}
