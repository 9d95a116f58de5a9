/** One challenge of a `WWW-Authenticate` header (RFC 9110, 11.6.1); scheme and parameter names in lower case. */
export interface Challenge {
  scheme: string
  params: Record<string, string>
}

const PARAM = /^([!#$%&'*+.^_`|~\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))/
const SCHEME = /^([!#$%&'*+.^_`|~\w-]+)(?=\s|,|$)/

/** Several challenges may stand in one header, separated by the same commas as their parameters. */
export function parseChallenges(header: string | string[] | undefined): Challenge[] {
  const challenges: Challenge[] = []
  for (const line of header === undefined ? [] : [header].flat()) {
    let rest = line.trim()
    while (rest !== '') {
      const param = PARAM.exec(rest)
      const current = challenges.at(-1)
      if (param && current) {
        current.params[param[1]!.toLowerCase()] = param[2]?.replace(/\\(.)/g, '$1') ?? param[3] ?? ''
        rest = rest.slice(param[0].length)
      } else {
        const scheme = SCHEME.exec(rest)
        if (scheme) challenges.push({ scheme: scheme[1]!.toLowerCase(), params: {} })
        rest = rest.slice(scheme?.[0].length ?? 1)
      }
      rest = rest.replace(/^[\s,]+/, '')
    }
  }
  return challenges
}
