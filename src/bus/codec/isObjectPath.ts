/** `/`, or elements of `[A-Za-z0-9_]+`, each behind a slash (specification, "Valid Object Paths"). */
export function isObjectPath(text: string): boolean {
  if (text === '/') return true
  let slash = false
  if (text.charCodeAt(0) !== 47) return false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 47) {
      if (slash) return false
      slash = true
    } else if (isElementCharacter(code)) slash = false
    else return false
  }
  return !slash
}

function isElementCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 95 || (code >= 65 && code <= 90)
}
