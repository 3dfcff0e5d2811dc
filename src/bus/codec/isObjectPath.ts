const slash = 47
/** 1 for the characters of an element. A table, since every path that is sent or received is looked at. */
const inElement = new Uint8Array(128)
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_') {
  inElement[character.charCodeAt(0)] = 1
}

/** `/`, or elements of `[A-Za-z0-9_]+`, each behind a slash (specification, "Valid Object Paths"). */
export function isObjectPath(text: string): boolean {
  if (text === '/') return true
  let before = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === slash ? before === slash : inElement[code] !== 1 || at === 0) return false
    before = code
  }
  return before !== slash && before !== 0
}
