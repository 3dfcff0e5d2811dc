// Set arithmetic on feature names (Set.prototype.union and its kin are not in Node 20).

export function union(a: Iterable<string>, b: Iterable<string>): Set<string> {
  return new Set([...a, ...b])
}

export function intersection(a: Iterable<string>, b: ReadonlySet<string>): Set<string> {
  return new Set([...a].filter(name => b.has(name)))
}

/** What is in `a` and in none of the others. */
export function difference(a: Iterable<string>, ...others: readonly ReadonlySet<string>[]): Set<string> {
  return new Set([...a].filter(name => !others.some(other => other.has(name))))
}

export function isSuperset(a: ReadonlySet<string>, b: Iterable<string>): boolean {
  for (const name of b) if (!a.has(name)) return false
  return true
}
