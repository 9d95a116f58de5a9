/** What a socket says about itself in its first message. */
export type Credentials =
  /** A person, or a script that acts for one. */
  | { key: string }
  | { agentId: string; secret: string }
  /** Nobody yet: good for enrolling only. */
  | null

export function connectionParams(credentials: Credentials): Record<string, string> {
  return credentials === null ? {} : { ...credentials }
}
